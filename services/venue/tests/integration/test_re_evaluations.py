"""项目复评预约 an evaluation room for evaluated lots, on lawful grounds (domain §5.10)."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import ReEvaluationCase, ReEvaluationKind
from tenderhall_kit.actors import service_actor
from venue import usecases
from venue.service.re_evaluations import ReEvaluations

from .conftest import BENCH, CONTENT, OPENING_ROOM

Make = Callable[..., Any]
AT = CONTENT["opening_at"]
_K, _C = ReEvaluationKind, ReEvaluationCase


def _rules(act: Callable[..., Any], *args: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(Problem) as refused:
        act(*args, **more)
    return {one.rule: one.field for one in refused.value.findings} or {refused.value.code: ""}


def test_an_evaluated_lot_is_booked_an_evaluation_room_and_no_opening(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    mine = project(state="evaluated")
    form = desk.approve(mine, desk.submit(mine, re_evaluation(mine)))
    assert (form["state"], form["purpose"], desk.held(form)) == ("approved", "re_evaluation", 1)
    told = form["re_evaluation"]
    assert (told["legal_case"], told["attachments"][0]["file"]["name"]) == (
        "wrong_sum",
        "re_evaluation_request.pdf",
    )
    live = desk.call(desk.reviewer).read(usecases.live_bookings, {"lot_ids": mine.lots})
    assert live["total"] == 0
    (approved,) = desk.told("venue.booking_approved")
    assert approved["data"]["purpose"] == "re_evaluation"
    assert "复评" in approved["data"]["title"]
    with pytest.raises(Problem, match="ROOM_CONFLICT"):
        desk.submit(other := project(state="awarded"), re_evaluation(other))


def test_only_evaluated_and_awarded_lots_are_re_evaluated(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    for state in ("preparing", "tendering", "opening", "re_evaluating", "suspended"):
        assert _rules(re_evaluation, project(state=state)) == {"PRECONDITION_FAILED": ""}
    mine = project(state="evaluated")
    form = desk.submit(mine, re_evaluation(mine))
    mine.state = "suspended"
    assert _rules(desk.approve, mine, form) == {"PRECONDITION_FAILED": ""}


@pytest.mark.parametrize(
    ("content", "broken"),
    [
        ({"legal_case": _C.INTERFERENCE}, {"RE_EVALUATION_CASE": "legal_case"}),
        ({"statement": " "}, {"REQUIRED": "statement"}),
        ({"attachments": []}, {"RE_EVALUATION_PROOF": "attachments"}),
        (
            {"re_evaluation_kind": _K.ORDERED, "legal_case": _C.SUPERVISOR},
            {"RE_EVALUATION_PROOF": "attachments"},
        ),
        ({"opening_room_id": OPENING_ROOM}, {"ROOM_KIND": "opening_room_id"}),
        ({"attendees": 10}, {"ROOM_CAPACITY": "attendees"}),
        ({"opening_at": AT + timedelta(days=3)}, {"WORKING_DAY": "opening_at"}),
    ],
)
def test_what_a_re_evaluation_lacks_is_said_at_its_field(
    desk: Any, project: Make, re_evaluation: Make, content: dict[str, Any], broken: dict[str, str]
) -> None:
    mine = project(state="evaluated")
    assert _rules(desk.submit, mine, re_evaluation(mine, **content)) == broken


def test_a_supervisors_order_is_proved_by_its_own_document(
    desk: Any, project: Make, re_evaluation: Make, paper: Make
) -> None:
    mine = project(state="awarded")
    order = {"re_evaluation_kind": _K.ORDERED, "legal_case": _C.SUPERVISOR}
    order["attachments"] = [paper(mine.agency, "re_evaluation_approval")]
    assert desk.submit(mine, re_evaluation(mine, **order))["state"] == "pending"
    foreign = project(state="awarded")
    assert _rules(re_evaluation, foreign, **order) == {"RECEIPT_FOREIGN": "attachments.0.receipt"}


def test_a_lot_is_re_evaluated_once_at_a_time_beside_its_opening(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    mine = project()
    opening = desk.approve(mine, desk.book(mine))
    mine.state = "evaluated"
    first = desk.submit(mine, re_evaluation(mine))
    assert (desk.held(opening), desk.held(first)) == (1, 1)
    second = re_evaluation(mine, opening_at=AT + timedelta(hours=3))
    assert _rules(desk.submit, mine, second) == {"PRECONDITION_FAILED": ""}
    desk.reject(first)
    assert desk.submit(mine, second)["state"] == "pending"


def _hear_approval(desk: Any, form: Any, answer: Callable[[Any], Any]) -> list[Any]:
    """The service hears of its own approval; gives what it asked of registry, which answers so."""
    service, asked = ReEvaluations(), []

    def move_lots(_call: Any, payload: Any) -> Any:
        asked.append(payload)
        return answer(payload)

    service.registry = SimpleNamespace(move_lots=move_lots)
    told = SimpleNamespace(data={"form_id": UUID(form["id"])})
    ReEvaluations.on_booking_approved.__wrapped__(service, desk.call(service_actor("venue")), told)
    return asked


def test_approval_has_registry_move_the_lots_and_tells_that_it_is_booked(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    mine = project(state="evaluated")
    form = desk.submit(mine, re_evaluation(mine))
    moved = {"lots": [{"evaluation_round": 2}, {}], "already": False}
    assert _hear_approval(desk, form, lambda _: moved) == []
    desk.approve(mine, form)
    (asked,) = _hear_approval(desk, form, lambda _: moved)
    assert (asked["effect"], asked["form_id"]) == ("re_evaluation_approved", UUID(form["id"]))
    assert set(asked["lot_ids"]) == set(mine.lots)
    (told,) = [one["data"] for one in desk.told("reevaluation.booked")]
    assert (told["round"], told["legal_case"], told["room_id"]) == (2, "wrong_sum", BENCH)


def test_a_room_is_given_back_where_registry_refuses_to_move_the_lots_and_only_then(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    mine = project(state="evaluated")
    form = desk.approve(mine, desk.submit(mine, re_evaluation(mine)))

    def refuse(code: str) -> Callable[[Any], Any]:
        def answer(_: Any) -> Any:
            raise Problem(code)

        return answer

    with pytest.raises(Problem, match="UNAVAILABLE"):
        _hear_approval(desk, form, refuse("UNAVAILABLE"))
    assert desk.held(form) == 1
    for _ in range(2):
        _hear_approval(desk, form, refuse("PRECONDITION_FAILED"))
    assert (desk.get(mine.agency, form)["state"], desk.held(form)) == ("released", 0)


def test_a_suspended_lot_gives_its_re_evaluation_room_back(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    mine = project(state="evaluated")
    form = desk.approve(mine, desk.submit(mine, re_evaluation(mine)))
    for lot in mine.lots:
        desk.lot_moves(mine, lot, "suspended")
    assert (desk.get(mine.agency, form)["state"], desk.held(form)) == ("released", 0)


def test_what_changed_since_a_rejection_is_shown_to_the_reviewer(
    desk: Any, project: Make, re_evaluation: Make, paper: Make
) -> None:
    mine = project(state="evaluated")
    form = desk.reject(desk.submit(mine, re_evaluation(mine)))
    told = {
        **{name: CONTENT[name] for name in ("contact", "phone")},
        "project_id": mine.id,
        "lot_ids": mine.lots,
        "re_evaluation_kind": _K.REVIEW_AGAIN,
        "legal_case": _C.SCORE_ABNORMAL,
        "opening_at": AT,
        "opening_minutes": 120,
        "opening_room_id": BENCH,
        "attendees": 5,
        "statement": "评分畸高",
        "attachments": [paper(mine.agency)],
    }
    saved = desk.act(usecases.save_re_evaluation, mine.agency, form, mine.told(), **told)
    seen = desk.get(desk.reviewer, desk.submit(mine, saved))
    assert {one["field"] for one in seen["changes"]} == {"legal_case", "statement"}
    assert {"RE_EVALUATION_CASE", "RE_EVALUATION_PROOF"} <= {one["rule"] for one in seen["checks"]}
    assert "R01" not in {one["rule"] for one in seen["checks"]}


def test_a_re_evaluation_is_booked_anew_and_not_changed(
    desk: Any, project: Make, re_evaluation: Make
) -> None:
    mine = project(state="evaluated")
    form = desk.approve(mine, desk.submit(mine, re_evaluation(mine)))
    assert _rules(desk.change, mine, form) == {"PRECONDITION_FAILED": ""}
