"""采购异常 in a browser: lots, form, review, and what becomes of the lots (manual 3.9)."""

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.demo import notice as notices
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload

from browsing import at, expecting, settled, shot
from browsing.ground import Form, Ground, seen

pytestmark = pytest.mark.timeout(300)  # a whole procurement is made before the last of them

LIST = "/desk/exceptions"
SLOW = 30_000
"""Milliseconds for what prints or seals a PDF."""


PAPER = {
    "name": "暂停决定.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
}


def choose(clerk: Page, project: Form, lot: Form) -> None:
    """新增分包异常 the kind, then the lot, then the empty form."""
    at(clerk, LIST)
    clerk.get_by_role("link", name="新增分包异常").first.click()
    clerk.get_by_role("link", name="项目暂停").click()
    settled(clerk, "exception lots")
    at(clerk, f"{LIST}/new/suspension?project={project['id']}")
    clerk.get_by_role("checkbox", name=lot["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("项目暂停")


def fill(clerk: Page) -> None:
    clerk.get_by_label("原因类别").select_option("purchaser_request")
    clerk.get_by_label("暂停起始日期").fill("2026-12-01")
    clerk.get_by_label("情况说明").fill("采购人来函：采购需求需要调整，申请暂停。")


def send(clerk: Page) -> None:
    """提交信息, confirmed in its dialog."""
    clerk.get_by_role("button", name="提交信息").click()
    clerk.get_by_role("button", name="确认提交").click()
    clerk.wait_for_load_state()


def approve(reviewer: Page, form_id: str) -> None:
    at(reviewer, f"/desk/review/exception/{form_id}")
    expect(reviewer.locator("main")).to_contain_text("采购人申请")
    shot(reviewer, "exception-review")
    reviewer.get_by_role("button", name="审核通过").click()
    reviewer.get_by_role("button", name="确认通过").click()
    expect(reviewer.locator("#flashes")).to_contain_text("已审核通过")


def test_a_clerk_suspends_a_lot_and_the_centre_approves_it(
    clerk: Page, reviewer: Page, ground: Ground
) -> None:
    project = ground.project("食堂设备采购项目")
    first, second = project["lots"][:2]
    choose(clerk, project, first)
    expect(clerk.locator("main")).not_to_contain_text(second["no"])
    shot(clerk, "exception-form-empty")
    fill(clerk)
    with expecting(clerk, 422):
        send(clerk)
        expect(clerk.locator("main")).to_contain_text("缺少电子件：采购人批复或决定文件")
    shot(clerk, "exception-form-refused")

    clerk.locator("[data-kind='purchaser_decision'] input[type=file]").set_input_files(PAPER)
    expect(clerk.locator("[data-said]")).to_contain_text("已上传")
    send(clerk)
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核")
    expect(clerk.locator("main")).to_contain_text("暂停决定.pdf")
    form_id = clerk.url.rpartition("/")[2].partition("?")[0]
    approve(reviewer, form_id)

    at(clerk, f"{LIST}/{form_id}")
    expect(clerk.locator("main")).to_contain_text("系统不会自动恢复")
    shot(clerk, "exception-approved")
    at(clerk, LIST)
    expect(clerk.get_by_role("table")).to_contain_text("食堂设备采购项目")
    shot(clerk, "exceptions-list")
    at(clerk, f"{LIST}/new/resumption?project={project['id']}")
    expect(clerk.get_by_role("checkbox", name=first["no"])).to_be_enabled()
    expect(clerk.get_by_role("checkbox", name=second["no"])).to_be_disabled()


def test_what_hangs_on_a_cancelled_lot_ends_in_every_service(ground: Ground) -> None:
    project = ground.project("图书设备采购项目")
    booking = ground.booking(project, ground.free(6))
    document = ground.document(project)
    held = {"booking": ("venue", booking), "tender_document": ("documents", document)}
    ground.approve("registry", "exception", cancellation(ground, project))

    def states() -> dict[str, str]:
        return {
            kind: ground.call("clerk-a", service, f"get_{kind}", id=form["id"])["state"]
            for kind, (service, form) in held.items()
        }

    ended = {"booking": "released", "tender_document": "void"}
    ground.until(lambda: states() == ended)
    shown = ground.call("clerk-a", "registry", "get_project", id=project["id"])
    assert {one["state"] for one in shown["lots"]} == {"cancelled"}
    assert shown["stage"] == "cancelled"


def cancellation(ground: Ground, project: Form) -> Form:
    """项目取消 of all lots, submitted."""
    api, mark = ground.api("clerk-a"), project["no"]
    kind = "purchaser_decision"
    file = upload(api, kind, paper("取消决定.pdf", "Decision to cancel", mark))
    wanted = {
        "kind": "cancellation",
        "project_id": project["id"],
        "lot_ids": [one["id"] for one in project["lots"]],
        "reason": "major_change",
        "statement": "上级文件取消了本采购任务。",
        "attachments": [{"kind": kind, "receipt": file["receipt"]}],
    }
    made = api.call("registry", "create_exception", wanted)
    sent: Form = api.call("registry", "submit_exception", seen(made))
    return sent


@pytest.fixture
def tendered(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """A project whose tender notice is published."""
    journey = ground.procurement(tmp_path_factory.mktemp("tendered"))
    for step in (notices.draft, notices.correct, notices.seal, notices.submit, notices.approve):
        step(journey)
    notices.published(journey)
    return journey


def seal(clerk: Page, journey: Journey) -> None:
    """点击签章 the seal that is offered, confirmed, with the token's PIN."""
    clerk.get_by_role("button", name="点击签章").click()
    expect(clerk.get_by_role("dialog")).to_contain_text("在线", timeout=SLOW)
    clerk.get_by_role("button", name="下一步").click()
    clerk.wait_for_url("**job=**", timeout=SLOW)
    expect(clerk.get_by_role("dialog")).to_contain_text("中国湖南政府采购网")
    shot(clerk, "exception-seal_confirm")
    clerk.get_by_label("证书口令").fill(journey.setting.pin)
    clerk.get_by_role("button", name="电子签章").click()
    expect(clerk.locator("dialog[data-step=done]")).to_be_visible(timeout=SLOW)
    clerk.get_by_role("link", name="完成离开").click()


def draft(clerk: Page, project: Form) -> None:
    """项目暂停 of all lots, with the notice that comes of it beside the form."""
    at(clerk, f"{LIST}/new/suspension?project={project['id']}")
    for lot in project["lots"]:
        clerk.get_by_role("checkbox", name=lot["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    expect(clerk.get_by_role("button", name="提交信息")).to_have_count(0)
    fill(clerk)
    # the first thing that is saved as typed makes the form, its notice and the preview
    shown = clerk.frame_locator("iframe")
    expect(shown.get_by_role("heading", level=1)).to_contain_text("中止公告", timeout=SLOW)
    expect(clerk.locator("#law")).to_contain_text("缺少电子件", timeout=SLOW)
    shot(clerk, "exception-form-unsealed")
    clerk.locator("[data-kind='purchaser_decision'] input[type=file]").set_input_files(PAPER)
    expect(clerk.locator("[data-said]")).to_contain_text("已上传")


def published(clerk: Page, form_id: str) -> None:
    """What became of it: the form leads to its public page, with the sealed PDF."""
    at(clerk, f"{LIST}/{form_id}")
    public = clerk.get_by_role("link", name="查看公开页面")
    expect(public).to_be_visible(timeout=SLOW)
    shot(clerk, "exception-published")
    public.click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("中止公告")
    expect(clerk.get_by_role("link", name="下载已签章的公告")).to_be_visible()
    expect(clerk.locator("main")).to_contain_text("签章有效")
    shot(clerk, "exception-public")


def test_a_suspension_of_what_was_announced_is_a_sealed_notice(
    clerk: Page, reviewer: Page, tendered: Journey
) -> None:
    draft(clerk, tendered.ids["project"])
    seal(clerk, tendered)
    expect(clerk.get_by_role("button", name="提交信息")).to_be_visible(timeout=SLOW)
    shot(clerk, "exception-sealed")
    send(clerk)
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核")
    form_id = clerk.url.rpartition("/")[2].partition("?")[0]
    at(reviewer, f"/desk/review/exception/{form_id}")
    expect(reviewer.locator("main")).to_contain_text("签章有效")
    expect(reviewer.frame_locator("iframe").get_by_text("更正事项：项目暂停")).to_be_visible()
    approve(reviewer, form_id)
    published(clerk, form_id)
