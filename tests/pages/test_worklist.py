"""待办 the centre's queue in several hands, many approved at once, and what the agency is told."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from browsing import at, settled, shot
from browsing.clicking import press
from browsing.ground import Ground, seen

Form = dict[str, object]


@pytest.fixture
def two(ground: Ground) -> tuple[str, Form, Form]:
    """A mark that only these two waiting projects have in their names."""
    now = f"{uuid.uuid4().int % 10**9:09}"
    first, second = (ground.project(f"衡阳市{kind}（{now}）", review=False) for kind in "甲乙")
    return now, first, second


def test_a_reviewer_takes_a_form_and_gives_it_back(
    reviewer: Page, two: tuple[str, Form, Form]
) -> None:
    _, project, _ = two
    at(reviewer, f"/desk/review/project/{project['id']}")
    press(reviewer, "领取")
    expect(reviewer.locator("main")).to_contain_text("由您办理")
    shot(reviewer, "review-taken")
    press(reviewer, "退回待审核列表")
    expect(reviewer.locator("main")).to_contain_text("尚未领取")


def test_many_plain_forms_are_approved_at_once_and_the_agency_is_told(
    reviewer: Page, clerk: Page, ground: Ground, two: tuple[str, Form, Form]
) -> None:
    now, first, second = two
    ground.call("reviewer", "registry", "reject_project", **seen(second), opinion="退回")
    at(reviewer, f"/desk/queue?q={now}")
    boxes = reviewer.locator("input[name=ticked]")
    expect(boxes).to_have_count(1)
    boxes.check()
    press(reviewer, "批量通过")
    settled(reviewer, "queue-approve_ticked")
    press(reviewer, "确认通过")
    expect(reviewer.locator("#flashes")).to_contain_text("已审核通过")
    ground.until(lambda: _unread(ground))
    at(clerk, "/desk/notifications")
    expect(clerk.locator("main")).to_contain_text(f"（{now}）”")
    shot(clerk, "notifications-filled")
    press(clerk, "全部标为已读")
    expect(clerk.locator(".unread")).to_have_count(0)
    assert first["id"] != second["id"]


def _unread(ground: Ground) -> bool:
    return bool(ground.call("clerk-a", "registry", "my_notifications", limit=1)["unread"])
