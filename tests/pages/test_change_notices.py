"""Change notices in a browser: choosing the notice, form, 更正前/更正后, 提交备案 (manual 3.8)."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.demo import notice as notices
from tenderhall_local.demo.journey import Journey

from browsing import at, settled, shot
from browsing.ground import Ground

pytestmark = pytest.mark.timeout(300)  # a whole procurement is published before

LIST = "/desk/change-notices"


@pytest.fixture(scope="module")
def published(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """A project whose tender notice is out."""
    journey = ground.procurement(tmp_path_factory.mktemp("published"))
    for step in (notices.draft, notices.correct, notices.seal, notices.submit, notices.approve):
        step(journey)
    notices.published(journey)
    return journey


def test_a_change_notice_is_made_sealed_filed_and_published(
    clerk: Page, published: Journey
) -> None:
    about = published.ids["notice"]["id"]
    at(clerk, LIST)
    settled(clerk, "change notices: empty")
    clerk.get_by_role("link", name="新增变更公告").first.click()
    settled(clerk, "change notices: choosing the tender notice")
    clerk.locator(f"a[href$='about={about}']").click()
    settled(clerk, "change notices: a new one")
    later = (dt.date.today() + dt.timedelta(days=17)).isoformat()  # noqa: DTZ011 — as a person would
    clerk.locator("[name=obtain_until]").fill(later)
    clerk.locator("[name=affects_bids][value=false]").check()
    clerk.locator("[name=has_clarifications][value=false]").check()
    clerk.locator("[name=reason]").fill("方便供应商获取招标文件")
    clerk.locator(".form-foot button[value=save]").click()
    expect(clerk.locator("section[aria-labelledby=rows] td strong")).to_have_count(1)
    settled(clerk, "change notices: draft")
    shot(clerk, "change-notice-form")
    published.ids["notice"] = {"id": clerk.url.rpartition("/")[2].partition("?")[0]}
    published.ids.pop("seal", None)
    notices.seal(published)
    clerk.reload()
    clerk.get_by_role("button", name="提交备案").first.click()
    clerk.locator("dialog[open] textarea").fill("同意备案。")
    clerk.get_by_role("button", name="确认提交").click()
    expect(clerk.locator("#publication").get_by_text("-BG-01")).to_be_visible(timeout=30_000)
    settled(clerk, "change notices: published")
    at(clerk, f"/desk/notices/{about}?view=1")
    expect(clerk.locator("#publication").get_by_text("第1次变更")).to_be_visible()


def test_what_is_missing_is_told_at_its_field(clerk: Page, published: Journey) -> None:
    at(clerk, f"{LIST}/new")
    clerk.locator("table a.btn").first.click()
    clerk.locator("[name=obtain_until]").fill("2020-01-01")
    clerk.locator(".form-foot button[value=save]").click()
    law = clerk.locator("#law")
    expect(law.get_by_text("获取招标文件截止日期只能推迟").first).to_be_visible()
    expect(law.get_by_text("请填写更正原因").first).to_be_visible()
    settled(clerk, "change notices: refused")
    assert published.ids["notice"]["id"]
