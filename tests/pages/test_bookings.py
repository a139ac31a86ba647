"""Booking rooms in a browser: the form, the day beside it, conflicts, and what can be undone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import at, settled, shot
from browsing.ground import Form, Ground

LIST = "/desk/bookings"


@pytest.fixture
def project(ground: Ground) -> Form:
    """An approved project of the clerk's agency, of which nothing is booked."""
    return ground.project("校园设备采购项目")


def local(moment: str) -> str:
    """A time of the contracts as the form's control holds it."""
    return moment[:16]


def control(page: Page, name: str) -> Locator:
    return page.locator(f"[id='f-{name}']")


def begin(page: Page, project: Form, lots: int = 2) -> None:
    """The empty form of the project's lots."""
    query = "&".join(f"lot={project['id']}:{one['id']}" for one in project["lots"][:lots])
    at(page, f"{LIST}/new?{query}")


def fill(page: Page, slot: Form, **other: str) -> None:
    """Time and room of a free slot, and whatever else."""
    control(page, "opening_at").fill(local(slot["begins"]))
    control(page, "opening_room_id").select_option(str(slot["room_id"]))
    page.get_by_role("radio", name="否").check()
    for name, text in other.items():
        control(page, name).fill(text)


def send(page: Page) -> None:
    """提交信息, confirmed in its dialog."""
    page.get_by_role("button", name="提交信息").click()
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_load_state()


def follow(page: Page) -> Locator:
    """The day's rooms, once they have followed what was chosen."""
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    return page.locator("#day")


def test_a_clerk_chooses_lots_fills_the_form_and_submits_it(
    clerk: Page, project: Form, ground: Ground
) -> None:
    slot = ground.free(5)
    at(clerk, f"{LIST}/new?project={project['id']}")
    for one in project["lots"]:
        clerk.get_by_role("checkbox", name=one["no"]).check()
    clerk.get_by_role("button", name="确定选择").click()
    expect(control(clerk, "contact")).to_have_value("李采购")
    shot(clerk, "booking-form-empty")

    fill(clerk, slot, attendees="12", services="投影、远程解密席")
    expect(clerk.locator("#verdict")).to_contain_text("✔ 该时段空闲")
    follow(clerk)
    shot(clerk, "booking-form-filled")
    clerk.get_by_role("button", name="修改保存").last.click()
    expect(clerk.locator("#flashes")).to_contain_text("已保存")
    expect(control(clerk, "services")).to_have_value("投影、远程解密席")

    send(clerk)
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核")
    expect(clerk.locator("main")).to_contain_text("待审核")
    expect(clerk.locator("main")).to_contain_text("占用中")
    shot(clerk, "booking-view-pending")

    at(clerk, f"{LIST}?state=pending&q={project['no']}")
    row = clerk.get_by_role("row", name=project["no"])
    expect(row).to_contain_text(local(slot["begins"]).replace("T", " "))
    shot(clerk, "booking-list-filled")


def test_a_taken_room_is_refused_with_slots_to_take_instead(
    clerk: Page, project: Form, ground: Ground
) -> None:
    slot, rival = ground.free(6), ground.project("图书馆设备采购项目", "clerk-b")
    ground.booking(rival, slot, "clerk-b")
    begin(clerk, project)
    fill(clerk, slot, remark="一字不丢")
    expect(clerk.locator("#verdict")).to_contain_text("冲突")
    send(clerk)

    box = clerk.locator("[data-problem=ROOM_CONFLICT]")
    expect(box).to_be_focused()
    expect(box).to_contain_text("已占用")
    expect(clerk.locator("body")).not_to_contain_text(rival["name"])
    expect(control(clerk, "remark")).to_have_value("一字不丢")
    expect(control(clerk, "opening_at")).to_have_value(local(slot["begins"]))
    follow(clerk)
    shot(clerk, "booking-form-conflict")

    instead = box.locator("[data-slot-room]").first
    begins, room = (
        instead.get_attribute("data-slot-begins"),
        instead.get_attribute("data-slot-room"),
    )
    instead.focus()
    clerk.keyboard.press("Enter")
    expect(control(clerk, "opening_at")).to_have_value(str(begins))
    expect(control(clerk, "opening_room_id")).to_have_value(str(room))
    expect(control(clerk, "opening_at")).to_be_focused()
    expect(clerk.locator("#verdict")).to_contain_text("✔ 该时段空闲")
    send(clerk)
    expect(clerk.locator("#flashes")).to_contain_text("等待交易中心审核")
    found = ground.call("clerk-a", "venue", "list_bookings", q=project["no"])
    assert found["total"] == 1, "the refused submit left a second draft"


def test_the_day_beside_the_form_follows_what_is_chosen(
    clerk: Page, project: Form, ground: Ground
) -> None:
    slot = ground.free(7)
    ground.booking(ground.project("实验室采购项目", "clerk-b"), slot, "clerk-b")
    begin(clerk, project)
    fill(clerk, slot)
    table = clerk.get_by_role("table", name=re.compile(slot["begins"][:10]))
    row = table.get_by_role("row", name=slot["room_name"])
    clock = slot["begins"][11:16]
    expect(row.locator(".slot-clash")).to_contain_text("已占用")
    expect(row.locator(".slot-clash")).to_contain_text(clock)

    around = row.locator("td.slot-free")
    free = around.last if clock < "12:00" else around.first  # the longer one: an hour must fit
    free.click(position={"x": 3, "y": 10})
    expect(row.locator(".slot-wanted")).to_contain_text("拟预约")
    expect(row.locator(".slot-taken", has_text=f"{clock}–").first).to_contain_text("已占用")  # noqa: RUF001 — as the page has it
    expect(clerk.locator("#verdict")).to_contain_text("✔")

    clerk.get_by_role("button", name="后一天").first.click()
    expect(clerk.locator("#day h3").first).not_to_contain_text(slot["begins"][:10])
    offered = clerk.locator("#day .slots button").first
    begins = str(offered.get_attribute("data-slot-begins"))
    offered.click()
    expect(control(clerk, "opening_at")).to_have_value(begins)
    expect(clerk.locator("#day h3").first).to_contain_text(begins[:10])


def test_a_form_is_saved_by_itself_once_it_can_be(
    clerk: Page, project: Form, ground: Ground
) -> None:
    slot = ground.free(12)
    begin(clerk, project)
    control(clerk, "remark").fill("先写备注")
    expect(clerk.locator("[data-draft-status]")).to_contain_text("暂存在本机")
    fill(clerk, slot)
    expect(clerk.locator("[data-draft-status]")).to_contain_text("已自动保存")
    expect(clerk).to_have_url(re.compile(f"{LIST}/[0-9a-f-]{{36}}$"))
    clerk.reload()
    expect(control(clerk, "remark")).to_have_value("先写备注")
    expect(control(clerk, "opening_room_id")).to_have_value(str(slot["room_id"]))
    expect(clerk.get_by_role("radio", name="否")).to_be_checked()


def test_the_evaluation_is_asked_for_only_where_one_is_wanted(
    clerk: Page, project: Form, ground: Ground
) -> None:
    slot = ground.free(8)
    begin(clerk, project)
    expect(control(clerk, "evaluation_at")).to_be_hidden()
    fill(clerk, slot)
    clerk.get_by_role("radio", name="是", exact=True).check()
    expect(control(clerk, "evaluation_at")).to_be_visible()
    rooms = clerk.locator("#day section").nth(1)
    expect(rooms).to_contain_text("评标一室")
    rooms.locator(".slots button").first.click()
    expect(control(clerk, "evaluation_at")).to_have_value(re.compile(slot["begins"][:10]))
    send(clerk)
    expect(clerk.locator("main")).to_contain_text("评标开始时间")
    expect(clerk.locator("main")).to_contain_text("2小时")


def test_refusals_stand_at_their_fields(clerk: Page, project: Form, ground: Ground) -> None:
    begin(clerk, project)
    send(clerk)
    expect(control(clerk, "evaluation")).to_contain_text("请选择是否预约评标室")
    clerk.get_by_role("radio", name="是", exact=True).check()
    send(clerk)
    expect(control(clerk, "evaluation_room_id")).to_have_attribute("aria-invalid", "true")
    clerk.get_by_role("radio", name="否").check()
    send(clerk)
    for name in ("opening_at", "opening_room_id"):
        expect(control(clerk, name)).to_have_attribute("aria-invalid", "true")
        expect(clerk.locator(f"[id='e-{name}']")).not_to_be_empty()
    shot(clerk, "booking-form-error")

    slot = ground.free(9)
    fill(clerk, slot, attendees="999")
    control(clerk, "opening_at").fill(f"{slot['begins'][:10]}T18:00")
    expect(clerk.locator("#verdict")).to_contain_text("不在开放时间")
    expect(clerk.locator("#verdict")).to_contain_text("仅容纳")
    send(clerk)
    expect(clerk.locator("[id='e-opening_at']")).to_contain_text("开放时间")
    expect(clerk.locator("[id='e-attendees']")).to_contain_text("仅容纳")
    expect(clerk.locator("[id='e-attendees']")).to_contain_text("ROOM_CAPACITY")
    link = clerk.locator(".problem a[href='#f-attendees']")
    link.click()
    expect(control(clerk, "attendees")).to_be_focused()


def test_a_booking_is_withdrawn_its_room_is_free_and_it_is_deleted(
    clerk: Page, project: Form, ground: Ground
) -> None:
    slot = ground.free(10)
    made = ground.booking(project, slot)
    at(clerk, f"{LIST}/{made['id']}")
    clerk.get_by_role("button", name="撤回").click()
    clerk.get_by_role("button", name="确认撤回").click()
    expect(clerk.locator("#flashes")).to_contain_text("已撤回")
    expect(control(clerk, "opening_at")).to_have_value(local(slot["begins"]))
    again = ground.free(10)
    assert again == slot, "the room is not free again"

    clerk.get_by_role("button", name="删除预约").click()
    settled(clerk, "booking delete dialog")
    clerk.get_by_role("button", name="确认删除").click()
    expect(clerk.locator("#flashes")).to_contain_text("已删除")
    at(clerk, f"{LIST}?q={project['no']}")
    expect(clerk.locator("main")).to_contain_text("没有符合条件的预约")
    shot(clerk, "booking-list-empty")


def test_the_same_form_works_without_script(
    browser: Browser, clerk: Page, project: Form, ground: Ground
) -> None:
    state: Any = clerk.context.storage_state()
    with quiet(browser, state, ground) as page:
        begin(page, project)
        expect(control(page, "evaluation_at")).to_be_attached()
        first = page.locator("#day .slots button").first
        wanted = str(first.get_attribute("data-slot-begins"))
        first.click()
        expect(control(page, "opening_at")).to_have_value(wanted)
        page.get_by_role("button", name="后一天").first.click()
        expect(control(page, "opening_at")).to_have_value(wanted)
        page.get_by_role("radio", name="否").check()
        page.get_by_role("button", name="修改保存").last.click()
        expect(page.locator("#flashes")).to_contain_text("已保存")


class quiet:  # noqa: N801 — reads as a verb
    """A browser of the same person in which no script runs."""

    def __init__(self, browser: Browser, state: Any, ground: Ground) -> None:
        base = ground.platform.public_url
        self.context = browser.new_context(
            base_url=base, storage_state=state, java_script_enabled=False
        )

    def __enter__(self) -> Page:
        return self.context.new_page()

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.fixture(scope="module")
def taken(ground: Ground) -> Form:
    """A submitted booking of clerk-a's agency."""
    project = ground.project("医院设备采购项目")
    return ground.booking(project, ground.free(11, minutes=120), opening_minutes=60)


@pytest.mark.parametrize("look", ["week", "day"])
def test_everybody_sees_the_rooms_but_not_whose_projects_they_are(
    look: str, clerk: Page, other_clerk: Page, reviewer: Page, taken: Form
) -> None:
    path = f"/desk/rooms?view={look}&date={taken['opening_at'][:10]}"
    for page, sees in ((clerk, True), (reviewer, True), (other_clerk, False)):
        at(page, path)
        row = page.get_by_role("row", name=taken["opening_room"]["name"])
        expect(row).to_contain_text(taken["opening_at"][11:16])
        if sees:
            expect(row).to_contain_text(taken["project_name"])
        else:
            expect(row).to_contain_text("已占用")
            expect(page.locator("body")).not_to_contain_text(taken["project_name"])
    shot(clerk, f"rooms-{look}")


def test_a_room_taken_by_others_is_told_in_english_too(other_clerk: Page, taken: Form) -> None:
    at(other_clerk, f"/lang/en?back=/desk/rooms?view=day%26date={taken['opening_at'][:10]}")
    row = other_clerk.get_by_role("row", name=taken["opening_room"]["name"])
    expect(row).to_contain_text("Taken")
    expect(row).not_to_contain_text("已占用")
    shot(other_clerk, "rooms-english")


def test_the_rooms_are_turned_over_by_links_and_filtered_by_kind(reviewer: Page) -> None:
    at(reviewer, "/desk/rooms?view=day&date=2026-12-31")
    reviewer.get_by_role("link", name="后一天").click()
    expect(reviewer.locator("h1")).to_contain_text("2027-01-01")
    reviewer.get_by_role("link", name="按周").click()
    expect(reviewer.locator("h1")).to_contain_text(re.compile("2026-12-28.*2027-01-03"))
    reviewer.get_by_label("场地类型").select_option(label="评标室")
    reviewer.get_by_role("button", name="查询").click()
    expect(reviewer.locator("main")).to_contain_text("评标一室")
    expect(reviewer.locator("main")).not_to_contain_text("开标一室")
    reviewer.get_by_role("link", name="上一周").click()
    expect(reviewer.locator("h1")).to_contain_text("2026-12-21")
    expect(reviewer.get_by_label("场地类型")).to_have_value("evaluation")
