"""项目注册 lots from a spreadsheet, the catalogue, versions, and several deleted, in a browser."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from browsing import at, projects, shot
from browsing.clicking import press

HEAD = "标段（包）名称,采购目录,分包预算（元）,保证金,资审方式,评标办法,简要技术需求"
ROWS = (
    "一包,A02020800,100000,2000,资格后审,综合评分法,平板\n"
    "二包,A02020800,50000,5000,资格后审,综合评分法,录播"
)


def mark() -> str:
    return f"{time.time_ns() // 1_000_000:x}"


def test_lots_come_from_a_spreadsheet_and_nothing_typed_is_lost(clerk: Page) -> None:
    name = f"表格导入项目{mark()}"
    at(clerk, projects.NEW)
    clerk.get_by_label("项目名称").fill(name)
    content = f"{HEAD}\n{ROWS}\n".encode("gb18030")
    file = {"name": "lots.csv", "mimeType": "text/csv", "buffer": content}
    clerk.get_by_label("从表格导入分包").set_input_files(file)
    press(clerk, "导入分包")
    expect(clerk.get_by_label("项目名称")).to_have_value(name)
    expect(clerk.locator("[id='f-lots.1.name']")).to_have_value("二包")
    expect(clerk.locator("[id='e-lots.1.deposit']")).to_contain_text("最高1000.00元")
    shot(clerk, "project-lots_imported")
    row = clerk.locator("[data-row='0']")
    row.get_by_role("link", name="浏览采购目录").click()
    browser = clerk.get_by_role("dialog", name="采购目录")
    for code in ("A", "A02000000", "A02020000"):
        browser.locator(f"li [data-parent={code}]").click()
    shot(clerk, "project-catalogue")
    browser.get_by_role("button", name="选用触控一体机").click()
    expect(clerk.locator("[id='f-lots.0.catalogue_code']")).to_have_value("A02020800")
    clerk.locator("[id='f-lots.1.deposit']").fill("1000")
    press(clerk, "修改保存")
    expect(clerk.locator("#flashes")).to_contain_text("已保存")


def test_versions_are_compared_and_ticked_projects_deleted(clerk: Page) -> None:
    now = mark()
    projects.begin(clerk, f"版本对比项目{now}", now)
    press(clerk, "修改保存")
    expect(clerk.locator("#flashes")).to_contain_text("已保存")
    clerk.get_by_label("项目名称").fill(f"版本对比改名{now}")
    press(clerk, "修改保存")
    expect(clerk.locator("#flashes")).to_contain_text("已保存")
    clerk.get_by_role("link", name="历史版本").click()
    clerk.get_by_role("link", name="与上一版比较").first.click()
    expect(clerk.get_by_role("main")).to_contain_text(f"版本对比改名{now}")
    shot(clerk, "project-versions")
    at(clerk, f"/desk/projects?q={now}")
    clerk.get_by_role("checkbox").first.check()
    press(clerk, "删除项目")
    shot(clerk, "project-delete-asked")
    press(clerk, "确认删除")
    expect(clerk.get_by_text("已删除1个，未删除0个")).to_be_visible()
    shot(clerk, "project-deleted")


def test_the_centre_checks_a_catalogue_row_by_row_before_it_is_kept(
    known: Callable[[str], Page],
) -> None:
    admin = known("admin")
    at(admin, "/desk/catalogues")
    shot(admin, "catalogue-editions")
    wrong = "代码,名称\nA,货物\nA0299,短代码\n".encode()
    file = {"name": "catalogue.csv", "mimeType": "text/csv", "buffer": wrong}
    admin.get_by_label("版本名称").fill("试验版")
    admin.get_by_label("自何日起").fill("2030-01-01")
    admin.get_by_label("品目文件").set_input_files(file)
    press(admin, "检查文件")
    expect(admin.get_by_text("共2行，1处有误，未导入")).to_be_visible()
    expect(admin.get_by_role("row", name="3 code")).to_contain_text("A0299")
    shot(admin, "catalogue-refused")
