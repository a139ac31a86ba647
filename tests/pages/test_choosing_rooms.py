"""场地使用信息 with a mouse, and waiting for a slot that another project holds."""

from playwright.sync_api import Locator, Page, expect

from browsing import at, settled, shot
from browsing.clicking import press
from browsing.ground import Form, Ground

LENGTH = 60


def middle(place: Locator) -> tuple[float, float, float, float]:
    """Left, right, the height of its middle, and how wide a minute is."""
    box = place.bounding_box()
    assert box
    return box["x"], box["x"] + box["width"], box["y"] + box["height"] / 2, box["width"] / LENGTH


def drag(page: Page, begins: float, ends: float, height: float) -> None:
    """Press, and move slowly; the button stays down."""
    page.mouse.move(begins, height)
    page.mouse.down()
    page.mouse.move(ends, height, steps=6)


def test_a_free_time_is_chosen_by_dragging_and_a_conflict_is_told_meanwhile(
    clerk: Page, ground: Ground
) -> None:
    slot = ground.free(20, LENGTH, capacity=50)
    ground.booking(ground.project("档案馆设备采购项目", "clerk-b"), slot, "clerk-b")
    mine = ground.project("博物馆设备采购项目")
    at(clerk, f"/desk/rooms?view=day&kind=opening&date={slot['begins'][:10]}")
    clock = slot["begins"][11:16].removeprefix("0")
    held = clerk.locator(f"#board .board-taken.board-room-{slot['room_id']}", has_text=clock)
    left, right, height, minute = middle(held)
    said, form = clerk.locator("#board-said"), clerk.locator("#board-form")

    drag(clerk, right + 95 * minute, left + 30 * minute, height)
    expect(said).to_contain_text("✘ 冲突：已占用，至")
    expect(said).not_to_contain_text("档案馆")
    clerk.mouse.up()

    drag(clerk, right + 5 * minute, right + 55 * minute, height)
    expect(said).to_contain_text("✔ 空闲，可以预约")
    clerk.mouse.up()
    shot(clerk, "rooms-board-chosen")
    form.get_by_role("button", name="预约此时段").click()
    clerk.get_by_role("searchbox").fill(mine["no"])
    clerk.get_by_role("button", name="查询").click()
    clerk.get_by_role("checkbox", name=mine["lots"][0]["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    expect(clerk.locator("[id='f-opening_at']")).to_have_value(slot["ends"][:16])
    expect(clerk.locator("[id='f-opening_room_id']")).to_have_value(str(slot["room_id"]))
    expect(clerk.locator("#verdict")).to_contain_text("✔ 该时段空闲")


def test_a_refused_booking_waits_is_told_of_the_release_and_is_submitted(
    clerk: Page, ground: Ground
) -> None:
    slot, holder = ground.free(21), ground.project("纪念馆设备采购项目", "clerk-b")
    held = ground.booking(holder, slot, "clerk-b")
    mine = ground.project("图书馆家具采购项目")
    for one in ground.call("clerk-a", "venue", "list_waits")["items"]:
        ground.call("clerk-a", "venue", "end_wait", id=one["id"])
    at(clerk, "/desk/waits")
    settled(clerk, "waits empty")
    draft = _draft(ground, mine, slot)
    at(clerk, f"/desk/bookings/{draft['id']}")
    expect(clerk.locator("#verdict")).to_contain_text("已占用，至")
    for instead in ("同一时间空闲的场地", "该场地随后的空闲时段"):
        expect(clerk.locator("#day")).to_contain_text(instead)
    press(clerk, "提交信息")
    press(clerk, "确认提交")
    expect(clerk.locator("[data-problem=ROOM_CONFLICT]")).to_contain_text("同一时间空闲的开标室")
    shot(clerk, "booking-conflict-instead")
    press(clerk, "候补该时段")
    expect(clerk.locator("#flashes")).to_contain_text("已候补")

    ground.call("clerk-b", "venue", "withdraw_booking", id=held["id"], version=held["version"])
    ground.until(lambda: _offered(ground, mine))
    ground.until(lambda: "候补" in _newest(ground))
    at(clerk, "/desk/waits")
    row = clerk.get_by_role("row", name=mine["no"])
    expect(row).to_contain_text("已空出")
    shot(clerk, "waits-offered")
    row.get_by_role("link", name="提交").click()
    expect(clerk.locator("main")).to_contain_text("您候补的时段已空出")
    press(clerk, "提交信息")
    press(clerk, "确认提交")
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核")


def _draft(ground: Ground, project: Form, slot: Form) -> Form:
    wanted = {"opening_at": slot["begins"], "opening_room_id": slot["room_id"]}
    lots = [one["id"] for one in project["lots"]]
    made: Form = ground.call(
        *("clerk-a", "venue", "create_booking"),
        **{"project_id": project["id"], "lot_ids": lots, **wanted},
        contact="李采购",
        phone="0734-8000002",
    )
    return made


def _offered(ground: Ground, project: Form) -> bool:
    found = ground.call("clerk-a", "venue", "list_waits")["items"]
    return any(one["project_no"] == project["no"] and one["state"] == "offered" for one in found)


def _newest(ground: Ground) -> str:
    """The newest notification of the agency's clerk."""
    found = ground.call("clerk-a", "registry", "my_notifications", limit=1)["items"]
    return str(found[0]["text_zh"]) if found else ""
