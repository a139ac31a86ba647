"""A file for a store that its sender cannot reach goes through the gateway, which holds none of it.

And the bus, counted at the broker, carries none of it either.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from kombu import Connection
from tenderhall_contracts.uploads import PART
from tenderhall_local import people
from tenderhall_local.accounts import SERVICES
from tenderhall_local.demo.client import Api
from tenderhall_local.platform import VHOST, Platform
from tenderhall_local.supervise import Supervisor

MB = 1024 * 1024
HELD = 24 * MB
"""Bytes by which a gateway may grow while files of any size pass."""

ON_THE_BUS = 32 * 1024
"""Bytes of all messages that one file may cost, whatever its size."""


@pytest.fixture
def overheard(platform: Platform) -> Iterator[Callable[[], int]]:
    """``overheard()``: bytes of all messages of the platform since the test began."""
    name, total = f"overheard-{uuid4().hex}", 0
    with Connection(platform.stack.amqp_uri(VHOST)) as connection:
        channel = connection.channel()
        channel.queue_declare(name, exclusive=True, auto_delete=True)
        for exchange in ("nameko-rpc", *(f"{one}.events" for one in SERVICES)):
            channel.queue_bind(name, exchange, "#")

        def count() -> int:
            nonlocal total
            while message := channel.basic_get(name, no_ack=True):
                total += len(message.body)
            return total

        yield count


@pytest.fixture
def api(platform: Platform) -> Api:
    return Api(platform.public_url).log_in("clerk-a", people.demo_password(platform.stack))


class File:
    """A PDF of many megabytes that no other test has, made anew each time that it is read."""

    def __init__(self, size: int) -> None:
        self.size, self._seed = size, uuid4().bytes * (MB // 16)
        digest = hashlib.sha256()
        for piece in self:
            digest.update(piece)
        self.sha256 = digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        yield b"%PDF-1.7\n" + self._seed[9:]
        for _ in range(self.size // MB - 2):
            yield self._seed
        yield self._seed[6:] + b"\n%%EOF"


def announced(api: Api, file: File, **more: Any) -> dict[str, Any]:
    told = {"name": "图纸.pdf", "size": file.size, "sha256": file.sha256, "kind": "other"}
    told |= {"mime": "application/pdf"}
    made: dict[str, Any] = api.call("documents", "create_upload", told | more)
    return made


def relay(
    api: Api, upload: dict[str, Any], body: Any, size: int, query: str = ""
) -> httpx.Response:
    return api.http.put(
        f"{api.base}/uploads/{upload['upload_id']}/content{query}",
        content=iter(body),
        headers={"content-length": str(size), "authorization": f"Bearer {api.token}"},
        timeout=300,
    )


def complete(api: Api, upload: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = api.call("documents", "complete_upload", {"id": upload["upload_id"]})
    return made


def peak(platform: Platform) -> int:
    """Bytes: the most that the gateway's process has held."""
    pid = Supervisor(platform.stack.layout).pids()["gateway"]
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1]) * 1024


@pytest.mark.parametrize(
    "size", [64 * MB, pytest.param(1024 * MB, marks=[pytest.mark.long, pytest.mark.timeout(300)])]
)
def test_a_file_passes_the_gateway_which_does_not_grow(
    platform: Platform, api: Api, size: int
) -> None:
    warm, file = File(2 * MB), File(size)
    assert relay(api, announced(api, warm), warm, warm.size).status_code == 200
    before = peak(platform)
    upload = announced(api, file)
    assert relay(api, upload, file, size).status_code == 200
    assert complete(api, upload)["file"]["sha256"] == file.sha256
    grown = peak(platform) - before
    print(f"{size // MB} MB: the gateway grew by {grown / MB:.1f} MB")  # noqa: T201 — the figure
    assert grown < HELD


def test_parts_pass_the_gateway_too_and_other_bytes_do_not(platform: Platform, api: Api) -> None:
    file = File(65 * MB)
    upload = announced(api, file, parts=True)
    data = b"".join(file)
    pieces = [data[at : at + PART] for at in range(0, file.size, PART)]
    wrong = hashlib.sha256(b"other").hexdigest()
    refused = relay(api, upload, [pieces[0]], PART, f"?part=1&sha256={wrong}")
    assert (refused.status_code, refused.json()["code"]) == (422, "UPLOAD_MISMATCH")
    short = relay(api, upload, [b"x"], 1, f"?part=1&sha256={wrong}")
    assert (short.status_code, short.json()["code"]) == (400, "MALFORMED")
    for number, piece in enumerate(pieces, 1):
        query = f"?part={number}&sha256={hashlib.sha256(piece).hexdigest()}"
        assert relay(api, upload, [piece], len(piece), query).status_code == 200
    assert complete(api, upload)["file"]["sha256"] == file.sha256


def fetch(api: Api, version: dict[str, Any], **asked: Any) -> httpx.Response:
    """As a page fetches it, by its session."""
    path = f"{api.base}/desk/files/{version['document_id']}/{version['version']}"
    cookies = {"th_session": str(api.token)}
    return httpx.get(path, cookies=cookies, timeout=300, trust_env=False, **asked)


def test_a_file_comes_back_through_the_gateway_which_does_not_grow(
    platform: Platform, api: Api
) -> None:
    warm, file = File(2 * MB), File(64 * MB)
    versions = []
    for one in (warm, file):
        upload = announced(api, one)
        assert relay(api, upload, one, one.size).status_code == 200
        versions.append(complete(api, upload))
    through = {"params": {"through": "gateway"}}
    assert fetch(api, versions[0], **through).status_code == 200
    before = peak(platform)
    got = fetch(api, versions[1], **through)
    assert hashlib.sha256(got.content).hexdigest() == file.sha256
    assert peak(platform) - before < HELD
    assert got.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E5%9B%BE%E7%BA%B8.pdf"
    )
    shown = fetch(api, versions[0], params={"through": "gateway", "show": "1"})
    assert shown.headers["content-disposition"].startswith("inline;")
    assert shown.headers["content-type"] == "application/pdf"
    assert fetch(api, versions[0]).status_code == 303
    other = Api(platform.public_url).log_in("clerk-b", people.demo_password(platform.stack))
    assert fetch(other, versions[0], **through).status_code == 404


def test_nobody_sends_into_the_upload_of_another(platform: Platform, api: Api) -> None:
    file = File(2 * MB)
    upload = announced(api, file)
    other = Api(platform.public_url).log_in("clerk-b", people.demo_password(platform.stack))
    assert relay(other, upload, file, file.size).status_code == 404


def test_the_bus_carries_no_bytes_of_a_file(
    platform: Platform, api: Api, overheard: Callable[[], int]
) -> None:
    """Counted in a queue at the broker that gets a copy of every question, answer and event."""
    for size, through in ((2 * MB, True), (20 * MB, True), (20 * MB, False)):
        file = File(size)
        before = overheard()
        upload = announced(api, file)
        if through:
            assert relay(api, upload, file, size).status_code == 200
        else:
            data = b"".join(file)
            sent = httpx.put(upload["url"], content=data, headers=upload["headers"], timeout=60)
            assert sent.status_code == 200
        complete(api, upload)
        assert overheard() - before < ON_THE_BUS
