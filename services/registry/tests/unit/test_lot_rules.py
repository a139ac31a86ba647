"""The tables of domain §5.1, written down once more by hand."""

from itertools import product

import pytest
from registry.rules import lots
from registry.rules.lots import Effect, OpenForm
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity, LotState

STATES = (
    *("registered", "preparing", "tendering", "opening", "evaluated"),
    *("re_evaluating", "awarded", "suspended", "cancelled", "failed"),
)
# one letter a state, in this order; Y: the activity may be opened
TRUTH = {
    "booking": "-Y-----Y--",
    "booking_change": "-YY-------",
    "tender_document": "-Y--------",
    "tender_notice": "-Y--------",
    "clarification": "--Y-------",
    "change_notice": "--Y----Y--",
    "suspension": "-YYYYYY---",
    "cancellation": "-YY----Y--",
    "failure": "---YYYYY--",
    "re_evaluation": "----Y-Y---",
    "award_notice": "----Y-----",
    "award_change": "------Y---",
    "retender": "---------Y",
}
MOVES = {
    ("registered", "project_approved"): "preparing",
    ("preparing", "project_withdrawn"): "registered",
    ("preparing", "tender_notice_published"): "tendering",
    ("tendering", "deadline_reached"): "opening",
}


def test_the_truth_table_names_every_state_and_activity() -> None:
    assert set(STATES) == set(LotState)
    assert set(TRUTH) == set(Activity)


@pytest.mark.parametrize(
    ("activity", "state", "may"),
    [
        (activity, state, letter == "Y")
        for activity, letters in TRUTH.items()
        for state, letter in zip(STATES, letters, strict=True)
    ],
)
def test_an_activity_is_opened_where_the_table_says_so(
    activity: str, state: str, *, may: bool
) -> None:
    asked = (Activity(activity), [("P-01", LotState(state))])
    if may:
        lots.ensure_allowed(*asked)
    else:
        with pytest.raises(Problem) as refused:
            lots.ensure_allowed(*asked)
        assert refused.value.code == "PRECONDITION_FAILED"
        assert refused.value.extra["blockers"][0]["lot_no"] == "P-01"


@pytest.mark.parametrize(("state", "effect"), list(product(STATES, Effect)))
def test_an_effect_moves_a_lot_where_the_table_says_so(state: str, effect: Effect) -> None:
    to = MOVES.get((state, effect.value))
    if to:
        assert lots.moved(LotState(state), effect, "P-01") == to
    else:
        with pytest.raises(Problem, match="PRECONDITION_FAILED"):
            lots.moved(LotState(state), effect, "P-01")


def test_a_refusal_names_the_lot_its_state_and_the_activity_in_chinese() -> None:
    with pytest.raises(Problem) as refused:
        lots.ensure_allowed(Activity.TENDER_NOTICE, [("P-01", LotState.FAILED)])
    assert refused.value.extra["blockers"][0]["message_zh"] == "P-01为“已废标”，不可办理招标公告"


def test_every_lot_that_is_in_the_way_is_named() -> None:
    told = [("P-01", LotState.PREPARING), ("P-02", LotState.AWARDED), ("P-03", LotState.FAILED)]
    with pytest.raises(Problem) as refused:
        lots.ensure_allowed(Activity.BOOKING, told)
    assert [one["lot_no"] for one in refused.value.extra["blockers"]] == ["P-02", "P-03"]


def test_a_second_form_of_a_kind_is_refused_and_the_same_form_is_not() -> None:
    there = [OpenForm("f1", Activity.BOOKING, "P-01"), OpenForm("d1", Activity.FAILURE, "P-01")]
    lots.ensure_alone(Activity.BOOKING, "f1", there)
    lots.ensure_alone(Activity.TENDER_NOTICE, "n1", there)
    with pytest.raises(Problem) as refused:
        lots.ensure_alone(Activity.BOOKING, "f2", there)
    assert [one["form_id"] for one in refused.value.extra["blockers"]] == ["f1"]


def test_clarifications_may_be_several() -> None:
    lots.ensure_alone(Activity.CLARIFICATION, "c2", [OpenForm("c1", Activity.CLARIFICATION, "P")])


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        (("preparing", "awarded"), "active"),
        (("registered",), "active"),
        (("suspended", "suspended"), "suspended"),
        (("suspended", "tendering"), "active"),
        (("suspended", "cancelled"), "suspended"),
        (("cancelled", "cancelled"), "cancelled"),
        (("failed",), "failed"),
        (("failed", "cancelled"), "complete"),
        (("awarded", "failed"), "complete"),
        ((), "complete"),
    ],
)
def test_the_stage_of_a_project_follows_from_its_lots(states: tuple[str, ...], stage: str) -> None:
    assert lots.stage([LotState(one) for one in states])[0] == stage
