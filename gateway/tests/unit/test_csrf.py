"""Who sends a form is asked by origin and by token."""

import pytest
from gateway.pages.kit import csrf, lang
from starlette.requests import Request
from tenderhall_contracts.errors import Problem


def request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": pairs})


def test_a_token_holds_for_its_session_only_and_differs_on_every_page() -> None:
    one, two = csrf.token("session-a"), csrf.token("session-a")
    assert one != two
    csrf.ensure_token("session-a", one)
    csrf.ensure_token("session-a", two)
    with pytest.raises(Problem, match="PAGE_EXPIRED"):
        csrf.ensure_token("session-b", one)


@pytest.mark.parametrize("told", [None, "", "x", "AAAA", "非"])
def test_no_token_is_no_token(told: str | None) -> None:
    with pytest.raises(Problem, match="PAGE_EXPIRED"):
        csrf.ensure_token("session-a", told)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "hall", "origin": "https://elsewhere"},
        {"host": "hall", "origin": "https://hall", "sec_fetch_site": "cross-site"},
        {"host": "hall", "sec_fetch_site": "same-site"},
        {"host": "hall", "origin": "null"},
    ],
)
def test_another_site_sends_no_form(headers: dict[str, str]) -> None:
    with pytest.raises(Problem, match="PAGE_EXPIRED"):
        csrf.ensure_origin(request(**headers))


def test_our_own_pages_do() -> None:
    csrf.ensure_origin(request(host="hall:18000", origin="http://hall:18000"))
    csrf.ensure_origin(request(host="hall", sec_fetch_site="same-origin"))


@pytest.mark.parametrize("path", ["//elsewhere", "https://elsewhere", "/\\elsewhere", "", "/a\nb"])
def test_nobody_is_led_elsewhere(path: str) -> None:
    assert lang.local_path(path) == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert lang.local_path("/desk/projects?q=x") == "/desk/projects?q=x"
