"""The slot finder against a finder that tries every quarter of an hour."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_kit.clock import SHANGHAI
from venue import usecases
from venue.store import slots
from venue.store.claims import Want

Make = Callable[..., Any]
QUARTER = timedelta(minutes=15)
DAYS = [date(2026, 7, 1), date(2026, 7, 2)]
OPENS, CLOSES = time(8, 30), time(17, 30)
ROOMS = {1: 60, 2: 40, 3: 20}
MINE, OTHER = uuid4(), uuid4()

quarters = st.integers(28, 76)  # 07:00 to 19:00, around the rooms' hours
held = st.tuples(
    st.sampled_from(sorted(ROOMS)), st.sampled_from(DAYS), quarters, st.integers(1, 12)
)
cases = st.fixed_dictionaries(
    {
        "claims": st.lists(st.tuples(held, st.sampled_from([MINE, OTHER, OTHER])), max_size=10),
        "minutes": st.integers(1, 12).map(lambda n: n * 15),
        "capacity": st.sampled_from([0, 20, 21, 50, 70]),
        "buffers": st.tuples(*[st.sampled_from([0, 0, 15, 20, 45])] * 3),
        "before": st.sampled_from([0, 0, 10, 30]),
        "not_before": st.integers(6 * 60, 34 * 60).map(
            lambda n: datetime.combine(DAYS[0], time(0), SHANGHAI) + timedelta(minutes=n)
        ),
        "limit": st.integers(1, 6),
    }
)


def _span(day: date, quarter: int, length: int) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(0), SHANGHAI) + quarter * QUARTER
    return begins, begins + length * QUARTER


def _brute(case: dict[str, Any], busy: dict[int, list[tuple[datetime, datetime]]]) -> list[Any]:
    """Every start at a quarter of an hour, each free stretch filled from its left."""
    length, found = timedelta(minutes=case["minutes"]), []
    before = timedelta(minutes=case["before"])
    for room, buffer in zip(sorted(ROOMS), case["buffers"], strict=True):
        after = timedelta(minutes=buffer)
        for day in DAYS if ROOMS[room] >= case["capacity"] else []:
            opens = datetime.combine(day, OPENS, SHANGHAI)
            closes = datetime.combine(day, CLOSES, SHANGHAI)
            begins, taken_until = opens, opens
            while begins + length <= closes:
                blocked = any(
                    begins - before < upper and lower < begins + length + after
                    for lower, upper in busy[room]
                )
                if begins >= max(case["not_before"], taken_until) and not blocked:
                    found.append((begins, ROOMS[room], room))
                    taken_until = begins + length
                begins += QUARTER
    return [(room, begins) for begins, _, room in sorted(found)][: case["limit"]]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=cases)
def test_the_next_free_slots_are_those_that_trying_every_quarter_finds(
    desk: Any, case: dict[str, Any]
) -> None:
    with Session(desk.kit.engine) as session:
        buffers = dict(zip(sorted(ROOMS), case["buffers"], strict=True))
        for room, buffer in buffers.items():
            session.execute(
                text("UPDATE venue_room SET buffer_min = :b, before_min = :p WHERE id = :r"),
                {"b": buffer, "p": case["before"], "r": room},
            )
        busy: dict[int, list[tuple[datetime, datetime]]] = {room: [] for room in ROOMS}
        for (room, day, quarter, length), owner in case["claims"]:
            begins, ends = _span(day, quarter, length)
            kept = _claim(session, owner, Want(room, begins, ends, buffers[room], case["before"]))
            if kept and owner == OTHER:
                before = timedelta(minutes=case["before"])
                busy[room].append((begins - before, ends + timedelta(minutes=buffers[room])))
        asked = slots.Gap(
            "opening",
            case["minutes"],
            case["capacity"],
            case["not_before"],
            MINE,
            DAYS,
            case["limit"],
        )
        found = slots.free_slots(session, asked)
        session.rollback()
    assert [(one["room_id"], one["begins"]) for one in found] == _brute(case, busy)
    assert all(one["ends"] - one["begins"] == timedelta(minutes=case["minutes"]) for one in found)


def _claim(session: Session, owner: UUID, want: Want) -> bool:
    """True where the constraint let it in."""
    done = session.execute(
        text(
            "INSERT INTO venue_claim"
            " (closure_id, room_id, project_id, during, before_min, after_min, holding)"
            " VALUES (1, :room, :owner, tstzrange(:begins, :ends, '[)'), :before, :after, true)"
            " ON CONFLICT DO NOTHING RETURNING id"
        ),
        {
            "room": want.room_id,
            "owner": owner,
            "begins": want.begins,
            "ends": want.ends,
            "before": want.before,
            "after": want.after,
        },
    )
    return done.first() is not None


def _free(desk: Any, who: Any, **asked: Any) -> Any:
    payload = {"kind": "opening", "minutes": 60, "capacity": 0, "limit": 3, **asked}
    return desk.call(who).read(usecases.free_slots, payload)["items"]


def test_slots_skip_the_weekend_and_lie_in_the_future(desk: Any) -> None:
    friday = datetime(2026, 7, 3, 17, 0, tzinfo=SHANGHAI)
    found = _free(desk, desk.reviewer, not_before=friday)
    assert {one["begins"].date() for one in found} == {date(2026, 7, 6)}
    past = _free(desk, desk.reviewer, not_before=datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI))
    assert {one["begins"].date() for one in past} == {date(2026, 6, 1)}


def test_the_search_goes_on_for_months_where_all_is_taken(desk: Any, project: Make) -> None:
    with desk.kit.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO venue_claim (closure_id, room_id, project_id, during, holding)"
                " SELECT 1, id, :nobody, tstzrange('2026-06-01', '2026-08-15', '[)'), true"
                " FROM venue_room"
            ),
            {"nobody": uuid4()},
        )
    found = _free(desk, desk.reviewer, not_before=datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI))
    assert {one["begins"].date() for one in found} == {date(2026, 8, 17)}


def test_ones_own_projects_claims_do_not_count_and_strangers_learn_nothing_by_asking(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.book(mine)
    begins = datetime.fromisoformat(form["opening_at"])
    asked = {"not_before": begins, "project_id": mine.id, "limit": 50}

    def first_room(who: Any) -> bool:
        return (1, begins) in {(one["room_id"], one["begins"]) for one in _free(desk, who, **asked)}

    assert first_room(mine.agency)
    assert not first_room(desk.person())


def test_usage_names_ones_own_and_masks_the_others(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.book(mine)
    begins = datetime.fromisoformat(form["opening_at"])
    window = {"begins": begins, "ends": begins + timedelta(days=1)}

    def labels(who: Any) -> list[tuple[str, bool]]:
        items = desk.call(who).read(usecases.usage, window)["items"]
        return [(one["label"], one["own"]) for one in items]

    named = f"{mine.no} 办公设备采购"
    assert labels(mine.agency) == [(named, True)]
    assert labels(desk.person()) == [("已占用", False)]
    assert labels(desk.reviewer) == [(named, False)]
    window = {"begins": begins + timedelta(hours=1), "ends": begins + timedelta(hours=2)}
    assert labels(mine.agency) == []
