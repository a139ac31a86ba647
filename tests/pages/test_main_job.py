"""The whole main job by clicking, from the login page to the portal's verdict."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tenderhall_local.platform import Platform

from browsing import at, shot
from browsing.ground import Ground
from browsing.job import SLOW, Job


@pytest.mark.timeout(900)
def test_a_procurement_is_clicked_from_the_login_to_the_portals_verdict(
    enter: Callable[[str], Page],
    visitor: Page,
    ground: Ground,
    calendar: None,
    platform: Platform,
) -> None:
    job = Job(
        clerk=enter("clerk-a"),
        reviewer=enter("reviewer"),
        ground=ground,
        pin=platform.stack.token("agency-a").pin,
        mark=f"{time.time_ns() // 1_000_000:x}",
        look=shot,
    )
    at(visitor, job.whole())
    shot(visitor, "portal-notice-published")
    visitor.get_by_role("link", name="现在重新验证").click()
    expect(visitor.get_by_role("status")).to_contain_text("签章有效", timeout=SLOW)
    at(job.clerk, f"/desk/projects/{job.ids['project']}")
    shot(job.clerk, "project-published")
