"""Where times are easily counted wrong: midnight, ends of months and years, gaps of one minute."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.clock import SHANGHAI
from venue import usecases
from venue.models import Booking
from venue.store import claims
from venue.store.claims import Want

Make = Callable[..., Any]
MINUTE = timedelta(minutes=1)
MIDNIGHTS = [
    datetime(2026, 7, 2, tzinfo=SHANGHAI),
    datetime(2026, 8, 1, tzinfo=SHANGHAI),
    datetime(2027, 1, 1, tzinfo=SHANGHAI),
    datetime(2027, 3, 1, tzinfo=SHANGHAI),  # after a February of 28 days
    datetime(2028, 3, 1, tzinfo=SHANGHAI),  # and one of 29
]
BENCH = {"evaluation_minutes": 60, "evaluation_room_id": 4}


def hold(desk: Any, begins: datetime, length: timedelta, **around: int) -> bool:
    """A claim of a project of its own on room 1."""
    row = Booking(
        id=uuid4(),
        project_id=uuid4(),
        agency_id=uuid4(),
        opening_at=begins,
        opening_minutes=60,
        opening_room_id=1,
        contact="王工",
        phone="1",
    )
    with Session(desk.kit.engine, expire_on_commit=False) as session, session.begin():
        session.execute(
            text("INSERT INTO venue_project VALUES (:id, 'P', 'P', :id, 'A')"),
            {"id": row.project_id},
        )
        session.add(row)
        session.flush()
        want = Want(1, begins, begins + length, around.get("after", 0), around.get("before", 0))
        return claims.hold(session, row, [want])


def seen(desk: Any, begins: datetime, ends: datetime) -> int:
    window = {"begins": begins, "ends": ends}
    return len(desk.call(desk.reviewer).read(usecases.usage, window)["items"])


@pytest.mark.parametrize("midnight", MIDNIGHTS)
def test_a_claim_over_midnight_holds_both_days_and_is_seen_on_both(
    desk: Any, midnight: datetime
) -> None:
    assert hold(desk, midnight - 30 * MINUTE, 60 * MINUTE)
    assert not hold(desk, midnight, 15 * MINUTE)
    assert not hold(desk, midnight - 15 * MINUTE, 15 * MINUTE)
    assert hold(desk, midnight + 30 * MINUTE, 15 * MINUTE)
    assert hold(desk, midnight - 45 * MINUTE, 15 * MINUTE)
    day = timedelta(days=1)
    assert seen(desk, midnight - day, midnight) == 2
    assert seen(desk, midnight, midnight + day) == 2


@pytest.mark.parametrize("midnight", MIDNIGHTS)
def test_what_ends_at_midnight_does_not_meet_what_begins_then(
    desk: Any, midnight: datetime
) -> None:
    assert hold(desk, midnight - 60 * MINUTE, 60 * MINUTE)
    assert hold(desk, midnight, 60 * MINUTE)
    assert seen(desk, midnight, midnight + MINUTE) == 1
    assert seen(desk, midnight - MINUTE, midnight) == 1


@pytest.mark.parametrize("midnight", MIDNIGHTS)
def test_buffers_reach_over_midnight(desk: Any, midnight: datetime) -> None:
    assert hold(desk, midnight - 60 * MINUTE, 60 * MINUTE, after=20)
    assert not hold(desk, midnight + 19 * MINUTE, 10 * MINUTE)
    assert hold(desk, midnight + 30 * MINUTE, 10 * MINUTE, before=10)


def test_a_gap_of_one_minute_holds_one_minute_and_not_two(desk: Any) -> None:
    nine = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
    assert hold(desk, nine, 60 * MINUTE)
    assert hold(desk, nine + 61 * MINUTE, 60 * MINUTE)
    assert not hold(desk, nine + 60 * MINUTE, 2 * MINUTE)
    assert not hold(desk, nine + 59 * MINUTE, 2 * MINUTE)
    assert hold(desk, nine + 60 * MINUTE, MINUTE)


def test_a_buffer_is_kept_to_the_minute(desk: Any) -> None:
    nine = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
    assert hold(desk, nine, 60 * MINUTE, after=15)
    assert not hold(desk, nine + 74 * MINUTE, MINUTE)
    assert not hold(desk, nine + 84 * MINUTE, MINUTE, before=10)
    assert hold(desk, nine + 85 * MINUTE, MINUTE, before=10)


def test_a_closure_over_the_turn_of_the_year_refuses_both_days(desk: Any, project: Make) -> None:
    eve = datetime(2026, 12, 31, 15, 0, tzinfo=SHANGHAI)
    told = {"room_ids": [1], "kind": "reserved", "reason": "年终盘点", "begins": eve}
    told |= {"ends": eve + timedelta(hours=18)}  # nine o'clock of New Year's Day, a Friday
    desk.call(desk.person(Role.ADMIN)).run(usecases.create_closure, told)
    for opening, free in [
        (eve - 60 * MINUTE, True),
        (eve, False),
        (eve + timedelta(hours=17.5), False),
        (eve + timedelta(hours=18), True),
    ]:
        mine = project()
        form = desk.draft(mine, opening_at=opening)
        if free:
            assert desk.submit(mine, form)["holding"]
        else:
            with pytest.raises(Problem, match="ROOM_CONFLICT"):
                desk.submit(mine, form)


def test_of_a_booking_of_two_rooms_neither_is_held_where_the_second_is_taken(
    desk: Any, project: Make
) -> None:
    nine = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
    desk.book(project(), opening_at=nine, opening_room_id=2, evaluation_at=nine, **BENCH)
    late = project()
    form = desk.draft(late, opening_at=nine, evaluation_at=nine, **BENCH)
    with pytest.raises(Problem, match="ROOM_CONFLICT") as refused:
        desk.submit(late, form)
    assert {one["room_id"] for one in refused.value.extra["clashes"]} == {4}
    assert {one["for"] for one in refused.value.extra["alternatives"]} == {"evaluation"}
    assert desk.held(form) == 0
    assert desk.book(project(), opening_at=nine)["holding"]
    assert desk.double_booked() == 0
