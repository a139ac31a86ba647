"""Closures are claims: refused over live bookings with the list of them, seen by everybody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.venue import ClosureOut
from tenderhall_kit.clock import SHANGHAI
from venue import usecases

Make = Callable[..., Any]
DAY = datetime(2026, 7, 1, 0, 0, tzinfo=SHANGHAI)
CLOSURE = {
    "room_ids": [1],
    "kind": "maintenance",
    "begins": DAY,
    "ends": DAY + timedelta(days=1),
    "reason": "空调检修",
}


def close(desk: Any, **other: Any) -> Any:
    call = desk.call(desk.person(Role.ADMIN))
    return call.run(usecases.create_closure, {**CLOSURE, **other})


def end(desk: Any, closure: Any) -> Any:
    told = {"id": closure["id"], "version": closure["version"]}
    return desk.call(desk.person(Role.ADMIN)).run(usecases.end_closure, told)


def listed(desk: Any, *, past: bool = False) -> list[Any]:
    asked = {"past": past, "limit": 20, "offset": 0}
    items: list[Any] = desk.call(desk.reviewer).read(usecases.list_closures, asked)["items"]
    return items


def refused(code: str, act: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as told:
        act()
    assert told.value.code == code, told.value
    return told.value


def test_a_closure_over_live_bookings_is_refused_with_the_list_of_them(
    desk: Any, project: Make
) -> None:
    begins, bench = DAY + timedelta(hours=9), {"evaluation_minutes": 60, "evaluation_room_id": 4}
    first, second = project(), project()
    pending = desk.book(first, opening_at=begins, evaluation_at=begins, **bench)
    approved = desk.approve(second, desk.book(second, opening_at=begins, opening_room_id=2))
    told = refused("ROOM_CONFLICT", lambda: close(desk, room_ids=[4, 2, 1]))
    assert {one["id"] for one in told.extra["bookings"]} == {pending["id"], approved["id"]}
    (mine,) = [one for one in told.extra["bookings"] if one["id"] == pending["id"]]
    assert (mine["project_no"], mine["agency_name"]) == (first.no, "某招标代理")
    assert (mine["contact"], mine["phone"]) == ("王工", "0734-0000000")
    assert [one["room_name"] for one in mine["rooms"]] == ["开标一室", "评标一室"]
    assert mine["rooms"][0]["begins"] == begins.isoformat()
    assert listed(desk) == []
    assert [desk.held(one) for one in (pending, approved)] == [2, 1]


def test_a_closed_room_is_refused_with_the_reason_and_free_when_the_closure_ends(
    desk: Any, project: Make
) -> None:
    closure = close(desk)
    assert ClosureOut().validate(closure) == {}
    mine = project()
    form = desk.draft(mine)
    told = refused("ROOM_CONFLICT", lambda: desk.submit(mine, form))
    (clash,) = told.extra["clashes"]
    assert (clash["label"], clash["closed"], clash["own"]) == ("维修：空调检修", True, False)
    rooms = {(one["room_id"], one["begins"][:10]) for one in told.extra["alternatives"]}
    assert (1, "2026-07-01") not in rooms
    window = {"begins": DAY, "ends": DAY + timedelta(days=1)}
    (seen,) = desk.call(mine.agency).read(usecases.usage, window)["items"]
    assert (seen["room_id"], seen["label"]) == (1, "维修：空调检修")
    assert end(desk, closure)["state"] == "ended"
    assert desk.submit(mine, form)["holding"]
    again = refused("STATE_CONFLICT", lambda: end(desk, closure))
    assert again.extra["state"] == "ended"


def test_closures_may_overlap_each_other_and_touch_bookings(desk: Any, project: Make) -> None:
    form = desk.book(project())
    begins = datetime.fromisoformat(form["opening_at"])
    close(desk, begins=begins + timedelta(hours=1))
    close(desk, begins=begins + timedelta(hours=2), kind="reserved", room_ids=[1, 2, 3])
    close(desk, begins=DAY, ends=begins)
    assert desk.double_booked() == 0
    minute = {"begins": begins, "ends": begins + timedelta(minutes=1)}
    refused("ROOM_CONFLICT", lambda: close(desk, **minute))


def test_a_closure_that_has_begun_is_running_and_its_past_counts_as_now(desk: Any) -> None:
    now = desk.kit.references.clock.business_now()
    made = close(desk, begins=now - timedelta(days=1), ends=now + timedelta(hours=1))
    assert made["state"] == "running"
    assert datetime.fromisoformat(made["begins"]) >= now
    assert [one["state"] for one in listed(desk)] == ["running"]


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({"ends": DAY}, "CLOSURE_TIMES"),
        ({"begins": DAY - timedelta(days=99), "ends": DAY - timedelta(days=98)}, "IN_FUTURE"),
        ({"ends": DAY + timedelta(days=732)}, "CLOSURE_LONGEST"),
        ({"room_ids": [1, 77]}, "ROOM_UNKNOWN"),
    ],
)
def test_what_is_no_closure_is_refused_at_its_field(desk: Any, other: Any, rule: str) -> None:
    told = refused("VALIDATION_FAILED", lambda: close(desk, **other))
    assert told.findings[0].rule.endswith(rule)


def test_a_stale_page_ends_nothing(desk: Any) -> None:
    closure = close(desk)
    refused("VERSION_CONFLICT", lambda: end(desk, closure | {"version": 7}))
    refused("NOT_FOUND", lambda: end(desk, closure | {"id": closure["id"] + 1}))
    assert len(listed(desk)) == 1
    (told,) = desk.told("venue.closure_created")
    assert told["data"]["room_ids"] == [1]


def test_of_a_closure_and_a_booking_at_once_one_is_refused_every_time(
    desk: Any, project: Make
) -> None:
    for number in range(10):
        mine, begins = project(), DAY + timedelta(days=7 * number, hours=9)
        form, start = desk.draft(mine, opening_at=begins), threading.Barrier(2)

        def act(what: Callable[[], Any], start: Any = start) -> str:
            start.wait()
            try:
                what()
            except Problem as problem:
                return problem.code
            return "done"

        times = {"begins": begins, "ends": begins + timedelta(hours=1)}
        rivals = [
            lambda mine=mine, form=form: desk.submit(mine, form),
            lambda times=times: close(desk, room_ids=[3, 2, 1], **times),
        ]
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(act, rivals))
        assert sorted(told) == ["ROOM_CONFLICT", "done"]
    assert desk.double_booked() == 0
