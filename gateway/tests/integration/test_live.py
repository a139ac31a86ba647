"""Live updates on a real broker: who is told what, and what becomes of lines that break."""

import asyncio
import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from gateway.app import make
from gateway.auth import ANONYMOUS
from gateway.live import stream
from gateway.settings import Settings
from kombu import Connection
from tenderhall_contracts.catalogue import find_event
from tenderhall_contracts.examples import envelope

OWN = "5b6f0000-0000-4000-8000-000000000003"
OTHER = "5b6f0000-0000-4000-8000-0000000000ff"
CLERK, REVIEWER, ADMIN = "good", "good-as-centre_reviewer", "good-as-centre_admin"
SOURCES = ("registry", "venue", "documents", "notices")
PIECES = {"form_type", "form_id", "type", "state", "state_zh", "title", "project_no"}


def until(happens: Callable[[], bool], what: str) -> None:
    pause = threading.Event()
    for _ in range(2400):
        if happens():
            return
        pause.wait(0.025)
    raise AssertionError(f"never: {what}")


@dataclass
class Server:
    """A gateway process, as it is run in earnest."""

    settings: Settings
    log: Path
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    def start(self, uri: str | None = None) -> None:
        with socket.create_server(("127.0.0.1", self.port)) as free:
            self.port = free.getsockname()[1]
        told = self.settings
        env = {
            "TENDERHALL_ENV": "test",
            "AMQP_URI": uri or told.amqp_uri,
            "SERVICE_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "S3_ENDPOINT": told.s3_endpoint,
            "S3_ACCESS_KEY": told.s3_access_key,
            "S3_SECRET_KEY": told.s3_secret_key,
            "S3_BUCKET": told.s3_bucket,
            "GATEWAY_PORT": str(self.port),
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway"], env=os.environ | env, stdout=log, stderr=log
            )
        until(lambda: self.ask("/readyz") == 200, "the gateway is ready")

    def ask(self, path: str, **headers: str) -> int:
        try:
            return httpx.get(self.url(path), headers=headers).status_code
        except httpx.TransportError:
            return 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self, sent: signal.Signals = signal.SIGKILL) -> int:
        assert self.process
        self.process.send_signal(sent)
        return self.process.wait()


class Browser:
    """Reads a stream in a thread; ``next`` waits for its next event."""

    def __init__(self, server: Server, token: str, **headers: str) -> None:
        self.pieces: queue.Queue[dict[str, str] | None] = queue.Queue()
        self.headers = {"cookie": f"th_session={token}", **headers}
        self.last = ""
        self._began = threading.Event()
        threading.Thread(target=self._read, args=(server,), daemon=True).start()
        self._began.wait()

    def _read(self, server: Server) -> None:
        where = server.url("/desk/events")
        with (
            contextlib.suppress(httpx.TransportError),
            httpx.stream("GET", where, headers=self.headers, timeout=60) as answer,
        ):
            assert answer.status_code == 200, answer.read()
            assert answer.headers["content-type"].startswith("text/event-stream")
            piece: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                piece[name] = value
                if not line:
                    self._take(piece)
                    piece = {}
        self.pieces.put(None)

    def _take(self, piece: dict[str, str]) -> None:
        self.last = piece.get("id", self.last)
        self._began.set()
        if "event" in piece:
            self.pieces.put(piece)

    def next(self) -> dict[str, Any] | None:
        piece = self.pieces.get()
        return piece and {"event": piece["event"], **json.loads(piece["data"])}


def tell(uri: str, event: str, **facts: Any) -> None:
    """Publish an event as its service would."""
    one = find_event(event)
    assert one
    told = envelope(one)
    body = {**told, "data": {**told["data"], "agency_id": OWN, **facts}}
    with Connection(uri) as connection:
        connection.Producer().publish(body, exchange=one.exchange, routing_key=event)


def declare(uri: str, *sources: str) -> None:
    with Connection(uri) as connection:
        for source in sources:
            connection.channel().exchange_declare(
                f"{source}.events", "topic", durable=True, auto_delete=False
            )


@pytest.fixture(scope="module")
def bus(place: Any) -> str:
    """The broker's address of who may tell anything."""
    declare(place.services.uri, *SOURCES)
    return str(place.services.uri)


@pytest.fixture(scope="module")
def server(bus: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = Server(settings, tmp_path_factory.mktemp("gateway") / "log")
    made.start()
    listening(made)
    yield made
    made.stop()


@pytest.fixture
def another(settings: Settings, tmp_path: Path) -> Iterator[Server]:
    """A gateway that a test may cut off or end."""
    made = Server(settings, tmp_path / "log")
    yield made
    if made.process and made.process.poll() is None:
        made.stop()


def listening(server: Server) -> None:
    """Wait until a browser that has just come is not told that the bus is away."""

    def calm() -> bool:
        browser = Browser(server, CLERK, **{"last-event-id": "1"})
        told = browser.next()
        return told == {"event": "gap"}

    until(calm, "the gateway listens to the bus")


def marked(browser: Browser, bus: str) -> list[str]:
    """The types of all that this browser was told until now."""
    tell(bus, "notice.approved", state="approved", title="mark")
    types: list[str] = []
    while (told := browser.next()) and told.get("title") != "mark":
        types.append(told["type"])
    return types


def test_a_browser_is_told_that_a_form_has_changed_and_no_more(server: Server, bus: str) -> None:
    browser = Browser(server, CLERK)
    tell(bus, "notice.approved", state="approved", opinion="同意", title="服务器采购招标公告")
    told = browser.next()
    assert told
    assert told["event"] == "form"
    assert told.keys() == PIECES | {"event"}
    assert (told["form_type"], told["type"]) == ("notice", "notice.approved")
    assert (told["state"], told["state_zh"]) == ("approved", "审核通过")
    assert told["title"] == "服务器采购招标公告"


def test_a_project_is_told_like_every_other_form(server: Server, bus: str) -> None:
    browser = Browser(server, CLERK)
    tell(bus, "project.approved", state="approved", name="某院服务器采购", project_id=OTHER)
    told = browser.next()
    assert told
    assert told.keys() == PIECES | {"event"}
    assert (told["form_type"], told["form_id"]) == ("project", OTHER)
    assert told["title"] == "某院服务器采购"


def test_an_agency_is_not_told_of_anothers_forms(server: Server, bus: str) -> None:
    browser = Browser(server, CLERK)
    tell(bus, "project.approved", state="approved", agency_id=OTHER)
    tell(bus, "venue.booking_submitted", state="pending", agency_id=OTHER)
    tell(bus, "tender_document.issued", state="issued")
    assert marked(browser, bus) == ["tender_document.issued"]


@pytest.mark.parametrize("token", [REVIEWER, ADMIN])
def test_the_centre_is_told_of_what_was_submitted_by_anybody(
    server: Server, bus: str, token: str
) -> None:
    browser = Browser(server, token)
    tell(bus, "notice.created", state="draft", from_state=None, agency_id=OTHER)
    tell(bus, "notice.sealed", state="draft", from_state="draft", agency_id=OTHER)
    tell(bus, "notice.deleted", state="deleted", from_state="draft", agency_id=OTHER)
    tell(bus, "notice.submitted", state="pending", from_state="draft", agency_id=OTHER)
    tell(bus, "notice.withdrawn", state="draft", from_state="pending", agency_id=OTHER)
    tell(bus, "notice.deleted", state="deleted", from_state="rejected", agency_id=OTHER)
    assert marked(browser, bus) == ["notice.submitted", "notice.withdrawn", "notice.deleted"]


def test_an_event_that_cannot_be_read_does_no_harm(server: Server, bus: str) -> None:
    browser = Browser(server, CLERK)
    with Connection(bus) as connection:
        producer = connection.Producer()
        for body in ("{", "[]", '{"data": {}}', '{"data": null}'):
            producer.publish(
                body, exchange="notices.events", routing_key="notice.approved", content_type="x"
            )
    assert marked(browser, bus) == []


def test_who_is_not_logged_in_is_told_nothing(server: Server) -> None:
    assert server.ask("/desk/events") == 401
    assert server.ask("/desk/events", cookie="th_session=bad") == 401
    assert server.ask("/desk/events", authorization="Bearer good") == 401


def test_a_browser_that_comes_back_gets_what_it_missed(server: Server, bus: str) -> None:
    first, witness = Browser(server, CLERK), Browser(server, CLERK)
    tell(bus, "notice.submitted", state="pending")
    assert first.next()
    seen = first.last
    tell(bus, "notice.approved", state="approved")
    tell(bus, "notice.rejected", state="rejected", agency_id=OTHER)
    tell(bus, "notice.published", state="approved")
    assert marked(witness, bus) == ["notice.submitted", "notice.approved", "notice.published"]
    again = Browser(server, CLERK, **{"last-event-id": seen})
    missed = [again.next() or {} for _ in range(3)]
    assert [one["title"] for one in missed[2:]] == ["mark"]
    assert [one["type"] for one in missed[:2]] == ["notice.approved", "notice.published"]


def test_looking_after_a_session_does_not_prolong_it(server: Server, place: Any) -> None:
    asked = place.services.asked
    before = asked("resolve_session"), asked("resolve_session passive")
    Browser(server, "good-passive")
    after = asked("resolve_session"), asked("resolve_session passive")
    assert after[0] > before[0]
    assert after[0] - before[0] == after[1] - before[1]


def test_a_gateway_that_is_told_to_end_lets_its_browsers_go(another: Server, bus: str) -> None:
    another.start()
    browsers = [Browser(another, CLERK) for _ in range(3)]
    another.stop(signal.SIGTERM)
    for browser in browsers:
        while browser.next():
            pass
    assert "timeout graceful shutdown" not in another.log.read_text()


def test_a_line_that_breaks_is_told_and_so_is_the_gap(
    another: Server, bus: str, relay: tuple[Any, str]
) -> None:
    line, uri = relay
    another.start(uri)
    listening(another)
    browser = Browser(another, CLERK)
    line.cut()
    assert browser.next() == {"event": "away"}
    late = Browser(another, "good")
    assert late.next() == {"event": "away"}
    line.restore()
    assert browser.next() == {"event": "gap"}
    assert late.next() == {"event": "gap"}
    assert marked(browser, bus) == []


def test_a_service_that_is_deployed_later_is_heard_from_then_on(another: Server, bus: str) -> None:
    with Connection(bus) as connection:
        connection.channel().exchange_delete("documents.events")
    another.start()
    listening(another)
    browser = Browser(another, CLERK)
    assert marked(browser, bus) == []
    declare(bus, "documents")

    def heard() -> bool:
        tell(bus, "tender_document.approved", state="approved")
        return "tender_document.approved" in marked(browser, bus)

    until(heard, "documents is heard")


def test_a_stream_ends_with_its_session(
    settings: Settings, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "SESSION_CHECK", 0.0)
    monkeypatch.setattr(stream, "HEARTBEAT", 0.01)
    monkeypatch.setattr("gateway.auth.REMEMBERED", 0.0)
    parts = make(settings).state.parts

    async def main() -> list[bytes]:
        running = asyncio.create_task(parts.bus.run())
        try:
            async with asyncio.timeout(60):
                while not parts.bus.ready:  # noqa: ASYNC110 — another process answers
                    await asyncio.sleep(0.01)
                session = stream._Session(parts, "good-once-1", "-", "r-1")
                told = stream._pieces(parts.hub, ANONYMOUS, None, session)
                return [piece async for piece in told]
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    pieces = asyncio.run(main())
    assert pieces[0].startswith(b"retry: ")
    assert len(pieces) >= 2
