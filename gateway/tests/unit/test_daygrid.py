"""The day's rooms along quarters of an hour."""

from datetime import date, datetime
from typing import Any

import pytest
from gateway.pages import daygrid

DAY = date(2026, 12, 21)
OWN = "HY-1 校园设备"


def room(identity: int = 1, **other: Any) -> dict[str, Any]:
    told = {"id": identity, "name": f"开标{identity}室", "kind": "opening", "capacity": 20}
    times = {"opens": "08:30", "closes": "17:30", "buffer_minutes": 0, "enabled": True}
    return {**told, **times, **other}


def at(clock: str, day: str = "2026-12-21") -> str:
    return f"{day}T{clock}:00+08:00"


def held(begins: str, ends: str, label: str = "已占用", identity: int = 1) -> dict[str, Any]:
    own = label != "已占用"
    return {"room_id": identity, "begins": at(begins), "ends": at(ends), "label": label, "own": own}


def want(clock: str, minutes: int = 60, identity: int = 1, people: int = 0) -> daygrid.Want:
    begins = datetime.fromisoformat(at(clock))
    return daygrid.Want(str(identity), begins, minutes, people, OWN)


def looks(row: daygrid.Row) -> list[tuple[str, str, str]]:
    return [(one.look, one.begins, one.ends) for one in row.stretches]


def test_an_empty_day_is_closed_free_and_closed_again() -> None:
    made = daygrid.of(DAY, [room()], [])
    assert list(made.hours) == list(range(8, 18))
    assert looks(made.rows[0]) == [
        ("closed", "08:00", "08:30"),
        ("free", "08:30", "17:30"),
        ("closed", "17:30", "18:00"),
    ]


def test_the_stretches_of_every_room_fill_the_axis() -> None:
    usage = [held("09:00", "10:00"), held("09:30", "11:15", "X", 2), held("17:15", "19:10")]
    made = daygrid.of(DAY, [room(), room(2, opens="07:10")], usage, want("20:30"))
    assert list(made.hours) == list(range(7, 22))
    for row in made.rows:
        assert sum(one.quarters for one in row.stretches) == made.quarters
        for one, two in zip(row.stretches, row.stretches[1:], strict=False):
            assert one.ends == two.begins


def test_what_ends_when_the_next_begins_does_not_clash() -> None:
    made = daygrid.of(DAY, [room()], [held("09:00", "10:00")], want("10:00"))
    (row,) = made.rows
    assert row.wanted
    assert row.against == ()
    assert ("wanted", "10:00", "11:00") in looks(row)


def test_an_overlap_with_another_project_is_a_clash_where_they_overlap() -> None:
    made = daygrid.of(DAY, [room()], [held("09:00", "10:00")], want("09:30"))
    (row,) = made.rows
    assert row.against == ("taken",)
    assert looks(row)[2:5] == [
        ("taken", "09:00", "09:30"),
        ("clash", "09:30", "10:00"),
        ("wanted", "10:00", "10:30"),
    ]


def test_another_project_of_the_same_agency_clashes_too() -> None:
    made = daygrid.of(DAY, [room()], [held("09:00", "10:00", "HY-2 家具")], want("09:00"))
    assert made.rows[0].against == ("taken",)


def test_lots_of_one_project_share_a_room() -> None:
    made = daygrid.of(DAY, [room()], [held("09:00", "10:00", OWN)], want("09:00"))
    (row,) = made.rows
    assert row.against == ()
    assert ("wanted", "09:00", "10:00") in looks(row)


def test_clean_up_after_a_meeting_is_held_too() -> None:
    rooms = [room(buffer_minutes=15)]
    usage = [held("09:00", "10:00")]
    assert daygrid.of(DAY, rooms, usage, want("10:00")).rows[0].against == ("taken",)
    assert daygrid.of(DAY, rooms, usage, want("10:15")).rows[0].against == ()
    assert daygrid.of(DAY, rooms, usage, want("08:00")).rows[0].against == ("hours", "taken")


@pytest.mark.parametrize(
    ("wanted", "against"),
    [
        (want("08:15"), ("hours",)),
        (want("17:00"), ("hours",)),
        (want("16:30"), ()),
        (want("09:00", people=21), ("capacity",)),
        (want("09:00", people=20), ()),
        (want("07:00", people=21), ("hours", "capacity")),
    ],
)
def test_what_the_service_would_refuse_is_seen_before(
    wanted: daygrid.Want, against: tuple[str, ...]
) -> None:
    assert daygrid.of(DAY, [room()], [], wanted).rows[0].against == against


def test_a_room_out_of_use_is_told() -> None:
    made = daygrid.of(DAY, [room(enabled=False)], [], want("09:00"))
    assert made.rows[0].against == ("closed",)


def test_only_the_wanted_room_of_the_wanted_day_is_marked() -> None:
    made = daygrid.of(DAY, [room(), room(2)], [], want("09:00", identity=2))
    assert [one.wanted for one in made.rows] == [False, True]
    assert made.chosen is made.rows[1]
    assert daygrid.of(date(2026, 12, 22), [room()], [], want("09:00")).chosen is None


def test_meetings_from_another_day_are_cut_at_midnight() -> None:
    over = held("00:00", "00:30") | {"begins": at("23:00", "2026-12-20")}
    made = daygrid.of(DAY, [room()], [over])
    assert looks(made.rows[0])[0] == ("taken", "00:00", "00:30")


def test_who_follows_at_once_has_a_cell_of_their_own() -> None:
    made = daygrid.of(DAY, [room()], [held("09:00", "10:00"), held("10:00", "10:30")])
    assert looks(made.rows[0])[2:4] == [("taken", "09:00", "10:00"), ("taken", "10:00", "10:30")]


def test_two_holders_of_one_quarter_stand_in_one_cell() -> None:
    usage = [held("09:00", "10:00", OWN), held("09:00", "10:00", OWN)]
    assert daygrid.of(DAY, [room()], usage).rows[0].stretches[2].labels == (OWN,)


@pytest.mark.parametrize("text", ["", "x", "9999-12-31", "0001-01-01", "2026-13-01"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert daygrid.day_of(text) is None
    assert daygrid.moment(f"{text}T09:00") is None


def test_times_of_a_form_are_shanghais() -> None:
    assert daygrid.moment("2026-12-21T09:00") == datetime.fromisoformat(at("09:00"))
    assert daygrid.moment("2026-12-21T01:00+00:00") == datetime.fromisoformat(at("09:00"))


def test_a_closure_of_days_fills_the_rooms_hours_and_makes_the_day_no_longer() -> None:
    closed = held("09:00", "10:00", "维修：空调检修") | {"own": False, "closed": True}
    days = {"begins": at("09:00", "2026-12-20"), "ends": at("12:00", "2026-12-22")}
    made = daygrid.of(DAY, [room()], [closed | days])
    assert list(made.hours) == list(range(8, 18))
    assert looks(made.rows[0]) == [("taken", "08:00", "18:00")]
