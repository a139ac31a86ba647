"""A rush: eight processes want four rooms, over the bus, from three replicas of venue.

Each process is an agency's clerk with a project of her own, who moves her draft to a random room
and time, submits it, and gives the room back when she got it. ``RUSH_SECONDS`` sets the length.
"""

import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
import sqlalchemy
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from tenderhall_contracts import registry, venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.plain import plain
from tenderhall_kit.receipts import Receipt, issue
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import environment, until
from tenderhall_local.demo.registration import ATTACHMENTS, project_form
from venue.store import claims

SECONDS = float(os.environ.get("RUSH_SECONDS", "30"))
REPLICAS, CLERKS = 3, 8
HALVES = 2
"""Half hours at which a meeting of an hour may begin: whoever wants the same room meets."""

ADMIN = Actor(str(uuid4()), Role.ADMIN, org_id=str(uuid4()), name="管理员")
REVIEWER = Actor(str(uuid4()), Role.REVIEWER, org_id=str(uuid4()), name="审核员")
ROOM = {"kind": "opening", "capacity": 20, "opens": "08:30", "closes": "17:30"}
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
Form = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What one clerk met: seconds that each submit took, and how each ended."""

    seconds: list[float]
    codes: Counter[str]


@dataclass
class Clerk:
    """A clerk in a process of her own."""

    vhost: str
    seed: bytes
    actor: Actor
    draft: Form
    rooms: list[int]
    morning: datetime

    def rush(self, until_: float, out: Connection) -> None:
        """Until the time is up; the answer goes through the pipe."""
        seconds: list[float] = []
        codes: Counter[str] = Counter()
        chance = random.Random(self.draft["id"].int)
        with Bus(self.vhost, self.seed) as bus:
            while time.monotonic() < until_:
                self._ask_for(bus, chance)
                begun = time.perf_counter()
                codes[self._submit(bus)] += 1
                seconds.append(time.perf_counter() - begun)
                if self.draft["state"] == "pending":
                    self.draft = bus.call(venue.withdraw_booking, self._seen(), self.actor)
        out.send(Told(seconds, codes))

    def _ask_for(self, bus: Bus, chance: random.Random) -> None:
        begins = self.morning + timedelta(minutes=30 * chance.randrange(HALVES))
        names = ("project_id", "lot_ids", "contact", "phone")
        wanted = {name: self.draft[name] for name in names} | self._seen()
        wanted |= {"opening_at": begins, "opening_room_id": chance.choice(self.rooms)}
        self.draft = bus.call(venue.save_booking, wanted, self.actor)

    def _submit(self, bus: Bus) -> str:
        try:
            self.draft = bus.call(venue.submit_booking, self._seen(), self.actor)
        except Problem as problem:
            return problem.code
        return "got it"

    def _seen(self) -> Form:
        return {"id": self.draft["id"], "version": self.draft["version"]}


@pytest.fixture(scope="module")
def engine(database: Callable[[str], str]) -> Iterator[Engine]:
    made = sqlalchemy.create_engine(database("venue"))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def clerks(
    engine: Engine,
    database: Callable[[str], str],
    service_env: Callable[[str, str], dict[str, str]],
    settings_for: Callable[[str, str], Any],
    running: Callable[..., Any],
    vhost: str,
    seeds: dict[str, bytes],
) -> Iterator[list[Clerk]]:
    with ExitStack() as left:
        for _ in range(REPLICAS):
            left.enter_context(running("venue"))
        left.enter_context(running("registry"))
        for service in ("registry", "venue"):
            env = environment(service_env(service, database(service)))
            words = [sys.executable, "-m", f"{service}.seed"]
            subprocess.run(words, env=env, check=True, capture_output=True)  # noqa: S603 — our own
        until(lambda: _rows(engine, "SELECT 1 FROM kit_reference"), lambda: "no reference data")
        bus = left.enter_context(Bus(vhost, seeds["gateway"]))
        made = bus.call(venue.create_room, {"name": "开标四室", **ROOM}, ADMIN)
        rooms = [1, 2, 3, int(made["id"])]
        morning = _morning(bus)
        documents = settings_for("documents", "")
        people = [_clerk(number) for number in range(CLERKS)]
        drafts = [_draft(bus, one, documents, morning) for one in people]
        yield [
            Clerk(vhost, seeds["gateway"], actor, draft, rooms, morning)
            for actor, draft in zip(people, drafts, strict=True)
        ]


def _clerk(number: int) -> Actor:
    """Of one agency or the other; their projects are all different."""
    agency = uuid5(NAMESPACE_URL, f"tenderhall:agency-{'ab'[number % 2]}")
    return Actor(str(uuid4()), Role.CLERK, org_id=str(agency), name=f"经办人{number}")


def _morning(bus: Bus) -> datetime:
    """The first free slot four weeks ahead begins the morning that all want."""
    asked = {"minutes": 60, "not_before": datetime.now(UTC) + timedelta(weeks=4), "limit": 1}
    (slot,) = bus.call(venue.free_slots, plain(asked), ADMIN)["items"]
    begins: datetime = slot["begins"]
    return begins.replace(hour=9, minute=0)


def _draft(bus: Bus, who: Actor, documents: Any, morning: datetime) -> Form:
    """A draft for the lots of a new project, which is approved."""
    papers = [{"kind": one, "receipt": _receipt(who, one, documents)} for one in ATTACHMENTS]
    mark = f"{uuid4().int % 10**6:06}"
    form = bus.call(registry.create_project, project_form(f"项目{mark}", mark, papers), who)
    seen = {"id": form["id"], "version": form["version"]}
    form = bus.call(registry.submit_project, seen, who)
    seen = {"id": form["id"], "version": form["version"], "opinion": "同意"}
    project = bus.call(registry.approve_project, seen, REVIEWER)
    wanted = {
        "project_id": project["id"],
        "lot_ids": [one["id"] for one in project["lots"]],
        "opening_at": morning,
        "opening_room_id": 1,
        "contact": "李采购",
        "phone": "0734-8000002",
    }
    made: Form = bus.call(venue.create_booking, plain(wanted), who)
    return made


def _receipt(who: Actor, kind: str, documents: Any) -> str:
    told = Receipt(
        document_id=str(uuid4()),
        version=1,
        sha256=uuid4().hex * 2,
        size=1000,
        mime="application/pdf",
        name=ATTACHMENTS[kind],
        kind=kind,
        org_id=str(who.org_id),
    )
    return issue(documents, told, datetime.now(UTC))


def _rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def _rush(clerks: list[Clerk], look: Callable[[], None]) -> list[Told]:
    """All at once, each in a process of her own, while ``look`` looks again and again."""
    context, end = multiprocessing.get_context("fork"), time.monotonic() + SECONDS
    pipes = [context.Pipe(duplex=False) for _ in clerks]
    for clerk, (_, out) in zip(clerks, pipes, strict=True):
        context.Process(target=clerk.rush, args=(end, out)).start()
        out.close()  # or a clerk who fails would be waited for
    while time.monotonic() < end:
        look()
        pipes[0][0].poll(0.2)
    assert all(one.poll(60) for one, _ in pipes), "a clerk did not come back"
    return [one.recv() for one, _ in pipes]


@pytest.mark.long
@pytest.mark.timeout(600)
def test_eight_processes_rush_four_rooms_and_none_is_given_twice(
    clerks: list[Clerk], engine: Engine
) -> None:
    doubles: list[int] = []

    def look() -> None:
        with Session(engine) as session:
            doubles.append(claims.double_booked(session))

    (before,) = _rows(engine, DEADLOCKS)
    told = _rush(clerks, look)
    look()
    (after,) = _rows(engine, DEADLOCKS)
    codes = sum((one.codes for one in told), Counter())
    took = sorted(1000 * each for one in told for each in one.seconds)
    cuts = statistics.quantiles(took, n=100)
    print(f"{len(took)} submits in {SECONDS:.0f} s by {CLERKS} processes: {dict(codes)}")  # noqa: T201 — the figures
    print(  # noqa: T201 — as above
        f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, worst"
        f" {took[-1]:.0f} ms; p99/p50 {cuts[98] / cuts[49]:.1f};"
        f" {len(doubles)} looks; deadlocks in the database {after.deadlocks - before.deadlocks}"
    )
    assert max(doubles) == 0
    assert set(codes) == {"got it", "ROOM_CONFLICT"}, codes
    assert after.deadlocks == before.deadlocks
    assert all(one.codes["got it"] for one in told)
    assert _rows(engine, "SELECT 1 FROM venue_claim WHERE holding") == []
