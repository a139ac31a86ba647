"""The main job with the keyboard alone: nothing is clicked, and nothing is focused by script."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local import people
from tenderhall_local.platform import Platform

from browsing import at
from browsing.ground import Ground
from browsing.hands import Keyboard
from browsing.job import SLOW, Job


def log_in(page: Page, login: str, password: str) -> Page:
    """The cursor is in the first field already; Enter sends; the role is a button."""
    at(page, "/login")
    expect(page.locator("[name=login]")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/role**")
    Keyboard().follow(page.locator("main form button").first)
    page.wait_for_url("**/desk**")
    return page


@pytest.mark.timeout(900)
def test_the_main_job_needs_no_mouse(
    newcomer: Callable[..., Page], ground: Ground, calendar: None, platform: Platform
) -> None:
    word, hand = people.demo_password(platform.stack), Keyboard()
    job = Job(
        clerk=log_in(newcomer(), "clerk-a", word),
        reviewer=log_in(newcomer(), "reviewer", word),
        ground=ground,
        pin=platform.stack.token("agency-a").pin,
        mark=f"{time.time_ns() // 1_000_000:x}",
        hand=hand,
    )
    visitor = newcomer()
    at(visitor, job.whole())
    hand.follow(visitor.get_by_role("link", name="现在重新验证"))
    expect(visitor.get_by_role("status")).to_contain_text("签章有效", timeout=SLOW)


def test_a_dialog_keeps_the_focus_and_gives_it_back(clerk: Page) -> None:
    at(clerk, "/desk/projects/new")
    opener = clerk.get_by_role("button", name="提交信息")
    Keyboard().press(clerk, "提交信息")
    dialog = clerk.locator("dialog[open]")
    expect(dialog).to_be_visible()
    for _ in range(8):
        clerk.keyboard.press("Tab")
        outside = clerk.evaluate(
            "() => document.activeElement !== document.body"
            " && !document.querySelector('dialog[open]').contains(document.activeElement)"
        )
        assert not outside
    clerk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
