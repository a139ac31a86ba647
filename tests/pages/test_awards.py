"""中标公告 in a browser: written and kept by itself, out, and its letters sealed (87号令第69条)."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.demo.journey import Journey
from tenderhall_local.platform import Platform

from browsing import at, award, expecting, settled, shot
from browsing.award import Bidder
from browsing.ground import Form, Ground

pytestmark = pytest.mark.timeout(400)  # a whole procurement comes before
SLOW = 30_000
LETTER = {
    "name": "采购人确认函.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
}
EXPERTS = ["罗建国", "唐丽华", "何志强", "谭小平", "王秀英"]


@dataclass
class Evaluated:
    """A project whose lots have been evaluated."""

    journey: Journey
    project: Form


@pytest.fixture(scope="module")
def evaluated(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    journey = ground.procurement(tmp_path_factory.mktemp("awarded"))
    project = award.tendered(ground, journey)
    winner = Bidder.called("衡阳智学科技有限公司", "450000.00")
    award.known(ground, winner)
    award.opened(ground, project)
    award.evaluated(ground, project, [winner], bidders=4, committee="C-1")
    ground.free_for("award_notice", project)
    return Evaluated(journey, project)


def test_an_award_is_written_published_and_its_letter_sealed(
    clerk: Page, evaluated: Evaluated, ground: Ground, platform: Platform, reviewer: Page
) -> None:
    draft = written(clerk, evaluated)
    award.sealed(evaluated.journey, draft)
    sent = submitted(clerk, ground, draft)
    out = award.published(ground, evaluated.journey, sent)
    assert {one["name"] for one in out["award"]["experts"]} == set(EXPERTS)
    sealed(clerk, out, platform.stack.token("agency-a").pin)
    at(reviewer, clerk.url.partition("?")[0])
    expect(reviewer.get_by_role("main")).to_contain_text("已发出")


def written(clerk: Page, evaluated: Evaluated) -> Form:
    """The form, saved without a button."""
    at(clerk, f"/desk/awards/new?project={evaluated.project['id']}")
    for lot in evaluated.project["lots"]:
        clerk.get_by_role("checkbox", name=lot["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    settled(clerk, "awards: a new one")
    today = clerk.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")
    for name in ("report_delivered_on", "determined_on"):
        clerk.locator(f"[name={name}]").fill(today)
    for place in range(2):
        for key, value in (("model", "86寸"), ("quantity", "1批"), ("unit_price", "450000")):
            clerk.locator(f"[name='winners.{place}.items.0.{key}']").fill(value)
    for place, name in enumerate(EXPERTS):
        clerk.locator(f"[name='experts.{place}.name']").fill(name)
    clerk.locator("[name='experts.4.purchaser']").check()
    clerk.locator("[name=fee_standard]").fill("按招标文件约定")
    clerk.locator("[name=fee]").fill("12000")
    clerk.locator("[data-kind='winner_confirmation'] input[type=file]").set_input_files(LETTER)
    expect(clerk.locator("[data-said]").first).to_contain_text("已上传", timeout=SLOW)
    expect(clerk.locator("[data-draft-status]")).to_contain_text("已自动保存", timeout=SLOW)
    clerk.wait_for_function("!location.pathname.endsWith('/new')")
    shot(clerk, "award-form")
    clerk.reload()
    expect(clerk.locator("[name='experts.4.name']")).to_have_value(EXPERTS[4])
    expect(clerk.locator("[name='winners.1.items.0.model']")).to_have_value("86寸")
    return {"id": clerk.url.rpartition("/")[2].partition("?")[0]}


def submitted(clerk: Page, ground: Ground, draft: Form) -> Form:
    """Not with what was typed over the seal; then as it was sealed."""
    clerk.reload()
    clerk.locator("[name=fee]").fill("13000")
    with expecting(clerk, 422):
        submit(clerk)
        expect(clerk.locator("#f-sealed")).to_contain_text("尚未保存", timeout=SLOW)
    at(clerk, f"/desk/awards/{draft['id']}")
    clerk.locator("[name=fee]").fill("12000.00")
    submit(clerk)
    expect(clerk.get_by_role("main")).to_contain_text("待审核", timeout=SLOW)
    sent: Form = ground.call("clerk-a", "notices", "get_notice", id=draft["id"])
    return sent


def submit(clerk: Page) -> None:
    clerk.get_by_role("button", name="提交信息").first.click()
    clerk.locator("dialog[open] textarea").fill("内容无误，同意发布。")
    clerk.get_by_role("button", name="确认提交").click()


def sealed(clerk: Page, awarded: Form, pin: str) -> None:
    """中标通知书 is checked, sealed and issued."""
    at(clerk, f"/desk/awards/{awarded['id']}?view=1")
    row = clerk.get_by_role("table", name="中标通知书").get_by_role("row").nth(1)
    shot(clerk, "award-published")
    row.get_by_role("link", name="签章").click()
    expect(clerk.get_by_role("main")).to_contain_text("衡阳智学科技有限公司")
    shot(clerk, "award-letter")
    clerk.get_by_role("link", name="点击签章").click()
    settled(clerk, "award letter: choosing the seal")
    clerk.get_by_role("button", name="下一步").click()
    dialog = clerk.get_by_role("dialog", name="信息确认")
    expect(dialog.get_by_role("link", name="下载PDF核对")).to_be_visible(timeout=SLOW)
    shot(clerk, "award-letter-confirm")
    original = clerk.request.get(dialog.get_by_role("link").get_attribute("href") or "")
    assert original.body().startswith(b"%PDF")
    clerk.get_by_label("证书口令（PIN）").fill(pin)
    clerk.get_by_role("button", name="电子签章").click()
    done = clerk.get_by_role("dialog", name="签章完成")
    expect(done).to_contain_text("中标通知书已盖章发出", timeout=SLOW)
    done.get_by_role("link", name="完成离开").click()
    expect(clerk.get_by_role("main")).to_contain_text("已发出")
    shot(clerk, "award-letter-issued")
    sealed = clerk.request.get(
        clerk.get_by_role("link", name="下载PDF").get_attribute("href") or ""
    ).body()
    assert sealed.startswith(original.body())
    assert clerk.get_by_role("link", name="点击签章").count() == 0
