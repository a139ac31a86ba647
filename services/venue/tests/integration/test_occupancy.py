"""How much of their open time the rooms were held; and a year that is only provisional."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tenderhall_contracts.errors import Problem
from tenderhall_kit.clock import SHANGHAI
from venue import usecases

Make = Callable[..., Any]
WEEK = {"first": date(2026, 6, 29), "last": date(2026, 7, 5)}
HOURS = 9 * 60
"""Minutes that a room is open a day."""


def told(desk: Any, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = desk.call(desk.reviewer).read(usecases.occupancy, {**WEEK, **asked})
    return found


def room(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["rooms"] if one["room_name"] == name)


def test_the_rooms_are_counted_over_the_working_days_of_a_week(desk: Any, project: Make) -> None:
    mine, other = project(), project()
    desk.book(mine, lot_ids=mine.lots[:1])
    desk.book(mine, lot_ids=mine.lots[1:])  # shares the room: counts once
    later = datetime(2026, 7, 3, 16, 45, tzinfo=SHANGHAI)
    desk.book(other, opening_at=later, opening_minutes=45)
    desk.withdraw(other, desk.book(project(other.agency), opening_room_id=2))
    found = told(desk)
    assert (found["working_days"], found["provisional"]) == (5, False)
    first = room(found, "开标一室")
    assert (first["open_minutes"], first["held_minutes"]) == (5 * HOURS, 60 + 45)
    assert (first["bookings"], first["given_back"]) == (3, 0)
    assert (room(found, "开标二室")["given_back"], room(found, "开标二室")["held_minutes"]) == (
        1,
        0,
    )
    hours = {one["hour"]: one["held_minutes"] for one in found["hours"]}
    assert hours == {9: 30, 10: 30, 16: 15, 17: 30}
    assert [one["bookings"] for one in found["agencies"]] == [2, 1]


def test_a_question_is_at_most_a_year_and_of_one_kind_where_asked(desk: Any, project: Make) -> None:
    desk.book(project())
    evaluation = told(desk, kind="evaluation")
    assert {one["room_name"] for one in evaluation["rooms"]} == {"评标一室", "评标二室"}
    assert evaluation["hours"] == []
    for last in (date(2026, 6, 28), date(2027, 6, 30)):
        with pytest.raises(Problem) as caught:
            told(desk, last=last)
        assert caught.value.code == "VALIDATION_FAILED"
    assert told(desk, last=date(2027, 1, 4))["provisional"]


def test_in_a_provisional_year_weekdays_are_offered_booked_and_warned_of(
    desk: Any, project: Make
) -> None:
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=SHANGHAI)
    asked = {"kind": "opening", "minutes": 60, "capacity": 0, "limit": 3, "not_before": new_year}
    (slot, *_) = desk.call(desk.reviewer).read(usecases.free_slots, asked)["items"]
    assert slot["begins"].date() == date(2027, 1, 1), "a Friday: nobody has said otherwise yet"
    mine = project()
    form = desk.book(mine, opening_at=slot["begins"], opening_room_id=slot["room_id"])
    assert "CALENDAR_PROVISIONAL" in {one["rule"] for one in form["warnings"]}
    assert desk.approve(mine, form)["publish_by"] == "2026-12-12"
    saturday = slot["begins"] + timedelta(days=1)
    with pytest.raises(Problem) as caught:
        desk.book(project(), opening_at=saturday)
    assert {one.rule for one in caught.value.findings} == {"WORKING_DAY"}
