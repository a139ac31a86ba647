"""项目注册 in a browser: list, form, view, and every refusal of the form."""

import time

from playwright.sync_api import Page, expect

from browsing import at, projects, shot
from browsing.clicking import press


def mark() -> str:
    return f"{time.time_ns() // 1_000_000:x}"


def test_a_draft_is_saved_incomplete_and_found_in_the_list(clerk: Page) -> None:
    name = f"未填完的项目{mark()}"
    at(clerk, projects.NEW)
    shot(clerk, "project-form-empty")
    clerk.get_by_label("项目名称").fill(name)
    press(clerk, "修改保存")
    expect(clerk.locator("#flashes")).to_contain_text("已保存")
    at(clerk, f"/desk/projects?q={name}")
    expect(clerk.get_by_role("link", name=name)).to_be_visible()
    shot(clerk, "project-list-filtered")
    at(clerk, "/desk/projects?q=没有这样的项目")
    shot(clerk, "project-list-nothing_found")
    at(clerk, "/desk/projects")
    shot(clerk, "project-list-filled")


def test_an_empty_project_is_refused_field_by_field(clerk: Page) -> None:
    at(clerk, projects.NEW)
    projects.submit(clerk)
    expect(clerk.locator(".problem")).to_be_focused()
    shot(clerk, "project-form-required")


def test_a_project_is_submitted_and_shown(clerk: Page) -> None:
    now = mark()
    projects.begin(clerk, f"衡阳市智慧校园设备采购项目（{now}）", now)
    projects.add_papers(clerk, now)
    shot(clerk, "project-form-filled")
    projects.submit(clerk)
    expect(clerk.locator("#flashes")).to_contain_text("已提交")
    shot(clerk, "project-pending")
