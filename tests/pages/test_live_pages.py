"""Forms change while the page is open: lists, toasts, banners, a line that breaks."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.demo.registration import project_form

from browsing import at, expecting, shot
from browsing.ground import Form, Ground, seen

EVENTS = re.compile("/desk/events")
SOON = 20_000  # ms: on a busy machine


@pytest.fixture
def submitted(ground: Ground) -> Form:
    """A project that waits for review."""
    approved = ground.project("实时更新项目")
    api = ground.api("clerk-a")
    form: dict[str, Any] = project_form(f"实时 {approved['no']}", "乙", [])
    receipts = [{"kind": one["kind"], "receipt": one["receipt"]} for one in approved["attachments"]]
    made = api.call("registry", "create_project", {**form, "attachments": receipts})
    sent: Form = api.call("registry", "submit_project", seen(made))
    return sent


def connected(page: Page, path: str) -> None:
    """Go there; the page hears of what happens from then on."""
    at(page, path)


def toast(page: Page, text: str) -> Any:
    return page.locator(".live-toast").filter(has_text=text)


def test_an_agency_is_told_of_a_decision_in_every_tab(
    clerk: Page, ground: Ground, submitted: Form
) -> None:
    other = clerk.context.new_page()
    connected(clerk, "/desk")
    connected(other, f"/desk/projects/{submitted['id']}?view=1")
    ground.call("reviewer", "registry", "approve_project", **seen(submitted), opinion="同意")
    for page in (clerk, other):
        expect(toast(page, submitted["name"])).to_be_visible(timeout=SOON)
    expect(toast(clerk, submitted["name"])).to_contain_text("审核通过")
    link = toast(clerk, submitted["name"]).get_by_role("link")
    expect(link).to_have_attribute("href", f"/desk/projects/{submitted['id']}")
    shot(clerk, "live-toast")


def test_one_stream_serves_all_tabs_of_a_person(clerk: Page) -> None:
    asked: list[str] = []
    clerk.context.on(
        "request", lambda one: asked.append(one.url) if EVENTS.search(one.url) else None
    )
    connected(clerk, "/desk")
    for _ in range(8):
        at(clerk.context.new_page(), "/desk/projects")
    assert len(asked) == 1
    clerk.close()
    clerk.context.pages[0].wait_for_timeout(2000)
    assert len(asked) == 2  # the next one took over


def test_another_agency_is_told_nothing(
    clerk: Page, other_clerk: Page, ground: Ground, submitted: Form
) -> None:
    connected(other_clerk, "/desk")
    connected(clerk, "/desk")
    ground.call("reviewer", "registry", "approve_project", **seen(submitted), opinion="同意")
    expect(toast(clerk, submitted["name"])).to_be_visible(timeout=SOON)
    expect(other_clerk.locator(".live-toast")).to_have_count(0)


def test_a_reviewer_sees_the_queue_grow_and_a_form_being_withdrawn(
    reviewer: Page, ground: Ground, submitted: Form
) -> None:
    withdrawn = ground.call("clerk-a", "registry", "withdraw_project", **seen(submitted))
    connected(reviewer, "/desk/queue")
    sent = ground.call("clerk-a", "registry", "submit_project", **seen(withdrawn))
    expect(toast(reviewer, submitted["name"])).to_be_visible(timeout=SOON)
    expect(reviewer.locator("main").get_by_text(submitted["no"]).first).to_be_visible(timeout=SOON)
    connected(reviewer, f"/desk/review/project/{submitted['id']}")
    ground.call("clerk-a", "registry", "withdraw_project", **seen(sent))
    expect(reviewer.locator(".live-banner")).to_contain_text("编辑中", timeout=SOON)
    shot(reviewer, "live-banner")


def test_a_line_that_breaks_is_said_and_found_again(
    clerk: Page, ground: Ground, submitted: Form
) -> None:
    clerk.context.route(EVENTS, lambda route: route.abort("connectionrefused"))
    with expecting(clerk, 0):
        connected(clerk, "/desk")
        line = clerk.locator("[data-live-status]")
        expect(line).to_have_text("实时更新已断开，正在重连", timeout=SOON)
        shot(clerk, "live-interrupted")
        ground.call("reviewer", "registry", "approve_project", **seen(submitted), opinion="同意")
        clerk.context.unroute(EVENTS)
        expect(line).to_be_hidden(timeout=SOON)
    expect(toast(clerk, submitted["name"])).to_be_visible(timeout=SOON)  # what was missed comes too


def test_a_dialog_that_is_open_is_not_taken_away_by_what_happens_meanwhile(
    clerk: Page, ground: Ground
) -> None:
    made = ground.booking(ground.project("对话框打开时"), ground.free(14))
    connected(clerk, f"/desk/bookings/{made['id']}")
    clerk.get_by_role("button", name="撤回").click()
    dialog = clerk.get_by_role("dialog")
    expect(dialog).to_be_visible()
    ground.call("reviewer", "venue", "approve_booking", **seen(made), opinion="同意")
    expect(toast(clerk, "审核通过").first).to_be_visible(timeout=SOON)
    clerk.wait_for_timeout(1500)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="取消").click()
    expect(clerk.locator("main .state").first).to_have_text("审核通过", timeout=SOON)
