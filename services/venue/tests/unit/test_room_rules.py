"""A row of an import and the times of a closure, each rule at its edges."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from tenderhall_contracts.vocab import ClosureState
from tenderhall_kit.clock import SHANGHAI
from venue.rules import closures
from venue.rules import rooms as rules

ROW = {
    "name": "开标四室",
    "kind": "开标室",
    "floor": "二楼",
    "capacity": "30",
    "equipment": "投影、 录音录像，白板",
    "opens": "8:30",
    "closes": "17：30",
    "buffer_before_minutes": "",
    "buffer_minutes": "15",
    "enabled": "",
    "note": "",
}
NOW = datetime(2026, 6, 1, 10, 0, tzinfo=SHANGHAI)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def wrong(**other: str) -> list[tuple[str, str]]:
    return [(one.field, one.rule) for one in rules.row_findings({**ROW, **other}, {"开标一室"})]


def test_a_row_is_read_as_people_write_it() -> None:
    assert wrong() == []
    read = rules.values(rules.row_values(ROW))
    assert (read["kind"], read["enabled"], read["note"]) == ("opening", True, None)
    assert read["equipment"] == ["投影", "录音录像", "白板"]
    assert (read["opens"], read["closes"]) == (time(8, 30), time(17, 30))
    assert (read["before_min"], read["buffer_min"]) == (0, 15)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"name": ""}, [("name", "REQUIRED")]),
        ({"name": "开标一室"}, [("name", "REPEATED")]),
        ({"name": "室" * 50}, []),
        ({"name": "室" * 51}, [("name", "LENGTH")]),
        ({"floor": "楼" * 21}, [("floor", "LENGTH")]),
        ({"note": "注" * 501}, [("note", "LENGTH")]),
        ({"kind": "opening"}, [("kind", "KIND")]),
        ({"kind": "其他"}, []),
        ({"capacity": ""}, [("capacity", "RANGE")]),
        ({"capacity": "0"}, [("capacity", "RANGE")]),
        ({"capacity": "1000"}, []),
        ({"capacity": "1001"}, [("capacity", "RANGE")]),
        ({"capacity": "30人"}, [("capacity", "RANGE")]),
        ({"capacity": "9" * 5000}, [("capacity", "RANGE")]),
        ({"buffer_minutes": "240"}, []),
        ({"buffer_minutes": "241"}, [("buffer_minutes", "RANGE")]),
        ({"buffer_before_minutes": "-5"}, [("buffer_before_minutes", "RANGE")]),
        ({"opens": "24:00"}, [("opens", "CLOCK")]),
        ({"opens": "", "closes": "17点"}, [("opens", "CLOCK"), ("closes", "CLOCK")]),
        ({"closes": "8:30"}, [("closes", "ROOM_OPENS_FIRST")]),
        ({"closes": "08:31:00"}, []),
        ({"enabled": "否"}, []),
        ({"enabled": "也许"}, [("enabled", "YES_NO")]),
    ],
)
def test_a_row_is_refused_at_its_columns(
    other: dict[str, str], told: list[tuple[str, str]]
) -> None:
    assert wrong(**other) == told


@pytest.mark.parametrize(
    ("begins", "ends", "rule"),
    [
        (NOW, NOW + MINUTE, None),
        (NOW - HOUR, NOW + MINUTE, None),
        (NOW - HOUR, NOW, "CLOSURE_IN_FUTURE"),
        (NOW + HOUR, NOW + HOUR, "CLOSURE_TIMES"),
        (NOW + HOUR, NOW, "CLOSURE_TIMES"),
        (NOW, NOW + closures.LONGEST, None),
        (NOW, NOW + closures.LONGEST + MINUTE, "CLOSURE_LONGEST"),
    ],
)
def test_a_closure_is_forward_ends_in_the_future_and_within_two_years(
    begins: datetime, ends: datetime, rule: Any
) -> None:
    found = closures.findings(begins, ends, NOW)
    assert [one.rule for one in found] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("begins", "ends", "ended_at", "state"),
    [
        (NOW + MINUTE, NOW + HOUR, None, ClosureState.PLANNED),
        (NOW, NOW + HOUR, None, ClosureState.RUNNING),
        (NOW - HOUR, NOW, None, ClosureState.OVER),
        (NOW - HOUR, NOW - MINUTE, NOW - HOUR, ClosureState.ENDED),
        (NOW + MINUTE, NOW + HOUR, NOW, ClosureState.ENDED),
    ],
)
def test_the_state_of_a_closure_is_that_of_its_times(
    begins: datetime, ends: datetime, ended_at: datetime | None, state: ClosureState
) -> None:
    assert closures.state(begins, ends, ended_at, NOW) == state


def test_a_room_that_does_not_exist_is_told_at_its_field() -> None:
    assert closures.unknown_room().field == "room_ids"
    assert (rules.in_use(2).rule, rules.name_taken().field) == ("ROOM_IN_USE", "name")
