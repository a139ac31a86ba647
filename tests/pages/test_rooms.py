"""The administrator's rooms: made, imported, closed; an auditor's look at the constraint."""

import uuid
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from browsing import at, expecting, settled, shot
from browsing.clicking import fill, press
from browsing.ground import Ground

LIST, CLOSURES, SELF_TEST = (
    "/desk/admin/rooms",
    "/desk/admin/rooms/closures",
    "/desk/rooms/self-test",
)
HEAD = "名称,类型,楼层,容纳人数,设备,开放时间,关闭时间,会前准备分钟,会后清场分钟,是否启用,备注"
FORBIDDEN = 403


def load(admin: Page, *lines: str) -> None:
    file = {"name": "场地.csv", "mimeType": "text/csv"}
    content = "\n".join([HEAD, *lines]).encode("gb18030")
    admin.get_by_label("场地文件").set_input_files(file | {"buffer": content})
    press(admin, "导入")


def test_an_administrator_makes_and_imports_rooms(admin: Page, clerk: Page) -> None:
    name = f"询标{uuid.uuid4().hex[:4]}室"
    at(admin, f"{LIST}/new")
    fill(admin, {"name": name, "kind": "other", "capacity": "12", "closes": "08:00"})
    with expecting(admin, 422):
        press(admin, "保存")
        expect(admin.locator("#e-closes")).to_contain_text("关闭时间须晚于开放时间")
    settled(admin, "room-form-refused")
    fill(admin, {"closes": "17:30", "buffer_minutes": "15", "equipment": "投影，白板"})
    press(admin, "保存")
    row = admin.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("投影、白板")
    shot(admin, "rooms")
    at(admin, f"{LIST}/import")
    load(admin, f"{name},其他,,9,,08:30,17:30,,,是,", f"乙{name},大厅,,x,,8点,17:30,,,,")
    expect(admin.locator("main")).to_contain_text("新增0，变更1，无变化0，未导入1")
    expect(admin.get_by_role("table")).to_contain_text("类型应为开标室、评标室、其他")
    shot(admin, "room-import-report")
    answer = clerk.goto(LIST)
    assert answer
    assert answer.status == FORBIDDEN


def test_a_closure_over_a_live_booking_is_refused_with_whom_to_talk_to(
    admin: Page, reviewer: Page, ground: Ground
) -> None:
    project = ground.project("场地关闭演练项目")
    slot = ground.free(9)
    booked = ground.booking(project, slot)
    begins = datetime.fromisoformat(booked["opening_at"])
    times = {"begins": begins - timedelta(hours=1), "ends": begins + timedelta(hours=1)}
    at(admin, f"{CLOSURES}/new?room={slot['room_id']}")
    fill(admin, {"kind": "maintenance", "reason": "空调检修"})
    fill(admin, {name: f"{one:%Y-%m-%dT%H:%M}" for name, one in times.items()})
    with expecting(admin, 409):
        press(admin, "登记")
        refusal = admin.get_by_role("alert")
        expect(refusal).to_contain_text(project["no"])
        expect(refusal).to_contain_text(booked["phone"])
    shot(admin, "closure-refused")
    day = (begins + timedelta(days=70)).strftime("%Y-%m-%d")
    fill(admin, {"begins": f"{day}T00:00", "ends": f"{day}T23:59"})
    press(admin, "登记")
    row = admin.get_by_role("row").filter(has_text=day)
    expect(row).to_contain_text("维修")
    shot(admin, "closures")
    row.get_by_role("button").click()
    admin.get_by_role("dialog").get_by_role("button", name="确认结束").click()
    expect(admin.locator("#flashes")).to_contain_text("场地已重新开放")
    at(reviewer, SELF_TEST)
    expect(reviewer.locator("#verdict + .state")).to_have_text("正常")
    expect(reviewer.locator("main")).to_contain_text("EXCLUDE USING gist (room_id WITH =")
    shot(reviewer, "room-self-test")
