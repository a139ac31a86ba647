"""Typing into forms that save themselves: what stands in them, who has it, how a tab dies."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect
from tenderhall_local.demo.client import Api

from browsing.watch import expecting

SAVED = re.compile(r"已自动保存 \d\d:\d\d:\d\d")
AUTOSAVE = re.compile(r"/autosave$")
LONG = 45_000  # ms: waits between tries grow
KEPT_SOON = 600  # ms: what is typed is kept within 300 ms

Form = dict[str, Any]


def where(project: Form) -> str:
    return f"/desk/projects/{project['id']}"


def now(api: Api, project: Form) -> Form:
    told: Form = api.call("registry", "get_project", {"id": project["id"]})
    return told


def status(page: Page) -> Locator:
    return page.locator("[data-draft-status]")


def saved(page: Page) -> None:
    expect(status(page)).to_have_text(SAVED, timeout=LONG)


def banner(page: Page) -> Locator:
    return page.locator(".draft-banner")


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[name='{name}']")


def another(page: Page) -> Page:
    """A second tab of the same browser."""
    return page.context.new_page()


def killed(page: Page) -> Page:
    """The tab dies without a word; another is opened."""
    page.wait_for_timeout(KEPT_SOON)
    fresh = another(page)
    page.close(run_before_unload=False)
    return fresh


@contextmanager
def unsent(page: Page) -> Iterator[None]:
    """What is typed does not reach the server, however long the test takes to type it.

    The browser itself is cut off: a request that a route holds is let through by Chromium when its
    tab closes, and the form asks to be saved as soon as another tab hides it.
    """
    page.context.set_offline(True)
    with expecting(page, 0):
        yield
        page.context.set_offline(False)


@contextmanager
def away(page: Page) -> Iterator[None]:
    """Nobody answers autosaves."""
    page.context.route(AUTOSAVE, lambda route: route.abort("connectionrefused"))
    with expecting(page, 0):
        yield
        page.context.unroute(AUTOSAVE)
        page.context.pages[-1].wait_for_timeout(500)  # what failed is told on its own time
