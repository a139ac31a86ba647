"""Going somewhere, waiting until the page rests, and looking at it."""

import pytest
from playwright.sync_api import Page, Response

from browsing import pictures
from browsing.axe import examine
from browsing.chromium import DESK, PHONE
from browsing.watch import Watch

_RESTS = """() => document.readyState === "complete" && document.fonts.status === "loaded"
  && !document.querySelector(".htmx-request, .htmx-settling, .htmx-swapping, [aria-busy=true]")"""
_WIDER = """() => [...document.querySelectorAll("body *")]
  .filter((one) => Math.max(one.getBoundingClientRect().right, one.scrollWidth) > innerWidth + 1
    && !one.closest(".table-responsive, .scroll, pre, [data-scrolls], dialog:not([open])"))
  .slice(0, 5).map((one) => one.outerHTML.slice(0, 160))"""
_WIDE = "() => document.documentElement.scrollWidth > innerWidth + 1"

states: list[str] = []
"""The states that this session's tests have looked at."""


def at(page: Page, path: str) -> Response:
    """Go to a path of the gateway; the answer must be no refusal."""
    answer = page.goto(path)
    assert answer, f"{path} is no page"
    assert answer.status < 400, f"{path}: {answer.status}"
    return answer


def settled(page: Page, state: str) -> None:
    """Wait until nothing loads or moves, then judge the page in this state."""
    page.wait_for_function(_RESTS)
    states.append(state)
    debugger = page.context.new_cdp_session(page)
    try:
        grave = examine(debugger)
    finally:
        debugger.detach()
    assert not grave, f"{state} ({page.url}): axe finds\n" + "\n".join(grave)
    headings = page.locator("h1:visible").count()
    assert headings == 1, f"{state} ({page.url}): {headings} headings of the first order"
    Watch.of(page).judge()


def shot(page: Page, name: str) -> None:
    """``<page>-<state>``: judge the page at a desk and on a phone, and keep both pictures."""
    before = page.viewport_size or DESK
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type] — a size is a size
        settled(page, f"{name} {size['width']}×{size['height']}")
        if page.evaluate(_WIDE):
            pytest.fail(f"{name}: wider than {size['width']} px: {page.evaluate(_WIDER)}")
        pictures.keep(page, name, size)
    page.set_viewport_size(before)
