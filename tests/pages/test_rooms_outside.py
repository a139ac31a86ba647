"""The rooms in one's own calendar, and how much they are used."""

from playwright.sync_api import Page, expect

from browsing import at, settled, shot
from browsing.clicking import press
from browsing.ground import Ground


def test_a_calendar_is_opened_read_by_its_address_and_stopped(
    clerk: Page, reviewer: Page, ground: Ground
) -> None:
    slot = ground.free(2)
    booked = ground.booking(ground.project("美术馆设备采购项目"), slot)
    at(clerk, "/desk/rooms/feeds")
    for one in ground.call("clerk-a", "venue", "list_feeds")["items"]:
        ground.call("clerk-a", "venue", "revoke_feed", id=one["id"])
    clerk.reload()
    settled(clerk, "feeds empty")
    press(clerk, "开通订阅")
    expect(clerk.locator("#flashes")).to_contain_text("已开通")
    shot(clerk, "feeds")
    address = clerk.get_by_label("订阅地址").input_value()
    told = clerk.context.request.get(address)
    assert told.headers["content-type"] == "text/calendar; charset=utf-8"
    assert booked["project_no"] in told.text()
    again = clerk.context.request.get(address, headers={"if-none-match": told.headers["etag"]})
    assert again.status == 304
    press(clerk, "停止订阅")
    press(clerk, "确认停止")
    expect(clerk.locator("#flashes")).to_contain_text("已停止")
    assert clerk.context.request.get(address).status == 404

    day = slot["begins"][:10]
    at(reviewer, f"/desk/rooms/statistics?first={day}&last={day}")
    row = reviewer.get_by_role("table", name="各场地使用率").get_by_role(
        "row", name=slot["room_name"]
    )
    expect(row).to_contain_text("11.1%")
    shot(reviewer, "rooms-statistics")
    answer = reviewer.goto("/desk/rooms/statistics?first=2026-01-01&last=2020-01-01")
    assert answer
    assert answer.status == 422
    settled(reviewer, "statistics refused")
