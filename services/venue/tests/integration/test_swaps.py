"""场地互换 both or neither, agreed to by both, and no thief gets between."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem
from venue import usecases
from venue.models import Booking
from venue.store import claims
from venue.store.claims import Want

from .conftest import BENCH, CONTENT, OPENING_ROOM, SECOND_ROOM

Make = Callable[..., Any]
ONE = CONTENT["opening_at"]
OTHER = ONE + timedelta(hours=3)


@pytest.fixture
def pair(desk: Any, project: Make) -> Any:
    """Two agencies' projects, each with an approved booking."""

    def made(agency: Any = None, **content: Any) -> tuple[Any, Any, Any, Any]:
        mine = project(agency)
        theirs = project(agency)
        one = desk.approve(mine, desk.book(mine))
        told = {"opening_at": OTHER, "opening_room_id": SECOND_ROOM, "opening_minutes": 45}
        other = desk.approve(theirs, desk.book(theirs, **told | content))
        return mine, one, theirs, other

    return made


def _propose(desk: Any, mine: Any, one: Any, **slot: Any) -> Any:
    wanted = {"room_id": SECOND_ROOM, "begins": OTHER, "reason": "时间冲突", **slot}
    return desk.act(usecases.propose_swap, mine.agency, one, **wanted)


def _answer(desk: Any, who: Any, swap: Any, *projects: Any, agree: bool = True) -> Any:
    told = [one.told() for one in projects]
    return desk.act(
        usecases.decide_swap, who, swap, told, agree=agree, opinion="" if agree else "不方便"
    )


def _slot(desk: Any, mine: Any, form: Any) -> tuple[Any, int, int]:
    now = desk.get(mine.agency, form)
    at = datetime.fromisoformat(now["opening_at"])
    return at, now["opening_room"]["id"], now["opening_minutes"]


def _refused(act: Callable[..., Any], *args: Any, **more: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        act(*args, **more)
    return refused.value


def test_two_agencies_agree_and_the_centre_lets_them_exchange_their_slots(
    desk: Any, pair: Make
) -> None:
    mine, one, theirs, other = pair()
    swap = _propose(desk, mine, one)
    assert (swap["state"], [side["own"] for side in swap["sides"]]) == ("proposed", [True, False])
    assert swap["sides"][1]["label"] == "对方预约"
    assert _refused(_answer, desk, desk.reviewer, swap, mine, theirs).code == "NOT_FOUND"
    swap = _answer(desk, theirs.agency, swap)
    assert swap["state"] == "pending"
    swap = _answer(desk, desk.reviewer, swap, mine, theirs)
    assert swap["state"] == "approved"
    assert _slot(desk, mine, one) == (OTHER, SECOND_ROOM, 45)
    assert _slot(desk, theirs, other) == (ONE, OPENING_ROOM, 60)
    assert (desk.held(one), desk.held(other), desk.double_booked()) == (1, 1, 0)
    changed = [told["data"] for told in desk.told("venue.booking_changed")]
    assert {(told["form_id"], told["booking_id"]) for told in changed} == {
        (one["id"], one["id"]),
        (other["id"], other["id"]),
    }
    assert changed[0]["old"]["begins"] == changed[1]["new"]["begins"]


def test_one_agencys_two_bookings_need_nobody_elses_consent(desk: Any, pair: Make) -> None:
    mine, one, theirs, other = pair(desk.person())
    swap = _propose(desk, mine, one)
    assert swap["state"] == "pending"
    assert _answer(desk, desk.reviewer, swap, mine, theirs)["state"] == "approved"
    assert _slot(desk, theirs, other)[0] == ONE


def test_a_swap_may_be_refused_by_either_and_withdrawn_by_who_proposed_it(
    desk: Any, pair: Make
) -> None:
    mine, one, theirs, _other = pair()
    swap = _propose(desk, mine, one)
    assert _refused(desk.act, usecases.withdraw_swap, theirs.agency, swap).code == "NOT_FOUND"
    no_opinion = _refused(
        desk.act, usecases.decide_swap, theirs.agency, swap, [], agree=False, opinion=" "
    )
    assert no_opinion.findings[0].rule == "OPINION_REQUIRED"
    assert _answer(desk, theirs.agency, swap, agree=False)["state"] == "rejected"
    again = _answer(desk, theirs.agency, _propose(desk, mine, one))
    assert desk.act(usecases.withdraw_swap, mine.agency, again)["state"] == "deleted"
    last = _answer(desk, theirs.agency, _propose(desk, mine, one))
    refused = _answer(desk, desk.reviewer, last, mine, theirs, agree=False)
    assert refused["state"] == "rejected"
    assert _slot(desk, mine, one) == (ONE, OPENING_ROOM, 60)
    assert [step["actor_name"] for step in refused["history"]][:2] == ["测试员", "测试员"]
    seen = desk.call(mine.agency).read(usecases.get_swap, {"id": UUID(str(last["id"]))})
    assert [step["actor_name"] for step in seen["history"]][:2] == ["测试员", "对方"]


@pytest.mark.parametrize("published", [0, 1])
def test_nothing_published_is_exchanged(desk: Any, pair: Make, published: int) -> None:
    mine, one, theirs, _ = pair()
    swap = _answer(desk, theirs.agency, _propose(desk, mine, one))
    side = (mine, theirs)[published]
    side.state = "tendering"
    problem = _refused(_answer, desk, desk.reviewer, swap, mine, theirs)
    assert "招标中" in problem.extra["blockers"][0]["message_zh"]
    assert desk.held(one) == 1


def test_only_like_slots_of_approved_bookings_without_open_changes_are_exchanged(
    desk: Any, pair: Make, project: Make
) -> None:
    told = {"evaluation_at": OTHER, "evaluation_minutes": 60, "evaluation_room_id": BENCH}
    mine, one, _theirs, _other = pair(**told)
    shape = _refused(_propose, desk, mine, one)
    assert "评标室" in shape.extra["blockers"][0]["message_zh"]
    empty = _refused(_propose, desk, mine, one, begins=OTHER + timedelta(hours=1))
    assert empty.code == "PRECONDITION_FAILED"
    second = project(mine.agency)
    pending = desk.book(second, opening_room_id=SECOND_ROOM)
    unready = _refused(_propose, desk, second, pending, room_id=OPENING_ROOM, begins=ONE)
    assert "审核通过" in unready.extra["blockers"][0]["message_zh"]


def test_a_booking_takes_part_in_one_swap_or_change_at_a_time(desk: Any, pair: Make) -> None:
    mine, one, theirs, other = pair()
    swap = _propose(desk, mine, one)
    twice = _refused(_propose, desk, mine, one)
    assert any("互换" in told["message_zh"] for told in twice.extra["blockers"])
    change = desk.ask_change(theirs, other, opening_at=OTHER + timedelta(hours=1))
    changing = _refused(_answer, desk, theirs.agency, swap)
    assert any("变更" in told["message_zh"] for told in changing.extra["blockers"])
    desk.withdraw(theirs, change)
    assert _answer(desk, theirs.agency, swap)["state"] == "pending"


def test_who_shares_a_room_inside_a_project_cannot_give_it_to_another(
    desk: Any, pair: Make
) -> None:
    mine, one, theirs, other = pair()
    sharer = type(theirs)(theirs.agency, id=theirs.id)
    sharer.no = theirs.no
    desk.approve(sharer, desk.book(sharer, opening_at=OTHER, opening_room_id=SECOND_ROOM))
    swap = _answer(desk, theirs.agency, _propose(desk, mine, one))
    problem = _refused(_answer, desk, desk.reviewer, swap, mine, theirs)
    assert problem.code == "ROOM_CONFLICT"
    assert _slot(desk, mine, one) == (ONE, OPENING_ROOM, 60)
    assert (desk.held(one), desk.held(other)) == (1, 1)


def _steal(desk: Any, thief: Booking, done: threading.Event) -> int:
    """Wants both slots again and again; gives how often it was let in."""
    hour = timedelta(hours=1)
    wants = [Want(OPENING_ROOM, ONE, ONE + hour, 0), Want(SECOND_ROOM, OTHER, OTHER + hour, 0)]
    stolen = 0
    while not done.is_set():
        for want in wants:
            with Session(desk.kit.engine) as session, session.begin():
                stolen += claims.hold(session, thief, [want])
    return stolen


def test_no_thief_takes_a_slot_while_it_changes_hands(desk: Any, pair: Make, project: Make) -> None:
    mine, one, theirs, other = pair(desk.person(), opening_minutes=60)
    thieves = [desk.draft(project()) for _ in range(3)]
    rows = [Booking(id=UUID(form["id"]), project_id=UUID(form["project_id"])) for form in thieves]
    done, exchanges = threading.Event(), 12
    with ThreadPoolExecutor(len(rows)) as pool:
        running = [pool.submit(_steal, desk, row, done) for row in rows]
        try:
            for _ in range(exchanges):
                now = desk.get(mine.agency, one)
                there = desk.get(theirs.agency, other)
                slot = {
                    "room_id": there["opening_room"]["id"],
                    "begins": datetime.fromisoformat(there["opening_at"]),
                }
                swap = _propose(desk, mine, now, **slot)
                _answer(desk, desk.reviewer, swap, mine, theirs)
        finally:
            done.set()
        assert [one.result() for one in running] == [0] * len(rows)
    assert len(desk.told("venue.booking_changed")) == 2 * exchanges
    assert (desk.held(one), desk.held(other), desk.double_booked()) == (1, 1, 0)
