"""订阅规则 where a stranger may have us connect to, how deliveries are signed, when to give up."""

import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from notices import guard
from notices.rules import subscriptions as rules

INSIDE = [
    "http://93.184.216.34/x",  # public, but not https
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://10.0.0.7/x",
    "https://169.254.169.254/latest",
    "https://[::ffff:192.168.0.1]/x",
    "https://[64:ff9b::a00:1]/x",
    "https://localhost:5432/x",
    "https://user:word@93.184.216.34/x",
    "https://0.0.0.0/x",
    "https://100.64.0.1/x",
    "https://224.0.0.1/x",
    "https://[fe80::1]/x",
    "https://93.184.216.34:99999/x",
    "ftp://93.184.216.34/x",
    "https:///x",
]


@pytest.mark.parametrize("url", INSIDE)
@pytest.mark.parametrize(("environment", "local"), [("demo", ""), ("production", "yes")])
def test_a_stranger_cannot_have_us_look_inside(
    url: str, environment: str, local: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_LOCAL", local)
    monkeypatch.setenv("TENDERHALL_ENV", environment)
    with pytest.raises(guard.ForbiddenError):
        guard.post(url, {}, b"")


def test_the_address_that_was_judged_is_the_one_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that points elsewhere a moment later is not asked again; one bad address is enough."""
    told = [["93.184.216.34"], ["93.184.216.34", "10.0.0.7"]]

    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (one, 443)) for one in told.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    target = guard.judged("https://example.org:8443/hook?a=1")
    assert (target.address, target.host, target.port) == ("93.184.216.34", "example.org", 8443)
    assert target.path == "/hook?a=1"
    with pytest.raises(guard.ForbiddenError):
        guard.judged("https://example.org/hook")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost:9/x", "https://[::1]/x"])
def test_only_this_machine_is_let_through_to_try_things_out(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_LOCAL", "yes")
    monkeypatch.setenv("TENDERHALL_ENV", "demo")
    assert guard.judged(url).path == "/x"
    with pytest.raises(guard.ForbiddenError):
        guard.judged("http://10.0.0.7/x")


def test_a_signature_is_of_secret_time_and_body() -> None:
    known = "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"  # by openssl
    told = rules.signature("secret", "1700000000", b"{}")
    assert told == f"v1={known}"
    others = {
        rules.signature("secret", "1700000001", b"{}"),
        rules.signature("secret", "1700000000", b"{ }"),
        rules.signature("other", "1700000000", b"{}"),
    }
    assert told not in others
    assert len(others) == 3


def test_a_webhook_is_given_up_a_mail_server_is_waited_for() -> None:
    assert rules.given_up("webhook", "failed", rules.GIVE_UP)
    assert not rules.given_up("webhook", "failed", rules.GIVE_UP - 1)
    assert not rules.given_up("mail", "failed", 1000)
    assert rules.given_up("mail", "refused", rules.GIVE_UP)
    waited = sum(rules.backoff(one).total_seconds() for one in range(1, rules.GIVE_UP))
    assert 5 * 3600 < waited < 7 * 3600


def test_a_mail_says_why_it_came_and_how_to_end_it() -> None:
    item = {"title": "公告", "no": "A-1", "published_at": "2026-09-07T02:00:00+00:00"}
    item |= {"project_no": "P", "purchaser": "甲", "url": "/notices/A-1"}
    item |= {"opening_at": "2026-10-20T01:30:00+00:00"}
    subject, body = rules.circular("https://x", "token", {"q": "医院"}, [item])
    assert subject == "新公告：公告 · Tenderhall"
    assert "q=医院" in body
    assert "2026-09-07 10:00" in body
    assert "开标时间：2026-10-20 09:30" in body
    assert "https://x/notices/A-1" in body
    assert "https://x/subscriptions/token" in body


def test_the_check_that_the_how_to_shows_finds_ours_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Path(__file__).parents[4].joinpath("docs/how-to/subscriptions.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    shown: dict[str, Any] = {}
    exec(code, shown)  # noqa: S102 — our own page
    monkeypatch.setattr(time, "time", lambda: 1700000100.0)
    headers = {"tenderhall-timestamp": "1700000000"}
    headers["tenderhall-signature"] = rules.signature("secret", "1700000000", b"{}")
    assert shown["genuine"]("secret", headers, b"{}")
    assert not shown["genuine"]("secret", headers, b"{ }")
    monkeypatch.setattr(time, "time", lambda: 1700000301.0)
    assert not shown["genuine"]("secret", headers, b"{}")
