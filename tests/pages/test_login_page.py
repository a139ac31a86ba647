"""The login as a person meets it: password, role, back again, and what is refused."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from tenderhall_local import people
from tenderhall_local.platform import Platform

from browsing import at, shot
from browsing.clicking import fill, press, refused


def test_a_wrong_password_is_told_and_the_user_name_stays(visitor: Page) -> None:
    at(visitor, "/login")
    expect(visitor.get_by_label("用户名")).to_be_focused()
    shot(visitor, "login-empty")
    fill(visitor, {"login": "clerk-a", "password": "wrong"})
    press(visitor, "立即登录")
    expect(refused(visitor, "LOGIN_FAILED")).to_be_focused()
    expect(visitor.get_by_label("用户名")).to_have_value("clerk-a")
    expect(visitor.get_by_label("密码")).to_have_value("")
    shot(visitor, "login-error")


def test_an_empty_login_is_told_at_its_fields(visitor: Page) -> None:
    at(visitor, "/login")
    press(visitor, "立即登录")
    for label in ("用户名", "密码"):
        expect(visitor.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    shot(visitor, "login-required")


def test_the_role_is_chosen_or_given_back(visitor: Page, platform: Platform) -> None:
    at(visitor, "/login")
    fill(visitor, {"login": "clerk-a", "password": people.demo_password(platform.stack)})
    press(visitor, "立即登录")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("选择角色")
    shot(visitor, "login-role-one")
    press(visitor, "退回登录")
    expect(visitor.get_by_text("已退回登录")).to_be_visible()
    at(visitor, "/login/role")
    expect(visitor).to_have_url(re.compile(r"/login$"))


def test_who_is_not_logged_in_comes_back_to_where_they_wanted(
    visitor: Page, platform: Platform
) -> None:
    visitor.goto("/desk/projects?q=校园")
    fill(visitor, {"login": "clerk-a", "password": people.demo_password(platform.stack)})
    press(visitor, "立即登录")
    visitor.get_by_role("button", name="招标代理").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("项目注册")
    expect(visitor.get_by_label("查找")).to_have_value("校园")


def test_logging_out_ends_the_session_in_every_tab(enter: Callable[[str], Page]) -> None:
    page = enter("clerk-a")
    other = page.context.new_page()
    at(other, "/desk/projects")
    press(page, "退出登录")
    expect(page.get_by_text("已退出登录")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("登录")


def test_the_desk_of_each_role(clerk: Page, reviewer: Page, admin: Page) -> None:
    for page, path in ((clerk, "/desk"), (reviewer, "/desk/queue"), (admin, "/desk/queue")):
        at(page, path)
    shot(clerk, "desk-clerk")
    shot(reviewer, "queue-reviewer")
    shot(admin, "queue-admin")
