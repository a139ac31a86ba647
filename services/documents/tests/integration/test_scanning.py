"""The scanner hook, against a server that speaks clamd's INSTREAM."""

import socket
from collections.abc import Callable
from uuid import uuid4

import pytest
from documents.scanning import scanner
from tenderhall_contracts.errors import Problem

from .conftest import EICAR, Desk, pdf, put


def test_a_clean_file_is_recorded_as_clean(clerk: Desk, clamd: Callable[..., None]) -> None:
    clamd(None)
    clerk.scan = scanner()
    assert clerk.upload(pdf())["scan"] == "CLEAN"


def test_an_infected_file_is_refused_by_name(clerk: Desk, clamd: Callable[..., None]) -> None:
    clamd(None)
    clerk.scan = scanner()
    data = pdf().replace(b"%%EOF", EICAR + b"%%EOF")
    invitation = clerk.announce(data)
    put(invitation, data)
    with pytest.raises(Problem) as caught:
        clerk.complete(invitation)
    (finding,) = caught.value.findings
    assert finding.rule == "FILE_INFECTED"
    assert "Eicar-Test-Signature" in finding.message_zh


def test_a_scanner_that_fails_lets_nothing_pass(clerk: Desk, clamd: Callable[..., None]) -> None:
    clamd(b"INSTREAM size limit exceeded. ERROR\0")
    clerk.scan = scanner()
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    with pytest.raises(Problem) as caught:
        clerk.complete(invitation)
    assert caught.value.code == "UNAVAILABLE"
    clerk.scan = None
    assert clerk.complete(invitation)["version"] == 1, "the upload was left open"


def test_a_scanner_that_is_away_lets_nothing_pass(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("SCANNER", f"clamd://127.0.0.1:{port}")
    clerk.scan = scanner()
    data = pdf(uuid4().hex)
    invitation = clerk.announce(data)
    put(invitation, data)
    with pytest.raises(Problem) as caught:
        clerk.complete(invitation)
    assert caught.value.code == "UNAVAILABLE"


@pytest.mark.parametrize("told", ["clamd", "clamd://host", "http://host:1", "yes"])
def test_a_setting_that_is_no_scanner_is_refused(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCANNER", told)
    with pytest.raises(ValueError, match="SCANNER"):
        scanner()
