"""People in front of browsers: each has a context of their own, watched until its end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tenderhall_local import people
from tenderhall_local.platform import Platform

from browsing import chromium, going, pictures
from browsing.entering import log_in
from browsing.ground import Ground
from browsing.index import write as write_index

Newcomer = Callable[..., Page]


@pytest.fixture(scope="package")
def browser(platform: Platform) -> Iterator[Browser]:
    """One Chromium for all tests of the pages."""
    with chromium.started() as made:
        yield made


@pytest.fixture(scope="package")
def cookies() -> dict[str, Any]:
    """Who has logged in already, by login: each does so once, through the page."""
    return {}


@pytest.fixture(scope="package")
def ground(platform: Platform) -> Ground:
    """What must have happened before a page can be looked at, made over the API."""
    return Ground(platform)


@pytest.fixture(scope="package")
def calendar(ground: Ground) -> None:
    """The working days are known, without which no notice is published."""
    ground.calendar()


@pytest.fixture
def newcomer(browser: Browser, platform: Platform) -> Iterator[Newcomer]:
    """``newcomer()``: somebody nobody knows, in a browser of their own.

    ``state`` is the cookies to begin with, ``base`` another gateway than the platform's.
    """
    with ExitStack() as left:

        def come(state: dict[str, Any] | None = None, base: str = platform.public_url) -> Page:
            store = platform.stack.s3.endpoint
            context: BrowserContext = left.enter_context(
                chromium.person(browser, base, store, state)
            )
            return context.new_page()

        yield come


@pytest.fixture
def visitor(newcomer: Newcomer) -> Page:
    """Somebody of the public."""
    return newcomer()


@pytest.fixture
def enter(newcomer: Newcomer, platform: Platform) -> Callable[[str], Page]:
    """``enter("clerk-a")``: that user, freshly logged in through the page."""
    word = people.demo_password(platform.stack)

    def go(login: str) -> Page:
        page = newcomer()
        log_in(page, login, word)
        return page

    return go


@pytest.fixture
def known(
    newcomer: Newcomer, enter: Callable[[str], Page], cookies: dict[str, Any]
) -> Callable[[str], Page]:
    """``known("clerk-a")``: that user, logged in by whichever test came first."""

    def go(login: str) -> Page:
        if login in cookies:
            return newcomer(cookies[login])
        page = enter(login)
        cookies[login] = page.context.storage_state()
        return page

    return go


@pytest.fixture
def clerk(known: Callable[[str], Page]) -> Page:
    """An agency's clerk."""
    return known("clerk-a")


@pytest.fixture
def other_clerk(known: Callable[[str], Page]) -> Page:
    """A clerk of another agency."""
    return known("clerk-b")


@pytest.fixture
def reviewer(known: Callable[[str], Page]) -> Page:
    """A reviewer of the trading centre."""
    return known("reviewer")


@pytest.fixture
def admin(known: Callable[[str], Page]) -> Page:
    """An administrator of the trading centre."""
    return known("admin")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what has been looked at."""
    if going.states:
        looked = len(set(going.states))
        terminalreporter.write_line(f"axe: {looked} states, none with a serious finding")


def pytest_sessionfinish() -> None:
    """List the pictures where new ones were taken."""
    if to := pictures.folder():
        write_index(to)
