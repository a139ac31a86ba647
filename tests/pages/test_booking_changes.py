"""Changing a booking and exchanging two of them, in a browser, with the centre's decision."""

from playwright.sync_api import Locator, Page, expect

from browsing import at, expecting, settled, shot
from browsing.ground import Form, Ground

LIST, SWAPS = "/desk/booking-changes", "/desk/swaps"


def control(page: Page, name: str) -> Locator:
    return page.locator(f"[id='f-{name}']")


def booked(ground: Ground, name: str, weeks: int, login: str = "clerk-a") -> tuple[Form, Form]:
    """A project's approved booking, and the slot that it has."""
    slot = ground.free(weeks)
    form = ground.booking(ground.project(name, login), slot, login)
    return ground.approve("venue", "booking", form), slot


def confirmed(page: Page, button: str, answer: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name=answer).click()
    page.wait_for_load_state()


def approve(reviewer: Page, kind: str, form_id: str, picture: str) -> None:
    at(reviewer, f"/desk/review/{kind}/{form_id}")
    shot(reviewer, picture)
    confirmed(reviewer, "审核通过", "确认通过")
    expect(reviewer.locator("#flashes")).to_contain_text("已审核通过")


def test_a_booking_is_changed_with_old_beside_new_and_takes_effect_when_approved(
    clerk: Page, reviewer: Page, ground: Ground
) -> None:
    base, slot = booked(ground, "操场设备采购项目", 9)
    later = ground.free(10)
    at(clerk, f"/desk/bookings/{base['id']}")
    clerk.get_by_role("link", name="场地变更", exact=True).last.click()
    expect(clerk.locator("main")).to_contain_text("原预约")
    shot(clerk, "booking-change-form")
    with expecting(clerk, 422):
        confirmed(clerk, "提交信息", "确认提交")
        expect(clerk.locator("[role=alert]").first).to_contain_text("时间和场地均与原预约相同")
    expect(clerk.locator("#e-reason")).to_contain_text("请填写变更原因")
    shot(clerk, "booking-change-refused")
    control(clerk, "opening_at").fill(later["begins"][:16])
    control(clerk, "opening_room_id").select_option(str(later["room_id"]))
    control(clerk, "reason").fill("采购人要求推迟")
    confirmed(clerk, "提交信息", "确认提交")
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核")
    table = clerk.get_by_role("table", name="变更对照")
    row = table.get_by_role("row", name="开标时间")
    for moment in (slot["begins"], later["begins"]):
        expect(row).to_contain_text(moment[:16].replace("T", " "))
    approve(reviewer, "booking", clerk.url.rpartition("/")[2], "booking-change-review")
    clerk.reload()
    expect(clerk.locator("main")).to_contain_text("变更生效")
    at(clerk, LIST)
    expect(clerk.get_by_role("table")).to_contain_text("操场设备采购项目")
    shot(clerk, "booking-changes-list")
    at(clerk, f"/desk/bookings/{base['id']}")
    expect(clerk.locator("main")).to_contain_text("已释放")


def test_two_agencies_exchange_their_slots_and_neither_learns_whose_the_other_is(
    clerk: Page, other_clerk: Page, reviewer: Page, ground: Ground
) -> None:
    one, mine = booked(ground, "礼堂设备采购项目", 11)
    other, theirs = booked(ground, "泳池设备采购项目", 12, "clerk-b")
    at(clerk, f"/desk/bookings/{one['id']}")
    clerk.get_by_role("link", name="场地互换", exact=True).last.click()
    control(clerk, "room_id").select_option(str(theirs["room_id"]))
    control(clerk, "begins").fill(theirs["begins"][:16])
    control(clerk, "reason").fill("采购人时间冲突")
    shot(clerk, "swap-form")
    confirmed(clerk, "提出互换", "确认提出")
    expect(clerk.locator("#flashes")).to_contain_text("等待对方同意")
    expect(clerk.locator("main")).not_to_contain_text("泳池设备采购项目")
    swap_id = clerk.url.rpartition("/")[2]
    at(other_clerk, f"{SWAPS}/{swap_id}")
    expect(other_clerk.locator("main")).not_to_contain_text("礼堂设备采购项目")
    shot(other_clerk, "swap-answer")
    confirmed(other_clerk, "同意互换", "确认同意")
    expect(other_clerk.locator("#flashes")).to_contain_text("等待交易中心审核")
    approve(reviewer, "swap", swap_id, "swap-review")
    now = ground.call("clerk-a", "venue", "get_booking", id=one["id"])
    assert (now["opening_at"], now["opening_room"]["id"]) == (theirs["begins"], theirs["room_id"])
    now = ground.call("clerk-b", "venue", "get_booking", id=other["id"])
    assert now["opening_at"] == mine["begins"]
    at(clerk, SWAPS)
    settled(clerk, "swaps list")
    at(clerk, "/desk/re-evaluations")
    settled(clerk, "re-evaluations empty")
    no_re_evaluation_before_the_evaluation(clerk, one)


def no_re_evaluation_before_the_evaluation(clerk: Page, booking: Form) -> None:
    """The form says what it asks for; a lot that was not evaluated is refused with its state."""
    lot = f"{booking['project_id']}:{booking['lot_ids'][0]}"
    at(clerk, f"/desk/re-evaluations/new?lot={lot}")
    control(clerk, "re_evaluation_kind").select_option("review_again")
    control(clerk, "legal_case").select_option("wrong_sum")
    control(clerk, "opening_at").fill(booking["opening_at"][:16])
    control(clerk, "opening_room_id").select_option(index=1)
    shot(clerk, "re-evaluation-form")
    with expecting(clerk, 409):
        confirmed(clerk, "提交审核", "确认提交")
        expect(clerk.locator("main")).to_contain_text("评标已结束的分包才能预约复评")
