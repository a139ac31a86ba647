"""分包流转 a lot's way beyond its tender notice: evaluation, suspension, rounds (domain §5.1)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.usecases import deadline_moves, lots
from sqlalchemy import select
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.lots import Effect
from tenderhall_contracts.registry import move_deadline, move_lots
from tenderhall_kit.tables import Outbox


def soon(minutes: int) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def tendering(desk: Any, opening_at: str | None = None) -> Any:
    """A project whose lots are 招标中."""
    project = desk.approved()
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(opened, opening_at or soon(60))
    return desk.get(project)


def ids(project: Any) -> list[UUID]:
    return [UUID(one["id"]) for one in project["lots"]]


def move(desk: Any, project: Any, effect: str, form: UUID | None = None, **facts: Any) -> set[str]:
    """The effect on all lots of the project; gives their states."""
    ask(desk, ids(project), effect, form or uuid4(), facts)
    return {one["state"] for one in desk.get(project)["lots"]}


def ask(desk: Any, lot_ids: list[UUID], effect: str, form: UUID, facts: Any = None) -> None:
    desk.run(lambda work: bool(lots.move(work, lot_ids, Effect(effect), "t", form, facts=facts)))


def evaluated(desk: Any) -> Any:
    project = tendering(desk, soon(-1))
    assert move(desk, project, "evaluation_ended", round=1) == {"evaluated"}
    return project


def test_a_lot_whose_time_has_come_is_opened_before_anything_else_moves_it(desk: Any) -> None:
    project = tendering(desk, soon(-1))
    assert move(desk, project, "suspended") == {"suspended"}
    assert move(desk, project, "resumed") == {"opening"}


def test_the_deadline_of_a_suspended_lot_never_comes(desk: Any) -> None:
    project = tendering(desk, soon(60))
    move(desk, project, "suspended")
    with desk.session() as session, session.begin():
        session.connection().exec_driver_sql(
            "UPDATE lot SET opens_at = now() - interval '1 day' WHERE project_id = %s",
            (project["id"],),
        )
    assert not set(desk.run(lots.due_to_open)) & {str(one) for one in ids(project)}
    for one in ids(project):
        desk.run(lots.open_on_time, one)
    assert {one["state"] for one in desk.get(project)["lots"]} == {"suspended"}


def test_a_tender_is_resumed_only_with_a_deadline_that_is_still_to_come(desk: Any) -> None:
    project = tendering(desk)
    move(desk, project, "suspended")
    for facts in ({}, {"opening_at": soon(-1)}):
        with pytest.raises(Problem, match="RESUME_DEADLINE"):
            move(desk, project, "resumed", **facts)
    assert move(desk, project, "resumed", opening_at=soon(90)) == {"tendering"}


def test_a_change_notice_resumes_a_tender_and_nobody_else_may_ask_for_it(desk: Any) -> None:
    project = tendering(desk)
    move(desk, project, "suspended")
    opened = desk.open(project, activity="change_notice", owner=desk.notices)
    asked = {
        "lot_ids": opened["lot_ids"],
        "form_id": opened["form_id"],
        "effect": "resumed",
        "facts": {"opening_at": soon(90)},
    }
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        desk.ask(lots.move_lots, move_lots, desk.venue, asked)
    moved = desk.ask(lots.move_lots, move_lots, desk.notices, asked)
    assert {one["state"] for one in moved["lots"]} == {"tendering"}
    assert desk.ask(lots.move_lots, move_lots, desk.notices, asked)["already"]


def test_a_published_change_notice_moves_the_deadline_later_and_once(desk: Any) -> None:
    """C8, R05: the scheduler, and whoever asks for the lot, has the new time at once."""
    project = tendering(desk)
    opened = desk.open(project, activity="change_notice", owner=desk.notices)
    later = soon(120)
    asked = {"lot_ids": opened["lot_ids"], "form_id": opened["form_id"], "opening_at": later}

    def moved(by: Any = desk.notices, **other: Any) -> Any:
        return desk.ask(deadline_moves.move_deadline, move_deadline, by, asked | other)

    for wrong in ({"opening_at": soon(30)}, {"form_id": str(uuid4())}):
        with pytest.raises(Problem, match="PRECONDITION_FAILED"):
            moved(**wrong)
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        moved(desk.venue)
    assert not moved()["already"]
    assert moved()["already"]
    times = {datetime.fromisoformat(one["opening_at"]) for one in desk.get(project)["lots"]}
    assert times == {datetime.fromisoformat(later)}
    with desk.session() as session:
        told = [one.envelope for one in session.scalars(select(Outbox))]
    changed = [one["data"] for one in told if one["type"] == "tender.deadline_changed"]
    mine = [one["lot_id"] for one in changed if one["form_id"] == opened["form_id"]]
    assert sorted(mine) == sorted(opened["lot_ids"])


def test_a_deadline_that_has_come_does_not_move(desk: Any) -> None:
    project = tendering(desk)
    opened = desk.open(project, activity="change_notice", owner=desk.notices)
    with desk.session() as session, session.begin():
        session.connection().exec_driver_sql(
            "UPDATE lot SET opens_at = now() - interval '1 day' WHERE project_id = %s",
            (project["id"],),
        )
    asked = {"lot_ids": opened["lot_ids"], "form_id": opened["form_id"], "opening_at": soon(60)}
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        desk.ask(deadline_moves.move_deadline, move_deadline, desk.notices, asked)


def test_a_form_moves_lots_only_as_what_it_is_registered(desk: Any) -> None:
    project = desk.approved()
    booking = desk.open(project)
    asked = {
        "lot_ids": booking["lot_ids"],
        "form_id": booking["form_id"],
        "effect": "tender_notice_published",
    }
    with pytest.raises(Problem) as refused:
        desk.ask(lots.move_lots, move_lots, desk.venue, asked)
    assert {one["kind"] for one in refused.value.extra["blockers"]} == {"not_registered"}


def test_the_same_form_and_effect_move_nothing_twice_and_no_other_lots(desk: Any) -> None:
    project, form = evaluated(desk), uuid4()
    move(desk, project, "suspended", form)
    move(desk, project, "resumed")
    assert move(desk, project, "suspended", form) == {"evaluated"}
    with pytest.raises(Problem, match="IDEMPOTENCY_MISMATCH"):
        ask(desk, ids(project)[:1], "suspended", form)


def test_a_re_evaluation_waits_for_its_own_round(desk: Any) -> None:
    project = evaluated(desk)
    assert move(desk, project, "re_evaluation_approved") == {"re_evaluating"}
    with pytest.raises(Problem) as refused:
        move(desk, project, "evaluation_ended", round=1)
    assert {one["kind"] for one in refused.value.extra["blockers"]} == {"evaluation_round"}
    assert move(desk, project, "evaluation_ended", round=2) == {"evaluated"}


def test_after_a_re_evaluation_an_awarded_lot_is_awarded_again(desk: Any) -> None:
    project = evaluated(desk)
    move(desk, project, "award_published")
    move(desk, project, "re_evaluation_approved")
    assert move(desk, project, "evaluation_ended", round=2) == {"awarded"}


def test_a_signed_contract_ends_re_evaluation_and_suspension(desk: Any) -> None:
    project = evaluated(desk)
    move(desk, project, "award_published")
    for one in ids(project):
        desk.run(lots.sign_contract, one, datetime.now(UTC))
    for effect in ("re_evaluation_approved", "suspended"):
        with pytest.raises(Problem, match="PRECONDITION_FAILED"):
            move(desk, project, effect)


def test_of_several_lots_all_move_or_none(desk: Any) -> None:
    project = evaluated(desk)
    ask(desk, ids(project)[:1], "award_published", uuid4())
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        move(desk, project, "award_published")
    assert [one["state"] for one in desk.get(project)["lots"]] == ["awarded", "evaluated"]
