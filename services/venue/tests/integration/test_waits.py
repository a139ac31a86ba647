"""Requests that were refused wait for their slot; an offer tells and holds nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.venue import SlotOffered
from tenderhall_kit.actors import service_actor
from tenderhall_kit.clock import SHANGHAI
from venue import usecases

Make = Callable[..., Any]
LATER = datetime(2026, 7, 1, 10, 0, tzinfo=SHANGHAI)


def wait(desk: Any, project: Any, form: dict[str, Any]) -> Any:
    return desk.act(usecases.wait_for_slot, project.agency, form)


def look(desk: Any) -> None:
    desk.call(service_actor("venue")).run(usecases.offer_slots)


def rows(desk: Any, who: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.call(who).read(
        usecases.list_waits, {"limit": 50, "offset": 0}
    )["items"]
    return found


def offered(desk: Any) -> list[str]:
    """The drafts whose slot was offered, in order."""
    return [one["data"]["booking_id"] for one in desk.told("venue.slot_offered")]


def lapse(desk: Any) -> None:
    """A day goes by."""
    with desk.kit.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE venue_wait SET offered_until = offered_until - interval '2 days'"
                " WHERE state = 'offered'"
            )
        )


def refused(code: str, act: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def test_the_first_who_waits_is_offered_the_slot_once_it_is_released(
    desk: Any, project: Make
) -> None:
    holder, first, second = project(), project(), project()
    held = desk.book(holder)
    drafts = [desk.draft(one) for one in (first, second)]
    for one, form in zip((first, second), drafts, strict=True):
        assert wait(desk, one, form)["state"] == "waiting"
    look(desk)
    assert offered(desk) == []
    desk.withdraw(holder, held)
    look(desk)
    look(desk)
    assert offered(desk) == [drafts[0]["id"]], "each is told once, the first alone"
    (told,) = desk.told("venue.slot_offered")
    assert SlotOffered().validate(told["data"]) == {}
    assert told["data"]["slots"][0]["room_name"] == "开标一室"
    assert [one["state"] for one in rows(desk, desk.reviewer)] == ["offered", "waiting"]
    assert [one["before"] for one in rows(desk, desk.reviewer)] == [0, 1]


def test_an_offer_holds_nothing_and_who_lost_it_waits_on(desk: Any, project: Make) -> None:
    holder, waiting, stranger = project(), project(), project()
    held = desk.book(holder)
    form = desk.draft(waiting)
    wait(desk, waiting, form)
    desk.withdraw(holder, held)
    look(desk)
    quick = desk.book(stranger)
    look(desk)
    assert [one["state"] for one in rows(desk, waiting.agency)] == ["waiting"]
    desk.withdraw(stranger, quick)
    look(desk)
    assert offered(desk) == [form["id"], form["id"]]
    assert desk.submit(waiting, form)["state"] == "pending"
    look(desk)
    assert rows(desk, waiting.agency) == []


def test_after_a_day_the_next_is_told_as_well(desk: Any, project: Make) -> None:
    holder, first, second = project(), project(), project()
    held = desk.book(holder)
    drafts = [desk.draft(one) for one in (first, second)]
    for one, form in zip((first, second), drafts, strict=True):
        wait(desk, one, form)
    desk.withdraw(holder, held)
    look(desk)
    lapse(desk)
    look(desk)
    assert offered(desk) == [form["id"] for form in drafts]


def test_slots_that_do_not_overlap_are_offered_side_by_side(desk: Any, project: Make) -> None:
    holder, early, late = project(), project(), project()
    held = desk.book(holder, opening_at=LATER, opening_minutes=60)
    drafts = [
        desk.draft(early, opening_at=LATER, opening_minutes=30),
        desk.draft(late, opening_at=LATER + timedelta(minutes=30), opening_minutes=30),
    ]
    for one, form in zip((early, late), drafts, strict=True):
        wait(desk, one, form)
    desk.withdraw(holder, held)
    look(desk)
    assert offered(desk) == [form["id"] for form in drafts]


def test_a_free_slot_is_not_waited_for_and_a_broken_rule_helps_nobody(
    desk: Any, project: Make
) -> None:
    mine = project()
    free = refused("PRECONDITION_FAILED", lambda: wait(desk, mine, desk.draft(mine)))
    assert "空闲" in free.extra["blockers"][0]["message_zh"]
    sunday = datetime(2026, 7, 5, 9, 30, tzinfo=SHANGHAI)
    late = desk.draft(mine, opening_at=sunday)
    assert refused("VALIDATION_FAILED", lambda: wait(desk, mine, late))
    sent = desk.book(project(mine.agency))
    assert refused("STATE_CONFLICT", lambda: wait(desk, mine, sent))


def test_waiting_twice_is_waiting_once_and_can_be_ended(desk: Any, project: Make) -> None:
    desk.book(project())
    mine = project()
    form = desk.draft(mine)
    first, again = wait(desk, mine, form), wait(desk, mine, form)
    assert first["id"] == again["id"]
    key = {"id": UUID(first["id"])}
    stranger = desk.person()
    refused("NOT_FOUND", lambda: desk.call(stranger).run(usecases.end_wait, key))
    assert rows(desk, stranger) == []
    assert desk.call(mine.agency).run(usecases.end_wait, key)["state"] == "ended"
    assert rows(desk, desk.person(Role.ADMIN)) == []
    assert wait(desk, mine, form)["state"] == "waiting", "it may wait anew"


def test_a_draft_that_is_deleted_or_whose_time_has_passed_waits_no_more(
    desk: Any, project: Make
) -> None:
    desk.book(project())
    mine, other = project(), project()
    gone, late = desk.draft(mine), desk.draft(other)
    wait(desk, mine, gone)
    wait(desk, other, late)
    desk.act(usecases.delete_booking, mine.agency, gone)
    with desk.kit.engine.begin() as connection:
        connection.execute(
            text("UPDATE venue_booking SET opening_at = '2026-05-01' WHERE id = :id"),
            {"id": late["id"]},
        )
    look(desk)
    with desk.kit.engine.connect() as connection:
        causes = connection.execute(text("SELECT cause FROM venue_wait ORDER BY asked_at"))
        assert [one.cause for one in causes] == ["gone", "passed"]
