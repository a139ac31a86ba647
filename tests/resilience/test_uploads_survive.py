"""kill -9 of documents, the store and the database in the midst of uploads.

Every file that was acknowledged is there and intact; of every other nothing is left after the
sweep. The long form prints its seed; ``RESILIENCE_SEED`` repeats its plan.
"""

import hashlib
import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from documents.usecases import clearing
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_kit import database, parts
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.clock import real_now
from tenderhall_kit.settings import load
from tenderhall_kit.storage import cas_key
from tenderhall_local import people, processes
from tenderhall_local.demo.client import Api, Refused, waits
from tenderhall_local.infra import checks
from tenderhall_local.platform import Platform
from tenderhall_local.supervise import Supervisor

AT_ONCE = 4
LARGEST = 200_000
PARTED = 65 * 1024 * 1024
ABANDONED = 0.15
"""Share of the uploads whose sender goes away once the bytes are sent."""

_BACK = 90.0
DAY = timedelta(days=1)
LATER = real_now() + DAY
SEED = int(os.environ.get("RESILIENCE_SEED", time.time()))


@dataclass
class Uploads:
    """Uploads by a seeded plan, and which of them were acknowledged."""

    platform: Platform
    seed: int
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    killed: list[str] = field(default_factory=list)

    def run(self, count: int, victims: list[str]) -> None:
        """``count`` uploads, some at a time; the victims are killed in turn, spread over them."""
        self.api = Api(self.platform.public_url)
        self.api.log_in("clerk-a", people.demo_password(self.platform.stack))
        strikes = {(at + 1) * count // (len(victims) + 1): one for at, one in enumerate(victims)}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda number: self._one(number, strikes.get(number)), range(count)))

    def _one(self, number: int, victim: str | None) -> None:
        dice = random.Random(f"{self.seed} {number} {time.time_ns()}")
        size = PARTED if number and number % 100 == 0 else dice.randrange(100, LARGEST)
        data = b"%PDF-1.7\n" + dice.randbytes(size) + b"\n%%EOF"
        sha256 = hashlib.sha256(data).hexdigest()
        self.others.add(sha256)
        if victim:
            self._kill(victim)
        with suppress(Refused, httpx.TransportError):
            version = self._upload(data, sha256, abandon=dice.random() < ABANDONED)
            if version:
                self.others.discard(sha256)
                self.acknowledged[sha256] = version

    def _upload(self, data: bytes, sha256: str, *, abandon: bool) -> dict[str, Any] | None:
        told = {"name": "文件.pdf", "size": len(data), "sha256": sha256, "kind": "other"}
        told |= {"mime": "application/pdf", "parts": True}
        upload = self.api.call("documents", "create_upload", told)
        if upload["part_size"]:
            self._in_parts(upload, data)
        else:
            _put(upload, data)
        if abandon:
            return None
        asked = {"id": upload["upload_id"]}
        version: dict[str, Any] = self.api.call("documents", "complete_upload", asked)
        return version

    def _in_parts(self, upload: dict[str, Any], data: bytes) -> None:
        length = upload["part_size"]
        pieces = [data[at : at + length] for at in range(0, len(data), length)]
        for number, piece in enumerate(pieces, 1):
            one = {"number": number, "sha256": hashlib.sha256(piece).hexdigest()}
            asked = {"id": upload["upload_id"], "parts": [one]}
            _put(self.api.call("documents", "upload_parts", asked)["parts"][0], piece)

    def _kill(self, victim: str) -> None:
        pid = Supervisor(self.platform.stack.layout).pids()[victim]
        # the database and the store are groups of processes, a service is one
        (os.kill if victim == "documents" else os.killpg)(pid, signal.SIGKILL)
        self.killed.append(victim)

    def settle(self) -> None:
        """What was killed is back."""
        stack = self.platform.stack
        for name, ready in checks(stack.layout, stack.ports).items():
            assert processes.until(ready, _BACK), f"{name} is not back"


def _put(permit: dict[str, Any], data: bytes) -> None:
    """As a page does it: again, while the store is away."""
    for wait in waits(60):
        with suppress(httpx.TransportError):
            status = httpx.put(
                permit["url"], content=data, headers=permit["headers"], timeout=30, trust_env=False
            ).status_code
            if status in {200, 412}:
                return
        time.sleep(wait)
    raise httpx.TransportError("the store does not come back")


@pytest.fixture
def service(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Call]:
    """``service()``: a call of the documents service, as its timers make them."""
    for name, value in platform.service("documents").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(clearing, "_STALE", -DAY)  # parts that no upload knows are old enough
    settings = load("documents")
    kit = Kit(settings, database.engine(settings))
    return lambda: Call(kit, service_actor("documents"), "sweep")


def sound(found: Uploads, service: Callable[[], Call]) -> list[str]:
    """What is wrong with the files once the sweep has come; empty is right."""
    call = service()
    late = "UPDATE upload SET expires_at = now() - interval '1 hour' WHERE state = 'open'"
    with Session(call.kit.engine) as session, session.begin():
        session.execute(text(late))
    clearing.sweep(call)
    storage = call.storage
    wrong = [f"{one} is lost or damaged" for one in found.acknowledged if not _intact(call, one)]
    wrong += [f"{one} is left" for one in found.others if storage.exists(cas_key(one))]
    wrong += [f"{one} is left" for one in storage.names("staging/upload/")]
    for place in ("cas/sha256/", "staging/upload/"):
        wrong += [f"parts of {one.key} are left" for one in parts.stale(storage, place, LATER)]
    return wrong + _doubled(call, list(found.acknowledged))


def _intact(call: Call, sha256: str) -> bool:
    return call.storage.measure(cas_key(sha256), "")["sha256"] == sha256


def _doubled(call: Call, hashes: list[str]) -> list[str]:
    query = (
        "SELECT sha256 FROM document_version WHERE sha256 = ANY(:these)"
        " GROUP BY sha256 HAVING count(*) > 1"
    )
    with Session(call.kit.engine) as session:
        names = list(session.scalars(text(query), {"these": hashes}))
    return [f"{one} became two versions" for one in names]


@pytest.mark.parametrize(
    ("count", "victims"),
    [
        (20, ["documents", "weed"]),
        pytest.param(
            500,
            ["documents", "weed", "postgres"] * 4,
            marks=[pytest.mark.long, pytest.mark.timeout(1500)],
        ),
    ],
    ids=["20 uploads", "500 uploads"],
)
def test_what_was_acknowledged_is_whole_and_nothing_else_is_left(
    platform: Platform, service: Callable[[], Call], count: int, victims: list[str]
) -> None:
    random.Random(SEED).shuffle(victims)
    found = Uploads(platform, SEED)
    found.run(count, victims)
    found.settle()
    told = f"{len(found.acknowledged)} acknowledged, {len(found.others)} not"
    print(f"seed {SEED}: killed {found.killed}; {told}")  # noqa: T201 — the report of this run
    assert found.killed == victims
    assert len(found.acknowledged) >= count // 2, told
    assert sound(found, service) == []
