"""The scanner hook, against a server that speaks clamd's INSTREAM."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from documents.scanning import scanner
from tenderhall_contracts.errors import Problem

from .conftest import Desk, pdf, put

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _read(line: socket.socket, count: int) -> bytes:
    told = b""
    while len(told) < count:
        told += line.recv(count - len(told))
    return told


def _serve(listening: socket.socket, answer: bytes | None) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        with line:
            assert _read(line, 10) == b"zINSTREAM\0"
            body = b""
            while size := struct.unpack(">I", _read(line, 4))[0]:
                body += _read(line, size)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
            line.sendall(found if answer is None else answer)


@pytest.fixture
def clamd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes | None], None]]:
    """``clamd(None)`` a scanner that knows EICAR; ``clamd(b"...")`` one that always answers so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setenv("SCANNER", f"clamd://127.0.0.1:{port}")

        def begin(answer: bytes | None) -> None:
            threading.Thread(target=_serve, args=(listening, answer), daemon=True).start()

        yield begin
        listening.shutdown(socket.SHUT_RDWR)


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
