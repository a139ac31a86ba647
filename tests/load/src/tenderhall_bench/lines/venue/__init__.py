"""场地使用 a week of fifty rooms, and what people ask while choosing, over 100 000 bookings."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_kit import database
from tenderhall_kit.actors import Actor, issue
from tenderhall_kit.call import Kit
from tenderhall_kit.clock import SHANGHAI
from tenderhall_kit.reference import References
from tenderhall_kit.reference import store as keep_reference
from tenderhall_kit.serving import Request
from tenderhall_kit.settings import Settings
from tenderhall_local.say import step
from venue.service import SERVICE

from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.venue import fill
from tenderhall_bench.noted import start
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import percentile, took

ROUNDS, WARM = 60, 5
BAR = 20.0
"""Milliseconds at the service for a week of all rooms: token, input, use case, answer (issue 6)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """一问 with how many it must find; ``bar`` None where it is only reported."""

    rpc: str
    who: Actor
    payload: Mapping[str, Any]
    least: int
    bar: float | None = None


def run(stage: Stage) -> Iterator[Result]:
    """测量 every question by turns."""
    began = time.monotonic()
    url = stage.database("venue")
    kit = _kit(url)
    with step("填充场地库 · filling the database"):
        fill.fill(stage.superuser(url))
        with Session(kit.engine) as session, session.begin():
            keep_reference(session, fill.reference())
        kit.references.forget()
    asked = _asks()
    ways = {name: _asker(kit, one) for name, one in asked.items()}
    figures = {name: [0.0] * 0 for name in ways}
    for turn in range(WARM + ROUNDS):
        for name, way in ways.items():
            spent = took(way) * 1000
            if turn >= WARM:
                figures[name].append(spent)
    kit.engine.dispose()
    spent = time.monotonic() - began
    for name, row in figures.items():
        yield _result(name, asked[name], row, spent)


def _asks() -> dict[str, Ask]:
    centre = Actor(str(uuid4()), Role.REVIEWER, org_id=str(uuid4()), name="bench")
    agency = UUID(hashlib.md5(b"agency7", usedforsecurity=False).hexdigest())
    clerk = Actor(str(uuid4()), Role.CLERK, org_id=str(agency), name="bench")
    monday, week = fill.NOW.date(), 5 * fill.ROOMS
    at = _at(fill.BUSY, 9)
    slot = {"kind": "opening", "minutes": 60, "capacity": 20}
    return {
        "week: centre": Ask("usage", centre, _window(monday, 7), week, BAR),
        "week: agency": Ask("usage", clerk, _window(monday, 7), week, BAR),
        "week: past": Ask("usage", centre, _window(monday - timedelta(weeks=52), 7), week, BAR),
        "week: full": Ask("usage", clerk, _window(fill.BUSY, 7), week * fill.BUSY_EACH),
        "day": Ask("usage", clerk, _window(monday, 1), fill.ROOMS),
        "list_rooms": Ask("list_rooms", clerk, {}, fill.ROOMS),
        "free_slots": Ask("free_slots", clerk, {**slot, "not_before": at}, 3),
        "free_slots of a room": Ask(
            "free_slots", clerk, {**slot, "not_before": at, "room_id": 1, "limit": 4}, 4
        ),
        "free_rooms": Ask("free_rooms", clerk, {**slot, "begins": _at(monday, 16)}, 1),
    }


def _window(day: date, days: int) -> dict[str, str]:
    return {"begins": _at(day, 0), "ends": _at(day + timedelta(days=days), 0)}


def _at(day: date, hour: int) -> str:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI).isoformat()


def _asker(kit: Kit, one: Ask) -> Callable[[], object]:
    """One question as a message from the bus is taken; a refusal or too little is an error."""
    service, serve = SERVICE(), getattr(SERVICE, one.rpc)

    def ask() -> object:
        body = {"args": [], "kwargs": {"payload": dict(one.payload), "key": None}}
        headers = {"nameko.actor": issue(one.who, start.SEED), "nameko.request_id": str(uuid4())}
        answer = serve(service, Request(kit, body, headers, {}))
        if answer.problem or len(answer.value["items"]) < one.least:
            raise AssertionError(f"{one.rpc} {one.payload}: {answer}")
        return answer.value

    return ask


def _result(name: str, one: Ask, row: list[float], spent: float) -> Result:
    sizes = {"bookings": fill.BOOKINGS, "rooms": fill.ROOMS, "found": one.least, "calls": len(row)}
    peers = {"p50": percentile(row, 50), "p95": percentile(row, 95), "most": max(row)}
    return Result(f"venue.{name}", peers["p95"], "ms", one.bar, "lower", peers, sizes, spent, "ms")


def _kit(url: str) -> Kit:
    public = Ed25519PrivateKey.from_private_bytes(start.SEED).public_key().public_bytes_raw()
    keys = dict.fromkeys(("gateway", "venue"), public)
    settings = Settings("venue", "test", "", url, keys, start.SEED)
    engine = database.engine(settings)
    return Kit(settings, engine, references=References(database.transactions(engine)))


LINE = Line("venue", "场地使用 · the week of all rooms, and free slots, of venue", "infra", run)
