"""The constraint itself: what it lets in, and that no crowd gets two bookings into one slot."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_kit.clock import SHANGHAI
from venue.models import Booking
from venue.store import claims, uses
from venue.store.claims import Want

Make = Callable[..., Any]
NINE = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
INSERT = text(
    "INSERT INTO venue_claim (closure_id, room_id, project_id, during, holding)"
    " VALUES (:cause, :room, :project, CAST(:during AS tstzrange), true)"
)


def _want(room: int, begins: datetime = NINE, length: timedelta = HOUR, after: int = 0) -> Want:
    return Want(room, begins, begins + length, after)


def _booking(engine: Engine, project_id: UUID | None = None) -> Booking:
    """A draft row to hang claims on, of a project of its own."""
    booking = Booking(
        id=uuid4(),
        project_id=project_id or uuid4(),
        agency_id=uuid4(),
        opening_at=NINE,
        opening_minutes=60,
        opening_room_id=1,
        contact="王工",
        phone="1",
    )
    with Session(engine, expire_on_commit=False) as session, session.begin():
        session.execute(
            text(
                "INSERT INTO venue_project VALUES (:id, 'P', 'P', :id, 'A') ON CONFLICT DO NOTHING"
            ),
            {"id": booking.project_id},
        )
        session.add(booking)
    return booking


def _hold(engine: Engine, booking: Booking, wants: Sequence[Want]) -> bool:
    with Session(engine) as session, session.begin():
        return claims.hold(session, booking, wants)


def _raw(desk: Any, during: str, project_id: UUID | None, room: int = 1) -> None:
    told = {"cause": 1, "room": room, "project": project_id, "during": during}
    with desk.kit.engine.begin() as connection:
        connection.execute(INSERT, told)


def test_touching_times_do_not_meet_and_overlapping_ones_do(desk: Any) -> None:
    engine = desk.kit.engine
    assert _hold(engine, _booking(engine), [_want(1)])
    assert _hold(engine, _booking(engine), [_want(1, NINE + HOUR)])
    assert _hold(engine, _booking(engine), [_want(1, NINE - HOUR)])
    assert not _hold(engine, _booking(engine), [_want(1, NINE + HOUR / 4)])
    assert not _hold(engine, _booking(engine), [_want(1, NINE - HOUR / 4, HOUR / 2)])
    assert _hold(engine, _booking(engine), [_want(2)])


@pytest.mark.parametrize(
    "during", ["[2026-07-01 09:00+08,2026-07-01 10:00+08]", "empty", "[2026-07-01 09:00+08,)"]
)
def test_only_half_open_bounded_times_are_accepted(desk: Any, during: str) -> None:
    # [9,10] and [10,11) would meet at ten: tstzrange has no canonical form
    with pytest.raises(IntegrityError, match="venue_claim_half_open"):
        _raw(desk, during, uuid4())


def test_a_claim_without_project_is_refused(desk: Any) -> None:
    # NULL <> x is not true: such a row would slip past the constraint
    with pytest.raises(IntegrityError, match="project_id"):
        _raw(desk, "[2026-07-01 09:00+08,2026-07-01 10:00+08)", None)


def test_a_claim_has_exactly_one_cause_and_a_booking_at_most_a_day(desk: Any) -> None:
    with pytest.raises(IntegrityError, match="venue_claim_one_cause"), desk.kit.engine.begin() as c:
        c.execute(
            INSERT, {"cause": None, "room": 1, "project": uuid4(), "during": "[now,tomorrow)"}
        )
    engine = desk.kit.engine
    with pytest.raises(IntegrityError, match="venue_claim_max_length"):
        _hold(engine, _booking(engine), [_want(1, NINE, timedelta(hours=25))])


def test_a_projects_own_claims_may_overlap_as_a_change_needs_it(desk: Any) -> None:
    engine = desk.kit.engine
    first = _booking(engine)
    assert _hold(engine, first, [_want(1)])
    change = _booking(engine, first.project_id)
    assert _hold(engine, change, [_want(1, NINE + HOUR / 2)])
    stranger = _booking(engine)
    assert not _hold(engine, stranger, [_want(1, NINE + HOUR)])
    with engine.begin() as connection:  # approving the change hands the slot over in one statement
        connection.execute(
            text(
                "UPDATE venue_claim SET holding = (booking_id = :new)"
                " WHERE booking_id IN (:o, :new)"
            ),
            {"new": change.id, "o": first.id},
        )
    assert not _hold(engine, stranger, [_want(1, NINE + HOUR)])
    assert _hold(engine, stranger, [_want(1, NINE - HOUR / 2)])


def test_buffers_keep_their_distance(desk: Any) -> None:
    engine = desk.kit.engine
    assert _hold(engine, _booking(engine), [_want(1, after=30)])
    assert not _hold(engine, _booking(engine), [_want(1, NINE + HOUR * 1.25)])
    assert not _hold(engine, _booking(engine), [_want(1, NINE - HOUR, after=30)])
    assert _hold(engine, _booking(engine), [_want(1, NINE + HOUR * 1.5, after=30)])
    assert _hold(engine, _booking(engine), [_want(1, NINE - HOUR)])


def test_of_two_rooms_both_are_held_or_none(desk: Any) -> None:
    engine = desk.kit.engine
    assert _hold(engine, _booking(engine), [_want(4)])
    mine = _booking(engine)
    assert not _hold(engine, mine, [_want(1), _want(4)])
    assert desk.held({"id": str(mine.id)}) == 0
    assert _hold(engine, _booking(engine), [_want(1)])


def test_a_freed_claim_cannot_be_held_again_where_the_slot_is_taken(desk: Any) -> None:
    engine = desk.kit.engine
    first, second = _booking(engine), _booking(engine)
    assert _hold(engine, first, [_want(1)])
    with Session(engine) as session, session.begin():
        claims.free(session, first.id)
    assert _hold(engine, second, [_want(1)])
    with pytest.raises(IntegrityError) as refused, engine.begin() as connection:
        connection.execute(
            text("UPDATE venue_claim SET holding = true WHERE booking_id = :id"), {"id": first.id}
        )
    assert refused.value.orig.pgcode == "23P01"  # type: ignore[union-attr]  # psycopg2's own field


# ── crowds ───────────────────────────────────────────────────────────────────────────────────
THREADS, ROUNDS = 8, 30


def _crowd(engine: Engine, act: Callable[[Booking, random.Random], None]) -> None:
    """Eight threads at once, each with a booking of another project; the first fault is raised."""
    gate = threading.Barrier(THREADS)

    def one(number: int) -> None:
        booking, chance = _booking(engine), random.Random(number)
        gate.wait()
        for _ in range(ROUNDS):
            act(booking, chance)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(one, number) for number in range(THREADS)]:
            done.result()


def test_a_crowd_never_books_one_slot_twice(desk: Any) -> None:
    engine = desk.kit.engine
    won: list[bool] = []

    def grab(booking: Booking, chance: random.Random) -> None:
        begins = NINE + timedelta(minutes=15 * chance.randrange(8))
        won.append(_hold(engine, booking, [_want(chance.choice([1, 2]), begins)]))

    _crowd(engine, grab)
    assert desk.double_booked() == 0
    assert 0 < sum(won) < len(won)


def test_checking_before_inserting_does_book_twice_without_the_constraint(desk: Any) -> None:
    """The same crowd, checking first as naive programs do: this is what the constraint is for."""
    engine = desk.kit.engine
    gate = threading.Barrier(2)

    def naive(booking: Booking) -> None:
        with Session(engine) as session, session.begin():
            seen = claims.clashes(session, booking.project_id, [_want(1)])
            gate.wait()
            if not seen:
                claims.hold(session, booking, [_want(1)])

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap"))
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(naive, [_booking(engine), _booking(engine)]))
        assert desk.double_booked() == 1
    finally:
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE venue_claim"))
            connection.execute(
                text(
                    f"ALTER TABLE venue_claim ADD CONSTRAINT venue_claim_no_overlap {claims.GUARD}"
                )
            )


def test_two_rooms_at_once_do_not_deadlock_whatever_order_they_are_named_in(desk: Any) -> None:
    engine = desk.kit.engine
    deadlocks: list[str] = []

    def grab(booking: Booking, chance: random.Random) -> None:
        rooms = [1, 4]
        chance.shuffle(rooms)
        begins = NINE + timedelta(minutes=30 * chance.randrange(4))
        try:
            if _hold(engine, booking, [_want(room, begins) for room in rooms]):
                with Session(engine) as session, session.begin():
                    claims.free(session, booking.id)
        except DBAPIError as fault:
            deadlocks.append(fault.orig.pgcode)  # type: ignore[union-attr]  # psycopg2's own field

    _crowd(engine, grab)
    assert deadlocks == []
    assert desk.double_booked() == 0


def test_of_many_submits_for_one_slot_one_wins_and_the_others_are_told_why(
    desk: Any, project: Make
) -> None:
    mine = [project() for _ in range(THREADS)]
    forms = [desk.draft(one) for one in mine]
    gate = threading.Barrier(THREADS)

    def submit(number: int) -> Problem | None:
        gate.wait()
        try:
            desk.submit(mine[number], forms[number])
        except Problem as problem:
            return problem
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(submit, range(THREADS)))
    losers = [one for one in told if one]
    assert len(losers) == THREADS - 1
    assert {one.code for one in losers} == {"ROOM_CONFLICT"}
    assert all(len(one.extra["clashes"]) == 1 for one in losers)
    assert all(len(one.extra["alternatives"]) == 3 for one in losers)
    assert desk.double_booked() == 0


def test_approval_and_withdrawal_at_once_have_one_winner(desk: Any, project: Make) -> None:
    for _ in range(10):
        mine = project()
        form = desk.book(mine)
        gate = threading.Barrier(2)

        def act(
            what: Callable[..., Any], mine: Any = mine, form: Any = form, gate: Any = gate
        ) -> str:
            gate.wait()
            try:
                what(mine, form)
            except Problem as problem:
                return problem.code
            return "done"

        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(act, [desk.approve, desk.withdraw]))
        assert told == ["STATE_CONFLICT", "done"]
        form = desk.get(mine.agency, form)
        assert desk.held(form) == (form["state"] == "approved")
        with desk.kit.engine.begin() as connection:
            connection.execute(text("UPDATE venue_claim SET holding = false"))


SCANS = text(
    "SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'venue_claim'"
)


# ── plans ────────────────────────────────────────────────────────────────────────────────────
def test_usage_and_clashes_are_read_by_index_however_long_the_history(desk: Any) -> None:
    booking = _booking(desk.kit.engine)
    with Session(desk.kit.engine) as session:
        session.execute(
            text(
                "INSERT INTO venue_claim (booking_id, room_id, project_id, during, holding)"
                " SELECT :booking, 1 + n % 5, :project, tstzrange(t, t + interval '1 hour'), true"
                " FROM generate_series(1, 20000) n,"
                " LATERAL (SELECT timestamptz '2020-01-01' + n * interval '2 hours' AS t) x"
            ),
            {"booking": booking.id, "project": booking.project_id},
        )
        session.execute(text("ANALYZE venue_claim"))
        before = session.execute(SCANS).one()
        uses.between(session, NINE, NINE + timedelta(days=7), None, None)
        claims.clashes(session, uuid4(), [_want(1), _want(4)])
        after = session.execute(SCANS).one()
        session.rollback()
    assert after.seq_scan == before.seq_scan
    assert after.idx_scan > before.idx_scan
