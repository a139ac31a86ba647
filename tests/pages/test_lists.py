"""The lists of the desk: with something in them, and with nothing that matches."""

import pytest
from playwright.sync_api import Page, expect

from browsing import at, shot
from browsing.ground import Ground

NOTHING = "没有这样的名称"
LISTS = {
    "desk": "/desk",
    "project-list": "/desk/projects",
    "booking-list": "/desk/bookings",
    "tender-document-list": "/desk/tender-documents",
    "notice-list": "/desk/notices",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_what_is_there_and_says_when_nothing_matches(
    clerk: Page, ground: Ground, name: str
) -> None:
    ground.document(ground.project("衡阳市列表项目"))
    at(clerk, LISTS[name])
    shot(clerk, f"{name}-filled")
    at(clerk, f"{LISTS[name]}?q={NOTHING}")
    expect(clerk.locator("main")).to_contain_text("没有符合条件")
    shot(clerk, f"{name}-nothing_found")


def test_the_queue_says_when_nothing_matches(reviewer: Page, ground: Ground) -> None:
    ground.project("衡阳市待审项目", review=False)
    at(reviewer, "/desk/queue")
    shot(reviewer, "queue-filled")
    at(reviewer, f"/desk/queue?q={NOTHING}")
    expect(reviewer.locator("main")).to_contain_text("没有符合条件")
    shot(reviewer, "queue-nothing_found")


@pytest.mark.parametrize("path", ["/desk", "/desk/projects", "/desk/notices", "/desk/rooms"])
def test_the_desk_speaks_english(clerk: Page, path: str) -> None:
    at(clerk, f"/lang/en?back={path}")
    expect(clerk.locator("html")).to_have_attribute("lang", "en")
    shot(clerk, f"{path.rpartition('/')[2]}-english")
