"""Change notices in a browser: choosing the notice, form, 更正前/更正后, 提交备案 (manual 3.8)."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.demo import notice as notices
from tenderhall_local.demo.journey import Journey

from browsing import at, settled, shot
from browsing.ground import Form, Ground, seen

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


def put_off(ground: Ground, project: Form) -> Form:
    """An approved 场地变更 of a published opening: it awaits its notice (C8)."""
    lot_ids = [one["id"] for one in project["lots"]]
    found = ground.call("clerk-a", "venue", "list_bookings", q=project["no"], limit=20)["items"]
    base = next(one for one in found if one["lot_ids"] and one["state"] == "approved")
    assert set(base["lot_ids"]) == set(lot_ids)
    slot = ground.free(8)
    made = ground.call(
        "clerk-a",
        "venue",
        "create_booking_change",
        base_id=base["id"],
        opening_at=slot["begins"],
        opening_room_id=slot["room_id"],
        contact="李采购",
        phone="0734-8000002",
        reason="采购人要求推迟",
        affects_documents=False,
    )
    sent = ground.call("clerk-a", "venue", "submit_booking", **seen(made))
    return ground.approve("venue", "booking", sent)


def opens(ground: Ground, project: Form) -> set[dt.datetime]:
    told = ground.call("clerk-a", "registry", "get_project", id=project["id"])
    return {dt.datetime.fromisoformat(one["opening_at"]) for one in told["lots"]}


def fill(clerk: Page) -> None:
    later = (dt.date.today() + dt.timedelta(days=17)).isoformat()  # noqa: DTZ011 — as a person would
    clerk.locator("[name=obtain_until]").fill(later)
    clerk.locator("[name=affects_bids][value=false]").check()
    clerk.locator("[name=has_clarifications][value=false]").check()
    clerk.locator("[name=reason]").fill("方便供应商获取招标文件")


def kept_by_itself(clerk: Page) -> None:
    """Saved without a button, its corrections shown, and there after the page is loaded again."""
    expect(clerk.locator("[data-draft-status]")).to_contain_text("已自动保存", timeout=30_000)
    expect(clerk.locator("section[aria-labelledby=rows] td strong")).not_to_have_count(0)
    clerk.reload()
    expect(clerk.locator("[name=reason]")).to_have_value("方便供应商获取招标文件")


def test_a_change_notice_is_made_sealed_filed_and_published(
    clerk: Page, published: Journey, ground: Ground
) -> None:
    about, project = published.ids["notice"]["id"], published.ids["project"]
    moved = put_off(ground, project)
    later_opening = dt.datetime.fromisoformat(moved["opening_at"])
    assert (moved["awaiting_notice"], later_opening in opens(ground, project)) == (True, False)
    at(clerk, LIST)
    settled(clerk, "change notices: empty")
    clerk.get_by_role("link", name="新增变更公告").first.click()
    settled(clerk, "change notices: choosing the tender notice")
    clerk.locator(f"a[href$='about={about}']").click()
    expect(clerk.locator("[name=lot_ids]:checked")).to_have_count(2)
    shot(clerk, "change-notice-new")
    fill(clerk)
    kept_by_itself(clerk)
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
    assert opens(ground, project) == {later_opening}
    booking = ground.call("clerk-a", "venue", "get_booking", id=moved["id"])
    assert (booking["awaiting_notice"], booking["state"]) == (False, "approved")
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
