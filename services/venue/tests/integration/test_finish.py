"""Bookings and closures whose time is over: used, out of the index, still to be seen."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import time_ns
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_kit.actors import service_actor
from tenderhall_kit.clock import real_now
from tenderhall_kit.reference import store as keep_reference
from venue import usecases
from venue.store import claims

from .conftest import CONTENT, NOW, reference

Make = Callable[..., Any]
ENDS = CONTENT["opening_at"] + timedelta(minutes=60)


@pytest.fixture
def clock(desk: Any) -> Iterator[Callable[[datetime], None]]:
    """``clock(moment)``: it is that moment now, as registry tells it."""

    def turn(to: datetime) -> None:
        told = reference() | {"version": time_ns()}
        told["clock"] |= {"business_epoch": to.isoformat(), "real_epoch": real_now().isoformat()}
        with Session(desk.kit.engine) as session, session.begin():
            keep_reference(session, told)
        desk.kit.references.forget()

    yield turn
    turn(NOW)


def finish(desk: Any) -> list[UUID]:
    """What the service does each minute."""
    system = service_actor("venue")
    found: list[UUID] = desk.call(system).read(usecases.over)
    for one in found:
        desk.call(system).run(usecases.finish_booking, one)
    desk.call(system).run(usecases.finish_closures)
    return found


def in_index(desk: Any) -> int:
    with Session(desk.kit.engine) as session:
        return session.scalar(text("SELECT count(*) FROM venue_claim WHERE holding")) or 0


def test_an_approved_booking_is_used_once_all_its_rooms_and_their_clean_up_are_over(
    desk: Any, project: Make, clock: Any
) -> None:
    with desk.kit.engine.begin() as connection:
        connection.execute(text("UPDATE venue_room SET buffer_min = 30 WHERE id = 4"))
    mine = project()
    bench = {"evaluation_minutes": 120, "evaluation_room_id": 4, "evaluation_at": ENDS}
    form = desk.approve(mine, desk.book(mine, **bench))
    clock(ENDS + timedelta(minutes=149))
    assert finish(desk) == []
    clock(ENDS + timedelta(minutes=150))
    assert finish(desk) == [UUID(form["id"])]
    assert finish(desk) == []
    seen = desk.get(mine.agency, form)
    assert (seen["state"], seen["state_zh"], seen["holding"]) == ("used", "已使用", False)
    assert in_index(desk) == 0
    (told,) = desk.told("venue.booking_used")
    assert (told["data"]["from_state"], told["data"]["form_id"]) == ("approved", form["id"])


def test_what_was_used_is_still_to_be_seen_in_the_usage_of_its_day(
    desk: Any, project: Make, clock: Any
) -> None:
    mine = project()
    desk.approve(mine, desk.book(mine))
    clock(ENDS + timedelta(days=1))
    finish(desk)
    window = {"begins": ENDS - timedelta(hours=2), "ends": ENDS + timedelta(hours=2)}
    seen = desk.call(desk.reviewer).read(usecases.usage, window)["items"]
    assert [one["label"] for one in seen] == [f"{mine.no} 办公设备采购"]


def test_a_booking_that_nobody_decided_on_stays_as_it_is(
    desk: Any, project: Make, clock: Any
) -> None:
    mine = project()
    form = desk.book(mine)
    clock(ENDS + timedelta(days=1))
    assert finish(desk) == []
    assert desk.get(mine.agency, form)["state"] == "pending"


def test_of_two_replicas_one_finishes_a_booking_and_the_lot_may_be_booked_anew(
    desk: Any, project: Make, clock: Any
) -> None:
    mine = project()
    form = desk.approve(mine, desk.book(mine))
    clock(ENDS)
    for _ in range(2):
        desk.call(service_actor("venue")).run(usecases.finish_booking, UUID(form["id"]))
    assert len(desk.told("venue.booking_used")) == 1
    later = ENDS + timedelta(days=1)
    assert desk.book(mine, opening_at=later)["state"] == "pending"


def test_a_closure_whose_time_is_over_leaves_the_index(desk: Any, clock: Any) -> None:
    told = {"room_ids": [1, 2], "kind": "reserved", "reason": "培训", "begins": ENDS}
    told |= {"ends": ENDS + timedelta(hours=1)}
    admin = desk.person(Role.ADMIN)
    desk.call(admin).run(usecases.create_closure, told)
    clock(ENDS + timedelta(hours=1))
    assert in_index(desk) == 2
    finish(desk)
    assert in_index(desk) == 0
    asked = {"past": True, "limit": 20, "offset": 0}
    states = [one["state"] for one in desk.call(admin).read(usecases.list_closures, asked)["items"]]
    assert "over" in states


def test_the_self_test_is_written_down_once_a_day(desk: Any) -> None:
    system = service_actor("venue")
    with desk.kit.engine.begin() as connection:
        connection.execute(text("TRUNCATE venue_self_test"))
    assert desk.call(system).read(usecases.due)
    assert desk.call(system).run(usecases.keep_self_test)["ok"]
    assert desk.call(system).run(usecases.keep_self_test) is None
    told = desk.call(desk.reviewer).read(usecases.self_test)
    assert (told["ok"], told["overlaps"], len(told["history"])) == (True, 0, 1)
    assert told["constraint"]["columns"] == ["room_id", "blocked", "project_id"]
    assert told["constraint"]["deferrable"] is False
    assert desk.told("venue.self_test_failed") == []


def test_a_missing_constraint_and_an_overlap_fail_the_self_test_and_are_told(
    desk: Any, project: Make
) -> None:
    desk.book(project())
    system = service_actor("venue")
    again = text(
        "ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_no_overlap EXCLUDE USING gist"
        " (room_id WITH =, blocked WITH &&, project_id WITH <>) WHERE (holding)"
    )
    twice = text(
        "INSERT INTO venue_claim (closure_id, room_id, project_id, during, holding)"
        " SELECT 1, room_id, :other, during, true FROM venue_claim WHERE holding"
    )
    with desk.kit.engine.begin() as connection:
        connection.execute(text("TRUNCATE venue_self_test"))
        connection.execute(text("ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap"))
        connection.execute(twice, {"other": uuid4()})
    try:
        told = desk.call(system).run(usecases.keep_self_test)
        assert (told["ok"], told["guarded"], told["overlaps"]) == (False, False, 1)
        assert told["constraint"]["definition"] is None
        (event,) = desk.told("venue.self_test_failed")
        assert (event["data"]["guarded"], event["data"]["overlaps"]) == (False, 1)
        assert event["visibility"] == "restricted"
    finally:
        with desk.kit.engine.begin() as connection:
            connection.execute(text("TRUNCATE venue_claim, venue_self_test"))
            connection.execute(again)


def test_overlaps_are_counted_as_comparing_every_pair_counts_them(desk: Any) -> None:
    """On claims that no constraint has looked at, of few projects in few rooms."""
    chance = random.Random(6)
    scattered = text(
        "INSERT INTO venue_claim"
        " (closure_id, room_id, project_id, during, after_min, holding, used)"
        " VALUES (1, :room, :project, tstzrange(:begins, :ends), :after, :used = 0, :used = 1)"
    )
    rows = []
    for _ in range(400):
        begins = ENDS + timedelta(minutes=chance.randrange(4000))
        row = {"room": chance.randint(1, 3), "project": UUID(int=chance.randint(2, 5))}
        row |= {"begins": begins, "ends": begins + timedelta(minutes=chance.randint(1, 90))}
        rows.append(row | {"after": chance.choice([0, 15]), "used": chance.randrange(2)})
    every = text(
        "SELECT count(*) FROM venue_claim a JOIN venue_claim b ON a.id < b.id"
        " AND a.room_id = b.room_id AND a.blocked && b.blocked AND a.project_id <> b.project_id"
        " AND a.used = b.used"
    )
    with Session(desk.kit.engine) as session:
        session.execute(text("ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap"))
        session.execute(scattered, rows)
        counted, there = claims.double_booked(session), session.scalar(every)
        session.rollback()
    assert counted == there
    assert counted > 50
