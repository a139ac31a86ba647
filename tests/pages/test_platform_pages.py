"""系统管理 service accounts, and what platforms tell or an administrator enters (C25)."""

import uuid

from playwright.sync_api import Page, expect

from browsing import at, expecting, settled, shot
from browsing.clicking import attach, fill, press
from browsing.ground import Ground

ACCOUNTS, INBOUND = "/desk/admin/accounts", "/desk/admin/inbound"
KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
FORBIDDEN = 403
NOTICE = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_an_administrator_enters_an_order_to_suspend_and_sees_what_came_of_it(
    admin: Page, clerk: Page, ground: Ground
) -> None:
    project = ground.project("衡阳市监管暂停项目")
    lot = project["lots"][0]
    at(admin, f"{INBOUND}/new")
    settled(admin, "inbound-types")
    admin.get_by_role("link", name="监管部门责令暂停").click()
    shot(admin, "inbound-form-empty")
    fill(admin, {"data.lot_no": lot["no"], "data.doc_no": "衡财采2026-1号"})
    enter(admin, 422)
    expect(admin.locator("[id='e-file']")).to_contain_text("请上传依据文件")
    expect(admin.locator("[id='e-data.suspended_from']")).to_contain_text("必填")
    shot(admin, "inbound-form-refused")
    attach(admin, "finance_notice", "暂停通知.pdf", NOTICE)
    fill(admin, {"occurred_at": "2026-01-05T09:00", "reason": "监管系统尚未对接"})
    fill(admin, {"data.suspended_from": "2026-01-05T09:00"})
    enter(admin, 200)
    expect(admin.locator("#flashes")).to_contain_text("已录入，已生效")
    expect(admin.locator("main")).to_contain_text("R31")
    expect(admin.get_by_role("link", name="暂停通知.pdf")).to_be_visible()
    shot(admin, "inbound-shown")
    at(admin, f"{INBOUND}?q={lot['no']}")
    expect(admin.locator("tbody tr")).to_have_count(1)
    shot(admin, "inbound-list")
    at(clerk, f"/desk/projects/{project['id']}?view=1")
    expect(clerk.locator("main")).to_contain_text("已暂停")
    for path in (INBOUND, f"{INBOUND}/new", admin.url):
        answer = clerk.goto(path)
        assert answer
        assert answer.status == FORBIDDEN


def enter(admin: Page, status: int) -> None:
    """确认录入, and the answer."""
    press(admin, "录入")
    with expecting(admin, status), admin.expect_response(lambda it: it.request.method == "POST"):
        press(admin, "确认录入")
    admin.wait_for_load_state()


def test_an_account_gets_its_rights_and_loses_them(admin: Page, clerk: Page) -> None:
    name = f"eval-{uuid.uuid4().hex[:8]}"
    at(admin, f"{ACCOUNTS}/new")
    fill(admin, {"name": name, "title": "电子评标系统", "organisation": "湖南评标科技公司"})
    fill(admin, {"public_key": "不是公钥"})
    admin.get_by_label("evaluation.ended").check()
    with expecting(admin, 422):
        press(admin, "保存")
        expect(admin.locator("#e-public_key")).to_contain_text("Ed25519")
    shot(admin, "account-form-refused")
    expect(admin.get_by_label("evaluation.ended")).to_be_checked()
    fill(admin, {"public_key": KEY})
    press(admin, "保存")
    expect(admin.locator("main ol code").first).to_contain_text(f"make partner NAME={name} SCOPES=")
    shot(admin, "account-made")
    admin.get_by_role("link", name="变更授权").click()
    admin.get_by_label("registry.get_project").check()
    press(admin, "保存")
    expect(admin.locator("main")).to_contain_text("查看项目")
    press(admin, "吊销")
    admin.get_by_label("理由").fill("合作终止")
    settled(admin, "account-revoke")
    press(admin, "确认吊销")
    expect(admin.locator("main")).to_contain_text("合作终止")
    at(admin, f"{ACCOUNTS}?q={name}")
    expect(admin.locator("tbody tr")).to_contain_text("已吊销")
    shot(admin, "accounts-list")
    answer = clerk.goto(ACCOUNTS)
    assert answer
    assert answer.status == FORBIDDEN


def test_an_evaluations_candidates_are_rows_of_the_form(admin: Page) -> None:
    at(admin, f"{INBOUND}/new/evaluation.ended")
    press(admin, "添加候选供应商")
    fill(admin, {"data.candidates.0.uscc": "91430400MA4L12345X", "reason": "评标系统尚未对接"})
    fill(admin, {"occurred_at": "2026-01-05T09:00"})
    attach(admin, "other", "评标报告.pdf", NOTICE)
    enter(admin, 422)
    wrong = admin.locator("[id='e-data.candidates.0.uscc']")
    expect(wrong).to_contain_text("统一社会信用代码校验不通过")
    expect(admin.locator("#f-file")).to_contain_text("评标报告.pdf")
    shot(admin, "inbound-candidates")
