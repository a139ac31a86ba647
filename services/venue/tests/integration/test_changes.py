"""场地变更 both slots are held while it waits; after publication it needs its notice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import service_actor
from tenderhall_kit.clock import real_now
from tenderhall_kit.reference import store as keep_reference
from venue import usecases

from .conftest import BENCH, CONTENT, SECOND_ROOM, reference

Make = Callable[..., Any]
OLD = CONTENT["opening_at"]
LATER, EARLIER = OLD + timedelta(hours=2), OLD - timedelta(days=1)
TENDERING = "tendering"


@pytest.fixture
def booked(desk: Any, project: Make) -> tuple[Any, Any]:
    """A project with an approved booking."""
    mine = project()
    return mine, desk.approve(mine, desk.book(mine))


def _publish(desk: Any, mine: Any) -> None:
    """Its tender notice is published."""
    for lot in mine.lots:
        desk.lot_moves(mine, lot, TENDERING)
    mine.state = TENDERING


def _awaiting(desk: Any, mine: Any, form: Any, **content: Any) -> Any:
    _publish(desk, mine)
    change = desk.ask_change(mine, form, **{"opening_at": LATER, **content})
    return desk.approve(mine, change)


def _refusal(problem: Problem) -> set[str]:
    return {one.rule for one in problem.findings}


def _live(desk: Any, mine: Any) -> list[str]:
    told = desk.call(desk.reviewer).read(usecases.live_bookings, {"lot_ids": mine.lots})
    return [str(one["id"]) for one in told["items"]]


def test_both_slots_are_held_while_a_change_waits_and_a_rejection_gives_the_new_one_back(
    desk: Any, project: Make, booked: Any
) -> None:
    mine, form = booked
    change = desk.ask_change(mine, form, opening_at=LATER)
    assert (desk.held(form), desk.held(change)) == (1, 1)
    assert (change["kind"], change["base"]["id"]) == ("change", form["id"])
    assert _live(desk, mine) == [form["id"]]
    for taken in (OLD, LATER):
        with pytest.raises(Problem) as refused:
            desk.book(project(), opening_at=taken)
        assert refused.value.code == "ROOM_CONFLICT"
    desk.reject(change)
    assert (desk.held(form), desk.held(change)) == (1, 0)
    assert desk.book(project(), opening_at=LATER)["state"] == "pending"


def test_an_approved_change_is_effective_at_once_while_nothing_is_published(
    desk: Any, project: Make, booked: Any
) -> None:
    mine, form = booked
    change = desk.ask_change(mine, form, opening_at=EARLIER, opening_room_id=SECOND_ROOM)
    change = desk.approve(mine, change)
    assert (change["state"], change["awaiting_notice"]) == ("approved", False)
    assert (desk.get(mine.agency, form)["state"], desk.held(form), desk.held(change)) == (
        "released",
        0,
        1,
    )
    assert _live(desk, mine) == [change["id"]]
    assert desk.book(project(), opening_at=OLD)["state"] == "pending"
    (told,) = [one["data"] for one in desk.told("venue.booking_changed")]
    assert (told["booking_id"], told["form_id"]) == (form["id"], change["id"])
    assert told["old"]["room_id"] != told["new"]["room_id"] == SECOND_ROOM
    assert [datetime.fromisoformat(told[one]["begins"]) for one in ("old", "new")] == [OLD, EARLIER]


def test_a_change_may_overlap_its_own_old_slot_and_be_changed_again(desk: Any, booked: Any) -> None:
    mine, form = booked
    half = timedelta(minutes=30)
    first = desk.approve(mine, desk.ask_change(mine, form, opening_at=OLD + half))
    again = desk.approve(mine, desk.ask_change(mine, first, opening_at=OLD))
    assert _live(desk, mine) == [again["id"]]
    assert [desk.held(one) for one in (form, first, again)] == [0, 0, 1]
    with pytest.raises(Problem) as refused:
        desk.change(mine, form, opening_at=LATER)
    assert refused.value.code == "PRECONDITION_FAILED"


def test_a_second_change_of_a_booking_waits_for_the_first(desk: Any, booked: Any) -> None:
    mine, form = booked
    first = desk.ask_change(mine, form, opening_at=LATER)
    second = desk.change(mine, form, opening_at=EARLIER)
    with pytest.raises(Problem) as refused:
        desk.submit(mine, second)
    assert refused.value.extra["blockers"][0]["form_id"] == first["id"]
    desk.withdraw(mine, first)
    assert desk.held(first) == 0
    assert desk.submit(mine, second)["state"] == "pending"


def test_a_change_is_refused_where_nothing_changes_or_no_reason_is_told(
    desk: Any, booked: Any
) -> None:
    mine, form = booked
    draft = desk.change(mine, form, reason=" ")
    with pytest.raises(Problem) as refused:
        desk.submit(mine, draft)
    assert _refusal(refused.value) == {"CHANGE_DIFFERS", "REQUIRED"}
    with pytest.raises(Problem) as unheard:
        desk.change(mine, form, opening_room_id=99)
    assert _refusal(unheard.value) == {"ROOM_UNKNOWN"}


def test_only_an_approved_booking_of_ones_own_can_be_changed(
    desk: Any, project: Make, booked: Any
) -> None:
    _, form = booked
    with pytest.raises(Problem) as foreign:
        desk.change(project(), form, opening_at=LATER)
    assert foreign.value.code == "NOT_FOUND"
    other = project()
    pending = desk.book(other, opening_room_id=SECOND_ROOM)
    with pytest.raises(Problem) as early:
        desk.change(other, pending, opening_at=LATER)
    assert early.value.code == "PRECONDITION_FAILED"


def test_after_publication_an_opening_moves_only_later_and_says_whom_it_affects(
    desk: Any, booked: Any
) -> None:
    mine, form = booked
    _publish(desk, mine)
    draft = desk.change(mine, form, opening_at=EARLIER, affects_documents=None)
    with pytest.raises(Problem) as refused:
        desk.submit(mine, draft)
    assert _refusal(refused.value) == {"CHANGE_LATER", "REQUIRED"}
    assert [one.field for one in refused.value.findings if one.rule == "REQUIRED"] == [
        "affects_documents"
    ]
    room_only = desk.ask_change(mine, form, opening_room_id=SECOND_ROOM)
    assert room_only["state"] == "pending"


def test_after_publication_a_change_awaits_its_notice_and_both_slots_stay_held(
    desk: Any, project: Make, booked: Any
) -> None:
    mine, form = booked
    change = _awaiting(desk, mine, form)
    assert (change["state"], change["awaiting_notice"]) == ("approved", True)
    assert (desk.held(form), desk.held(change)) == (1, 1)
    assert _live(desk, mine) == [form["id"]]
    assert desk.told("venue.booking_changed") == []
    with pytest.raises(Problem):
        desk.submit(mine, desk.change(mine, form, opening_at=LATER + timedelta(hours=1)))
    notice = uuid4()
    for _ in range(2):
        applied = desk.apply(change, change_notice_id=notice)
    assert (applied["awaiting_notice"], str(applied["change_notice_id"])) == (False, str(notice))
    assert _live(desk, mine) == [change["id"]]
    assert (desk.held(form), desk.held(change)) == (0, 1)
    assert len(desk.told("venue.booking_changed")) == 1
    assert desk.book(project(), opening_at=OLD)["state"] == "pending"


def test_a_notice_that_says_another_time_or_comes_second_is_refused(desk: Any, booked: Any) -> None:
    mine, form = booked
    change = _awaiting(desk, mine, form)
    with pytest.raises(Problem) as wrong:
        desk.apply(change, opening_at=OLD)
    desk.apply(change)
    with pytest.raises(Problem) as second:
        desk.apply(change)
    assert {wrong.value.code, second.value.code} == {"PRECONDITION_FAILED"}


def test_a_change_that_is_not_announced_lapses_when_its_old_opening_comes(
    desk: Any, booked: Any
) -> None:
    mine, form = booked
    change = _awaiting(desk, mine, form)
    for lot in mine.lots:
        desk.lot_moves(mine, lot, "opening")
    assert (desk.get(mine.agency, change)["state"], desk.held(change)) == ("released", 0)
    assert (desk.get(mine.agency, form)["state"], desk.held(form)) == ("approved", 1)


@pytest.mark.parametrize("published", [False, True])
def test_a_suspended_lot_gives_back_its_booking_and_the_open_change_of_it(
    desk: Any, project: Make, booked: Any, published: Any
) -> None:
    mine, form = booked
    if published:
        change = _awaiting(desk, mine, form)
    else:
        change = desk.ask_change(mine, form, opening_at=LATER)
    for lot in mine.lots:
        desk.lot_moves(mine, lot, "suspended")
    assert [desk.get(mine.agency, one)["state"] for one in (form, change)] == ["released"] * 2
    assert desk.held(form) + desk.held(change) == 0
    mine.state = "suspended"
    anew = desk.approve(mine, desk.book(mine, opening_at=LATER))
    assert _live(desk, mine) == [anew["id"]]


def test_a_change_goes_with_its_base_however_late_the_news_of_the_suspension(
    desk: Any, booked: Any
) -> None:
    mine, form = booked
    before = desk.kit.references.clock.business_now()
    change = desk.ask_change(mine, form, opening_at=LATER)
    for lot in mine.lots:
        desk.lot_moves(mine, lot, "suspended", at=before)
    assert [desk.get(mine.agency, one)["state"] for one in (form, change)] == ["released"] * 2
    assert desk.held(change) == 0


def test_a_change_lapses_with_the_time_of_its_base(desk: Any, booked: Any, clock: Any) -> None:
    mine, form = booked
    change = desk.ask_change(mine, form, opening_at=LATER + timedelta(days=1))
    clock(OLD + timedelta(hours=3))
    venue = service_actor("venue")
    for one in desk.call(venue).read(usecases.over):
        desk.call(venue).run(usecases.finish_booking, one)
    assert desk.get(mine.agency, form)["state"] == "used"
    assert (desk.get(mine.agency, change)["state"], desk.held(change)) == ("released", 0)


def test_an_evaluation_room_changes_with_it_or_neither_does(
    desk: Any, project: Make, booked: Any
) -> None:
    mine, form = booked
    desk.book(
        project(),
        opening_room_id=SECOND_ROOM,
        evaluation_at=LATER,
        evaluation_minutes=120,
        evaluation_room_id=BENCH,
    )
    wanted = {"evaluation_at": LATER, "evaluation_minutes": 60, "evaluation_room_id": BENCH}
    draft = desk.change(mine, form, opening_at=LATER, **wanted)
    with pytest.raises(Problem) as refused:
        desk.submit(mine, draft)
    assert refused.value.code == "ROOM_CONFLICT"
    assert (desk.held(form), desk.held(draft)) == (1, 0)


@pytest.fixture
def clock(desk: Any) -> Any:
    """``clock(moment)`` sets the business time; it is put back afterwards."""
    version = [1]

    def set_to(moment: datetime) -> None:
        version[0] += 1
        told = reference() | {"version": version[0]}
        told["clock"] |= {
            "business_epoch": moment.isoformat(),
            "real_epoch": real_now().isoformat(),
        }
        with Session(desk.kit.engine) as session, session.begin():
            keep_reference(session, told)
        desk.kit.references.forget()

    yield set_to
    with Session(desk.kit.engine) as session, session.begin():
        session.execute(text("DELETE FROM kit_reference"))
        keep_reference(session, reference())
    desk.kit.references.forget()


def test_the_agency_is_reminded_after_a_working_day_and_alarmed_a_day_before(
    desk: Any, booked: Any, clock: Any
) -> None:
    mine, form = booked
    change = _awaiting(desk, mine, form)

    def told_at(moment: datetime) -> list[str]:
        clock(moment)
        for _ in range(2):
            for one in desk.call(service_actor("venue")).read(usecases.awaiting):
                desk.call(service_actor("venue")).run(usecases.remind, one)
        return [one["data"]["stage"] for one in desk.told("venue.change_notice_due")]

    approved = datetime.fromisoformat(desk.get(mine.agency, change)["updated_at"])
    assert told_at(approved) == []
    assert told_at(approved + timedelta(days=1)) == []
    assert told_at(approved + timedelta(days=2)) == ["reminder"]
    assert told_at(OLD - timedelta(hours=25)) == ["reminder"]
    assert told_at(OLD - timedelta(hours=24)) == ["reminder", "alarm"]
    desk.apply(change)
    assert told_at(OLD - timedelta(hours=1)) == ["reminder", "alarm"]


def test_lists_tell_changes_apart(desk: Any, booked: Any) -> None:
    mine, form = booked
    change = _awaiting(desk, mine, form)

    def listed(**asked: Any) -> list[str]:
        page = {"limit": 20, "offset": 0, **asked}
        told = desk.call(mine.agency).read(usecases.list_bookings, page)
        return [str(one["id"]) for one in told["items"]]

    assert listed(kind="change") == listed(awaiting_notice=True) == [change["id"]]
    assert listed(kind="original") == [form["id"]]
    assert set(listed()) == {form["id"], change["id"]}


def test_the_reviewer_sees_what_a_change_is_asked_besides(desk: Any, booked: Any) -> None:
    mine, form = booked
    _publish(desk, mine)
    change = desk.ask_change(mine, form, opening_at=LATER)
    told = desk.get(desk.reviewer, change)
    rules = {one["rule"] for one in told["checks"]}
    assert {"CHANGE_DIFFERS", "CHANGE_LATER", "CHANGE_IN_TIME"} <= rules
    assert "R01" not in rules
    assert UUID(told["base"]["id"]) == UUID(form["id"])
