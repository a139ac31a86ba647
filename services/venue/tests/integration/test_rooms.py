"""Rooms kept by the administrator: made, changed as far as bookings allow, imported."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.venue import RoomImportReport, RoomOut
from tenderhall_contracts.venue.rooms import COLUMNS
from tenderhall_kit import spreadsheets
from tenderhall_kit.clock import SHANGHAI
from venue import usecases

ROOM = {
    "name": "谈判室",
    "kind": "other",
    "floor": "二楼",
    "capacity": 12,
    "equipment": ["投影"],
    "opens": "08:30",
    "closes": "17:30",
    "buffer_before_minutes": 0,
    "buffer_minutes": 15,
    "enabled": True,
    "note": None,
}
HEAD = ",".join(COLUMNS)


def refused(code: str, act: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as told:
        act()
    assert told.value.code == code, told.value
    return told.value


def create(desk: Any, **other: Any) -> Any:
    return desk.call(desk.person(Role.ADMIN)).run(usecases.create_room, {**ROOM, **other})


def save(desk: Any, room_id: int, **other: Any) -> Any:
    """As it stands but for what is told otherwise."""
    call = desk.call(desk.person(Role.ADMIN))
    there = call.read(usecases.get_room, {"id": room_id})
    return call.run(usecases.save_room, {**there, **other})


def load(desk: Any, *lines: str) -> Any:
    rows = spreadsheets.of_csv("\n".join([HEAD, *lines]), COLUMNS, 500)
    return desk.call(desk.person(Role.ADMIN)).run(usecases.import_rooms, rows)


def test_a_room_is_made_once_by_its_name_and_told(desk: Any) -> None:
    made = create(desk)
    assert RoomOut().validate(made) == {}
    assert (made["kind"], made["version"], made["buffer_minutes"]) == ("other", 1, 15)
    again = refused("VALIDATION_FAILED", lambda: create(desk))
    assert [(one.field, one.rule) for one in again.findings] == [("name", "ROOM_NAME")]
    (told,) = desk.told("venue.room_saved")
    assert told["data"]["name"] == "谈判室"


def test_a_room_must_close_after_it_opens(desk: Any) -> None:
    told = refused("VALIDATION_FAILED", lambda: create(desk, opens="17:30", closes="17:30"))
    assert [one.field for one in told.findings] == ["closes"]


def test_a_room_is_saved_by_its_version_and_keeps_its_name_apart(desk: Any) -> None:
    made = create(desk)
    kept = save(desk, made["id"], capacity=30, note="重新装修")
    assert (kept["capacity"], kept["note"], kept["version"]) == (30, "重新装修", 2)
    stale = refused("VERSION_CONFLICT", lambda: save(desk, made["id"], version=1))
    assert stale.extra["version"] == 2
    refused("VALIDATION_FAILED", lambda: save(desk, made["id"], name="开标一室"))
    refused("NOT_FOUND", lambda: save(desk, 1, id=99))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"opens": "10:00"}, "须在开标一室开放时间10:00-17:30之内"),
        ({"kind": "other"}, "开标一室不是开标室"),
        ({"capacity": 5}, "参会10人，开标一室仅容纳5人"),
        ({"enabled": False}, "开标一室已停用"),
    ],
)
def test_a_room_in_use_keeps_what_its_live_bookings_need(
    desk: Any, project: Callable[..., Any], other: dict[str, Any], why: str
) -> None:
    mine = project()
    form = desk.book(mine)
    told = refused("PRECONDITION_FAILED", lambda: save(desk, 1, **other))
    (losing,) = told.extra["bookings"]
    assert (losing["id"], losing["project_no"], losing["contact"]) == (form["id"], mine.no, "王工")
    assert losing["reasons"] == [why]
    assert losing["agency_name"] == "某招标代理"
    desk.withdraw(mine, form)
    back = {"opens": "08:30", "kind": "opening", "capacity": 60, "enabled": True}
    save(desk, 1, **other)
    save(desk, 1, **{name: back[name] for name in other})


def test_what_no_booking_needs_may_change_under_it(desk: Any, project: Callable[..., Any]) -> None:
    desk.book(project())
    kept = save(desk, 1, opens="09:00", closes="17:00", capacity=10)
    assert (kept["opens"], kept["closes"]) == ("09:00", "17:00")
    save(desk, 1, opens="08:30", closes="17:30", capacity=60)


def test_buffers_on_both_sides_go_into_the_claims(desk: Any, project: Callable[..., Any]) -> None:
    save(desk, 1, buffer_before_minutes=30, buffer_minutes=15)
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=SHANGHAI)
    form = desk.book(project(), opening_at=noon)
    begins = datetime.fromisoformat(form["opening_at"])
    for minutes in (-75, 75):  # with its own half hour before, or a quarter after, it would meet
        late = project()
        draft = desk.draft(late, opening_at=begins + timedelta(minutes=minutes))
        refused("ROOM_CONFLICT", lambda late=late, draft=draft: desk.submit(late, draft))
    assert desk.book(project(), opening_at=begins + timedelta(minutes=105))["holding"]
    assert desk.double_booked() == 0


def test_an_import_tells_of_each_row_and_the_same_file_again_changes_nothing(desk: Any) -> None:
    lines = (
        "询标室,其他,二楼,8,投影、电话,08:30,17:30,10,15,是,靠近评标区",
        "开标九室,开标室,,0,,8:30,8:00,,x,也许,",
        ",开标厅,,10,,08:30,25:00,,,,",
        "询标室,其他,,8,,08:30,17:30,,,,",
    )
    told = load(desk, *lines)
    assert RoomImportReport().validate(told) == {}
    assert (told["new"], told["refused"]) == (1, 3)
    wrong = [{one["field"] for one in row["findings"]} for row in told["rows"]]
    assert wrong[0] == set()
    assert wrong[1] == {"capacity", "buffer_minutes", "closes", "enabled"}
    assert wrong[2] == {"name", "kind", "closes"}
    assert wrong[3] == {"name"}
    again = load(desk, lines[0])
    assert (again["unchanged"], again["new"]) == (1, 0)
    changed = load(desk, lines[0].replace(",8,", ",9,"))
    assert changed["changed"] == 1


def test_an_import_leaves_a_room_that_bookings_need(desk: Any, project: Callable[..., Any]) -> None:
    desk.book(project())
    told = load(desk, "开标一室,其他,一楼,60,,08:30,17:30,0,0,是,")
    assert told["refused"] == 1
    assert told["rows"][0]["findings"][0]["rule"] == "ROOM_IN_USE"
    there = desk.call(desk.reviewer).read(usecases.get_room, {"id": 1})
    assert there["kind"] == "opening"


def test_working_days_are_those_by_which_bookings_are_judged(desk: Any) -> None:
    asked = {"begins": date(2026, 12, 30), "days": 5}
    told = desk.call(desk.person()).read(usecases.working_days, asked)["items"]
    assert [(one["works"], one["official"]) for one in told] == [
        *((True, True), (True, True)),  # Wednesday and Thursday of a year that was announced
        *((True, False), (False, False), (False, False)),  # Friday to Sunday of one that was not
    ]


def test_of_a_room_switched_off_and_a_booking_at_once_one_is_refused_every_time(
    desk: Any, project: Callable[..., Any]
) -> None:
    for number in range(10):
        mine, start = project(), threading.Barrier(2)
        at = datetime(2026, 7, 1 + 7 * (number % 4), 9, 0, tzinfo=SHANGHAI)
        form = desk.draft(mine, opening_at=at)

        def act(what: Callable[[], Any], start: Any = start) -> str:
            start.wait()
            try:
                what()
            except Problem as problem:
                return problem.code
            return "done"

        rivals = [
            lambda mine=mine, form=form: desk.submit(mine, form),
            lambda: save(desk, 1, enabled=False),
        ]
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(act, rivals))
        assert told in (["done", "PRECONDITION_FAILED"], ["VALIDATION_FAILED", "done"])
        if told[0] == "done":
            desk.withdraw(mine, desk.get(mine.agency, form))
        else:
            save(desk, 1, enabled=True)
