"""Debian's Chromium without its window, started so that it talks to nobody but us."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from browsing.watch import Watch

EXECUTABLE = "/usr/bin/chromium-headless-shell"
"""No windows, tabs and menus of its own to draw: a person's browser opens three times as fast."""
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000
"""Milliseconds that a click, a wait or an expectation may take: generous, for busy machines."""


@contextmanager
def started() -> Iterator[Browser]:
    """One browser process; each person gets a context of their own in it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def person(
    browser: Browser, base: str, store: str, state: dict | None = None
) -> Iterator[BrowserContext]:
    """A browser of somebody's own (cookies, storage), watched; faults are raised at its end."""
    context = browser.new_context(
        base_url=base,
        viewport=DESK,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        storage_state=state,
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch.over(context, own=base, store=store)
    try:
        yield context
    finally:
        context.close()
    watch.judge()


def origin(url: str) -> str:
    """Scheme, host and port."""
    found = re.match(r"[a-z]+://[^/]+", url)
    return found[0] if found else url
