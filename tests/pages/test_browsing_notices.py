"""The browser harness sees what it is there to see: a test of a page can fail."""

import pytest
from playwright.sync_api import Error, Page

from browsing import at, expecting, settled, shot
from browsing.watch import Watch

FETCH = "(url) => fetch(url).then(() => null, () => null)"
BODY = "(html) => { document.querySelector('main').innerHTML = html }"


@pytest.fixture
def page(visitor: Page) -> Page:
    at(visitor, "/")
    return visitor


def judge(page: Page, fault: str) -> None:
    """One fault, of this kind and nothing else, has been noticed."""
    page.wait_for_timeout(100)  # what the browser tells comes on its own time
    with pytest.raises(AssertionError, match=fault):
        Watch.of(page).judge()
    Watch.of(page).judge()


def test_an_error_in_the_console_is_noticed(page: Page) -> None:
    page.evaluate("console.error('broken')")
    judge(page, "console: broken")


def test_an_uncaught_exception_is_noticed(page: Page) -> None:
    page.evaluate("() => { setTimeout(() => { throw new Error('thrown') }) }")
    judge(page, "uncaught: .*thrown")


def test_a_violation_of_the_policy_is_noticed(page: Page) -> None:
    page.evaluate(BODY, "<h1 style='color: red'>x</h1>")
    judge(page, "CSP: style-src-attr")


def test_another_origin_is_noticed(page: Page) -> None:
    with pytest.raises(Error):
        page.goto("http://127.0.0.1:1/")
    judge(page, "foreign origin: http://127.0.0.1:1/")


def test_a_missing_static_file_is_noticed(page: Page) -> None:
    page.evaluate(BODY, "<h1>x</h1><img alt='x' src='/static/none.svg'>")
    judge(page, "answer: 404 GET .*none.svg")


def test_a_failed_answer_is_noticed_unless_it_was_provoked(page: Page) -> None:
    page.route("**/healthz", lambda route: route.fulfill(status=503))
    with expecting(page, 503):
        page.evaluate(FETCH, "/healthz")
    Watch.of(page).judge()
    page.evaluate(FETCH, "/healthz")
    judge(page, "answer: 503 GET .*/healthz")


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<h1>x</h1><img src='/static/icon.svg'>", "critical image-alt"),
        ("<h1>x</h1><input>", "critical label"),
        ("<p>x</p>", "0 headings"),
    ],
)
def test_what_shuts_people_out_is_noticed(page: Page, html: str, fault: str) -> None:
    page.evaluate(BODY, html)
    with pytest.raises(AssertionError, match=fault):
        settled(page, "spoilt")


def test_a_page_too_wide_for_a_phone_is_noticed(page: Page) -> None:
    page.evaluate(BODY, f"<h1>x</h1><p>{'w' * 300}</p>")
    with pytest.raises(pytest.fail.Exception, match="wider than"):
        shot(page, "spoilt-wide")
