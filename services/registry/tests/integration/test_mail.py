"""电子邮件 handed to a real SMTP server, once; what it refuses is tried again and then given up."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from registry.models import Notification
from registry.service.worklist import Worklist
from registry.usecases import notifications
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.mail import Mailer


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server of its own process that keeps what it gets in files."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    box = tmp_path / "box"
    started = subprocess.Popen(  # noqa: S603 — our own words
        [sys.executable, *words, "-c", "aiosmtpd.handlers.Mailbox", str(box)], env=os.environ
    )
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("MAIL_FROM", "hall@example.org")
    _wait_for(port)
    yield box
    started.terminate()
    started.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


@pytest.fixture
def notified(desk: Any) -> Iterator[str]:
    """A decision that the clerk, who has an address, is told of; its id."""
    wanted = {"email": "clerk@example.org"}
    desk.ask(notifications.set_email, contracts.set_email, desk.clerk, wanted)
    sent = desk.submit(desk.create(name=f"邮件项目{uuid4().hex[:6]}"))
    desk.reject(sent, opinion="退回")
    yield sent["name"]
    desk.ask(notifications.set_email, contracts.set_email, desk.clerk, {"email": None})


def mails(desk: Any, name: str) -> list[Any]:
    with desk.session() as session:
        found = session.query(Notification).where(Notification.text_zh.contains(name))
        return [(one.mail, one.tries) for one in found if one.mail != "none"]


def send(desk: Any) -> None:
    """One tick of the timer."""
    Worklist.send_mails(SimpleNamespace(), desk.kit)


def test_a_notification_is_mailed_once_to_who_has_an_address(
    desk: Any, server: Path, notified: str
) -> None:
    for _ in range(2):
        send(desk)
    assert mails(desk, notified) == [("sent", 1)]
    got = [one.read_text() for one in (server / "new").iterdir()]
    assert len([one for one in got if "clerk@example.org" in one]) >= 1


def test_what_cannot_be_handed_over_is_tried_again_and_then_given_up(
    desk: Any, notified: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("MAIL_FROM", "hall@example.org")
    send(desk)
    assert mails(desk, notified) == [("waiting", 1)]
    for _ in range(notifications.TRIES):
        send(desk)
    assert mails(desk, notified) == [("failed", notifications.TRIES)]


def test_without_a_server_nothing_is_tried(
    desk: Any, notified: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SMTP_URL", raising=False)
    send(desk)
    assert mails(desk, notified) == [("waiting", 0)]


@pytest.mark.parametrize(
    ("url", "sender"), [("http://x", "a@b"), ("smtp://x:25", "nobody"), ("smtp://", "a@b")]
)
def test_a_wrong_setting_is_told(url: str, sender: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", url)
    monkeypatch.setenv("MAIL_FROM", sender)
    with pytest.raises(ValueError, match=r"SMTP_URL|MAIL_FROM"):
        Mailer.configured()


def test_an_address_that_is_none_is_refused(desk: Any) -> None:
    with pytest.raises(Problem, match="邮箱地址格式不正确"):
        desk.ask(notifications.set_email, contracts.set_email, desk.clerk, {"email": "x@"})
