"""The whole main job by clicking, from the login page to the portal's verdict."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.platform import Platform

from browsing import at, expecting, settled, shot
from browsing.ground import Ground
from browsing.job import SLOW, Job


@pytest.mark.timeout(900)
def test_a_procurement_is_clicked_from_the_login_to_the_portals_verdict(
    enter: Callable[[str], Page],
    visitor: Page,
    ground: Ground,
    calendar: None,
    platform: Platform,
) -> None:
    job = Job(
        clerk=enter("clerk-a"),
        reviewer=enter("reviewer"),
        ground=ground,
        pin=platform.stack.token("agency-a").pin,
        mark=f"{time.time_ns() // 1_000_000:x}",
        look=shot,
    )
    at(visitor, job.whole())
    shot(visitor, "portal-notice-published")
    visitor.get_by_role("link", name="现在重新验证").click()
    expect(visitor.get_by_role("status")).to_contain_text("签章有效", timeout=SLOW)
    at(job.clerk, f"/desk/projects/{job.ids['project']}")
    shot(job.clerk, "project-published")
    clarified(job, ground)
    at(visitor, "/")
    expect(visitor.get_by_role("main")).to_contain_text("澄清公告")


PAPER = {
    "name": "第1次澄清.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
}


def clarified(job: Job, ground: Ground) -> None:
    """答疑文件 of what has just been published (manual 3.6): refused once, then issued."""
    clerk = job.clerk
    project = ground.call("clerk-a", "registry", "get_project", id=job.ids["project"])
    ground.free_for("clarification", project)
    at(clerk, "/desk/clarifications")
    shot(clerk, "clarifications-empty")
    at(clerk, f"/desk/clarifications/new?project={project['id']}")
    for lot in project["lots"]:
        clerk.get_by_role("checkbox", name=lot["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    clerk.get_by_label("澄清内容").fill("交货期由20日改为30日，其他不变。")
    clerk.get_by_role("group", name="是否影响投标文件编制").get_by_label("是", exact=True).check()
    subject = clerk.get_by_role("group", name="是否涉及采购标的")
    subject.get_by_label("是", exact=True).check()
    clerk.get_by_label("章节条款").fill("第五章 2.1")
    clerk.get_by_label("原文").fill("交货期20日")
    clerk.get_by_label("修改后").fill("交货期30日")
    clerk.locator("[data-kind='clarification'] input[type=file]").set_input_files(PAPER)
    expect(clerk.locator("[data-said]").first).to_contain_text("已上传", timeout=SLOW)
    with expecting(clerk, 422):
        _submit(clerk)
        refused = "不得改变采购标的和资格条件"
        expect(clerk.get_by_role("alert")).to_contain_text(refused, timeout=SLOW)
    shot(clerk, "clarification-refused")
    subject.get_by_label("否", exact=True).check()
    _submit(clerk)
    expect(clerk.get_by_role("main")).to_contain_text("第1次 澄清", timeout=SLOW)
    shot(clerk, "clarification-issued")
    _amended(job, project["no"])


def _amended(job: Job, no: str) -> None:
    """已修改 the tender document names what is part of it now."""
    clerk = job.clerk
    at(clerk, f"/desk/tender-documents?q={no}")
    expect(clerk.get_by_role("table")).to_contain_text("已修改")
    clerk.get_by_role("table").get_by_role("link", name=job.mark).first.click()
    expect(clerk.get_by_role("region", name="澄清与补充")).to_contain_text("第1次 澄清")
    settled(clerk, "tender-document-amended")


def _submit(clerk: Page) -> None:
    clerk.get_by_role("button", name="确认提交").first.click()
    dialog = clerk.get_by_role("dialog")
    dialog.get_by_label("签署意见").fill("同意发布")
    dialog.get_by_role("button", name="确认提交").click()
    clerk.wait_for_load_state()
