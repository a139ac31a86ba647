"""法规 the calendar, the rules, the policies, the findings and the audit, as people meet them."""

import datetime as dt
import uuid
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tenderhall_local.demo.clock import SHANGHAI

from browsing import at, expecting, shot
from browsing.clicking import fill, press, refused
from browsing.ground import Ground

YEAR = 2030 + uuid.uuid4().int % 70
"""Another one each time, so that a stack that was tested before can be tested again."""

CALENDAR = f"/desk/admin/calendar?year={YEAR}"
SOURCE = f"国务院办公厅关于{YEAR}年部分节假日安排的通知"
FIXED = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
Known = Callable[[str], Page]


def a_file(*lines: str) -> dict[str, object]:
    body = "\n".join(("日期,类型", *lines)).encode()
    return {"name": "放假安排.csv", "mimeType": "text/csv", "buffer": body}


def send(page: Page, *lines: str) -> None:
    page.locator("[id='f-import.file']").set_input_files(a_file(*lines))  # type: ignore[arg-type] — a payload
    press(page, "导入文件")


def test_an_administrator_enters_corrects_and_confirms_a_year(admin: Page, clerk: Page) -> None:
    at(clerk, CALENDAR)
    expect(clerk.locator("#what-to-do")).to_contain_text("请联系交易中心")
    expect(clerk.locator("main form")).to_have_count(0)
    at(admin, CALENDAR)
    expect(admin.locator("#what-to-do")).to_contain_text(f"{YEAR}年的工作日安排尚未录入")
    shot(admin, "calendar-missing")
    fill(admin, {"import.source": SOURCE})
    with expecting(admin, 422):
        send(admin, f"{YEAR}-13-01,放假", f"{YEAR}-08-10,休息")
        expect(refused(admin, "VALIDATION_FAILED")).to_contain_text("第2行")
    expect(admin.locator("[id='e-import.file']")).to_contain_text("类型须为")
    expect(admin.locator("[id='f-import.source']")).to_have_value(SOURCE)
    shot(admin, "calendar-refused")
    send(admin, *(f"{YEAR}-{day},法定节假日" for day in FIXED))
    expect(admin.locator("#flashes")).to_contain_text("核对后请确认")

    admin.locator(f"time[datetime='{YEAR}-08-09']").click()
    expect(admin.locator("[id='f-day.date']")).to_have_value(f"{YEAR}-08-09")
    fill(admin, {"day.kind": "dayoff", "day.reason": "防汛停工"})
    press(admin, "保存这一天")
    expect(admin.locator(f"td:has(time[datetime='{YEAR}-08-09'])")).to_contain_text("休")
    fill(admin, {"confirm.source": SOURCE})
    admin.locator("#confirm [data-opens]").click()
    press(admin, "已核对，确认")
    expect(admin.locator("#flashes")).to_contain_text("已确认")
    expect(admin.locator("main")).to_contain_text("已确认的年度不能再导入")
    shot(admin, "calendar-confirmed")


def test_rules_and_policies_are_changed_with_a_reason_by_the_administrator_only(
    admin: Page, clerk: Page
) -> None:
    for path in ("/desk/admin/policies", "/desk/audit"):
        with expecting(clerk, 403):
            answer = clerk.goto(path)
            assert answer
            assert answer.status == 403
            expect(clerk.locator("main")).to_contain_text("请用有权限的角色登录后再试")
    at(clerk, "/desk/admin/rules?q=R04")
    clerk.get_by_role("link", name="R04", exact=True).click()
    expect(clerk.locator("main form")).to_have_count(0)
    at(admin, "/desk/admin/rules")
    shot(admin, "rules")
    at(admin, "/desk/admin/rules/R04")
    other = admin.locator("[id='f-switch.severity'] option").nth(1).get_attribute("value")
    fill(admin, {"switch.severity": other})
    with expecting(admin, 422):
        admin.locator("#switch [data-opens]").click()
        press(admin, "确认切换")
        refused(admin, "VALIDATION_FAILED")
    shot(admin, "rule-refused")
    fill(admin, {"switch.severity": other, "switch.reason": "谈判业务尚未开通"})
    admin.locator("#switch [data-opens]").click()
    press(admin, "确认切换")
    expect(admin.locator("main")).to_contain_text("谈判业务尚未开通")

    at(admin, "/desk/admin/policies")
    shot(admin, "policies")
    at(admin, "/desk/admin/policies/help.ca_line")
    fill(admin, {"reason": "号码核对无误"})
    press(admin, "保存")
    expect(admin.locator("#flashes")).to_contain_text("政策已修改")
    expect(admin.locator("tr", has_text="help.ca_line")).to_contain_text("号码核对无误")


def test_a_finding_is_dealt_with_and_the_supervisor_verifies_the_audit(
    reviewer: Page, known: Known, ground: Ground
) -> None:
    yesterday = dt.datetime.now(SHANGHAI).date() - dt.timedelta(days=1)
    correction = {
        "rule_id": "R30",
        "effective_from": yesterday.isoformat(),
        "severity": "info",
        "basis": "政府采购法实施条例第五十三条",
        "text_zh": "质疑期的起算",
        "reason": "更正条文的表述",
        "correction": True,
    }
    ground.call("admin", "registry", "put_rule", **correction)
    at(reviewer, "/desk/findings?rule_id=R30&state=open")
    expect(reviewer.locator("table")).to_contain_text("更正条文的表述")
    shot(reviewer, "findings")
    reviewer.get_by_role("link", name="R30").first.click()
    fill(reviewer, {"resolution": "已通知各代理机构"})
    reviewer.locator("[data-opens='ask-resolve']").click()
    press(reviewer, "确认处理完毕")
    expect(reviewer.locator("main")).to_contain_text("已通知各代理机构")
    shot(reviewer, "finding-resolved")

    supervisor = known("supervisor")
    at(supervisor, "/desk/audit")
    supervisor.locator("button[value='venue']").click()
    expect(supervisor.locator("#flashes")).to_contain_text("venue完整")
    shot(supervisor, "audit")
