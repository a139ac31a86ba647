"""预约工 one process with one connection to each database; books when told to, by one way."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_kit.call import RETRYABLE
from tenderhall_kit.clock import real_now
from tenderhall_kit.tables import Audit, Outbox
from uuid6 import uuid7
from venue.store import bookings

from tenderhall_bench.lines.booking import seed
from tenderhall_bench.lines.booking.ways import WAYS, Attempt, attempt

HANDS = 8
"""Workers; a divisor of the number of projects."""

OPTIONS = "-c statement_timeout=15000 -c lock_timeout=5000 -c timezone=Asia/Shanghai"
_ACTOR = {"user_id": "bench", "org_id": None, "role": "agency_operator", "auth": "password"}


@dataclass(frozen=True, slots=True)
class Task:
    """任务 from ``begin`` (time.time) on book by this way.

    For ``seconds`` in cells of its own; or, in a rush, each of ``slots`` cells from ``first`` on,
    as all other workers do at the same time.
    """

    size: int
    way: str
    begin: float
    seconds: float = 0.0
    slots: int = 0
    first: int = 0


@dataclass(slots=True)
class Tally:
    """结果 what was done: booked, refused, repeated because the database asked so; seconds."""

    booked: int = 0
    refused: int = 0
    again: int = 0
    seconds: float = 0.0


class _Refused(Exception):  # noqa: N818 — an answer, not a fault: it rolls back
    """The room is taken."""


def work(told: Connection, urls: Mapping[int, str], number: int) -> None:
    """工作 tasks from the pipe, tallies into it, until None comes."""
    plain = {
        size: create_engine(url, connect_args={"options": OPTIONS}) for size, url in urls.items()
    }
    strict = {
        one: made.execution_options(isolation_level="SERIALIZABLE") for one, made in plain.items()
    }
    chance = random.Random(number)
    while (task := told.recv()) is not None:
        engine = (strict if task.way == "SERIALIZABLE" else plain)[task.size]
        time.sleep(max(0.0, task.begin - time.time()))
        told.send(
            _rush(engine, task, chance, number) if task.slots else _free(engine, task, chance)
        )


def _free(engine: Engine, task: Task, chance: random.Random) -> Tally:
    """Random rooms and cells; each way has its own cells, so that it meets only itself."""
    ways = list(WAYS)
    cells = range(ways.index(task.way), seed.CELLS, len(ways))
    began, tally = time.perf_counter(), Tally()
    while time.perf_counter() - began < task.seconds:
        room, booking = chance.randint(1, seed.ROOMS), chance.randrange(task.size)
        asked = _attempt(chance.choice(cells), room, booking)
        _book(engine, task.way, asked, tally)
    tally.seconds = time.perf_counter() - began
    return tally


def _rush(engine: Engine, task: Task, chance: random.Random, number: int) -> Tally:
    """One room, cell after cell, all workers in the same order: each slot has one winner.

    No two workers book for one project, whose lots might share a room.
    """
    began, tally = time.perf_counter(), Tally()
    for cell in range(task.first, task.first + task.slots):
        asked = _attempt(cell, 1, chance.randrange(task.size // HANDS) * HANDS + number)
        _book(engine, task.way, asked, tally)
    tally.seconds = time.perf_counter() - began
    return tally


def _attempt(cell: int, room: int, booking: int) -> Attempt:
    return attempt(booking, room, seed.EPOCH + seed.CELL * cell + seed.CELL / 2)


def _book(engine: Engine, way: str, asked: Attempt, tally: Tally) -> None:
    """Again and again while the database asks for it, as the kit's ``call.run`` does."""
    while True:
        try:
            _once(engine, way, asked)
        except _Refused:
            tally.refused += 1
            return
        except DBAPIError as fault:
            if getattr(fault.orig, "pgcode", None) not in RETRYABLE:
                raise
            tally.again += 1
        else:
            tally.booked += 1
            return


def _once(engine: Engine, way: str, asked: Attempt) -> None:
    """One transaction: lot lock, the way, audit row, outbox row. Only the way differs."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        bookings.lock_lots(session, [asked.lot_id])
        if not WAYS[way](session, asked):
            raise _Refused
        told = {"id": str(asked.booking.id), "state": "pending", "room": asked.want.room_id}
        session.execute(insert(Audit).values(_audit(asked, told)))
        session.execute(insert(Outbox).values(_event(told)))


def _audit(asked: Attempt, told: dict[str, Any]) -> dict[str, Any]:
    same = {"at": real_now(), "request_id": "bench", "actor": _ACTOR, "action": "booking.submit"}
    return {**same, "subject_type": "booking", "subject_id": str(asked.booking.id), "after": told}


def _event(told: dict[str, Any]) -> dict[str, Any]:
    event_id = uuid7()
    envelope = {"event_id": str(event_id), "type": "venue.booking_submitted", "data": told}
    route = {"exchange": "venue.events", "routing_key": "venue.booking_submitted"}
    return {"event_id": event_id, **route, "envelope": envelope}
