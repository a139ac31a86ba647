"""The tables of domain §5.1, written down once more by hand."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from registry.rules import lots
from registry.rules.lots import OpenForm, Seen
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.lots import Effect, Facts
from tenderhall_contracts.vocab import Activity, LotState

STATES = (
    *("registered", "preparing", "tendering", "opening", "evaluated"),
    *("re_evaluating", "awarded", "suspended", "cancelled", "failed"),
)
# one letter a state, in this order; Y: the activity may be opened, some under a condition (below)
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
    "resumption": "-------Y--",
}
MOVES = {
    ("registered", "project_approved"): "preparing",
    ("preparing", "project_withdrawn"): "registered",
    ("preparing", "tender_notice_published"): "tendering",
    ("tendering", "deadline_reached"): "opening",
    ("opening", "evaluation_ended"): "evaluated",
    ("evaluated", "re_evaluation_approved"): "re_evaluating",
    ("awarded", "re_evaluation_approved"): "re_evaluating",
    ("re_evaluating", "evaluation_ended"): "evaluated",
    ("evaluated", "award_published"): "awarded",
    ("preparing", "suspended"): "suspended",
    ("tendering", "suspended"): "suspended",
    ("opening", "suspended"): "suspended",
    ("evaluated", "suspended"): "suspended",
    ("re_evaluating", "suspended"): "suspended",
    ("awarded", "suspended"): "suspended",
    ("preparing", "cancelled"): "cancelled",
    ("tendering", "cancelled"): "cancelled",
    ("opening", "failure_published"): "failed",
    ("evaluated", "failure_published"): "failed",
    ("re_evaluating", "failure_published"): "failed",
}
# state, effect, what stands beside the state, where it leads ("-": refused)
BESIDE = [
    ("awarded", "re_evaluation_approved", {"contract_signed": True}, "-"),
    ("awarded", "suspended", {"contract_signed": True}, "-"),
    ("re_evaluating", "evaluation_ended", {"award_live": True}, "awarded"),
    ("tendering", "cancelled", {"deadline_passed": True}, "-"),
    ("suspended", "resumed", {"suspended_in": "preparing"}, "preparing"),
    ("suspended", "resumed", {"suspended_in": "tendering"}, "tendering"),
    ("suspended", "resumed", {"suspended_in": "opening"}, "opening"),
    ("suspended", "resumed", {"suspended_in": "re_evaluating"}, "re_evaluating"),
    ("suspended", "resumed", {"suspended_in": "awarded"}, "awarded"),
    ("suspended", "cancelled", {"suspended_in": "tendering"}, "cancelled"),
    ("suspended", "cancelled", {"suspended_in": "opening", "deadline_passed": True}, "-"),
    ("suspended", "failure_published", {"suspended_in": "tendering"}, "-"),
    (
        *("suspended", "failure_published"),
        {"suspended_in": "opening", "deadline_passed": True},
        "failed",
    ),
    (
        *("suspended", "failure_published"),
        {"suspended_in": "awarded", "deadline_passed": True},
        "-",
    ),
    (
        *("suspended", "failure_published"),
        {"suspended_in": "awarded", "deadline_passed": True, "decision": True},
        "failed",
    ),
    ("awarded", "failure_published", {"decision": True}, "failed"),
    ("failed", "retendered", {"ground": 1}, "failed"),
    ("failed", "retendered", {"ground": 3}, "failed"),
    ("failed", "retendered", {"ground": 4}, "-"),
    ("failed", "retendered", {"ground": 2, "retendered": True}, "-"),
]
# activities that a cell allows under a condition: what must stand beside the state, and what not
CONDITIONAL = [
    ("booking_change", "tendering", {"deadline_passed": True}, False),
    ("clarification", "tendering", {"deadline_passed": True}, False),
    ("change_notice", "tendering", {"deadline_passed": True}, False),
    ("change_notice", "suspended", {"suspended_in": "preparing"}, False),
    ("change_notice", "suspended", {"suspended_in": "opening"}, False),
    ("suspension", "awarded", {"contract_signed": True}, False),
    ("cancellation", "tendering", {"deadline_passed": True}, False),
    ("cancellation", "suspended", {"deadline_passed": True}, False),
    ("failure", "suspended", {"suspended_in": "tendering"}, False),
    ("failure", "awarded", {}, False),
    ("re_evaluation", "awarded", {"contract_signed": True}, False),
    ("resumption", "suspended", {"suspended_in": "tendering"}, False),
    ("retender", "failed", {"ground": 4}, False),
    ("retender", "failed", {"ground": 1, "retendered": True}, False),
    ("failure", "awarded", {"decision": True}, True),
    ("failure", "suspended", {"suspended_in": "opening", "deadline_passed": True}, True),
    ("resumption", "suspended", {"suspended_in": "evaluated"}, True),
    ("change_notice", "suspended", {"suspended_in": "tendering"}, True),
    ("retender", "failed", {"ground": 2}, True),
]
# with this beside it every cell marked Y allows
FAVOURABLE: dict[str, Any] = {
    "failure": {"suspended_in": "opening", "deadline_passed": True, "decision": True},
    "change_notice": {"suspended_in": "tendering"},
    "resumption": {"suspended_in": "opening"},
    "retender": {"ground": 1},
}


def seen(state: str, **beside: Any) -> Seen:
    if beside.get("suspended_in"):
        beside["suspended_in"] = LotState(beside["suspended_in"])
    return Seen("P-01", LotState(state), Facts(**beside))


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
    asked = (Activity(activity), [seen(state, **FAVOURABLE.get(activity, {}))])
    if may:
        lots.ensure_allowed(*asked)
    else:
        with pytest.raises(Problem) as refused:
            lots.ensure_allowed(*asked)
        assert refused.value.code == "PRECONDITION_FAILED"
        assert refused.value.extra["blockers"][0]["lot_no"] == "P-01"


@pytest.mark.parametrize(("activity", "state", "beside", "may"), CONDITIONAL)
def test_a_conditional_cell_asks_what_stands_beside_the_state(
    activity: str, state: str, beside: dict[str, Any], *, may: bool
) -> None:
    missing = lots.lacking(Activity(activity), seen(state, **beside))
    assert (missing == []) is may
    assert missing is not None


@pytest.mark.parametrize(
    ("state", "effect"),
    [
        pair
        for pair in product(STATES, Effect)
        if pair not in {(one, two) for one, two, *_ in BESIDE}
    ],
)
def test_an_effect_moves_a_lot_where_the_table_says_so(state: str, effect: Effect) -> None:
    to = MOVES.get((state, effect.value))
    if to:
        assert lots.moved(seen(state), effect) == to
    else:
        with pytest.raises(Problem, match="PRECONDITION_FAILED"):
            lots.moved(seen(state), effect)


@pytest.mark.parametrize(("state", "effect", "beside", "to"), BESIDE)
def test_where_an_effect_leads_may_depend_on_what_stands_beside_the_state(
    state: str, effect: str, beside: dict[str, Any], to: str
) -> None:
    if to == "-":
        with pytest.raises(Problem, match="PRECONDITION_FAILED"):
            lots.moved(seen(state, **beside), Effect(effect))
    else:
        assert lots.moved(seen(state, **beside), Effect(effect)) == to


@pytest.mark.parametrize(
    ("state", "suspended_in", "minutes", "passed"),
    [
        ("preparing", None, None, False),
        ("tendering", None, None, False),
        ("tendering", None, 1, False),
        ("tendering", None, 0, True),
        ("opening", None, -5, True),
        ("awarded", None, None, True),
        ("suspended", "tendering", -5, False),
        ("suspended", "evaluated", -5, True),
    ],
)
def test_a_deadline_has_passed_by_the_clock_only_while_the_lot_is_tendering(
    state: str, suspended_in: str | None, minutes: int | None, *, passed: bool
) -> None:
    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    opens = now + timedelta(minutes=minutes) if minutes is not None else None
    before = LotState(suspended_in) if suspended_in else None
    assert lots.deadline_passed(LotState(state), before, opens, now) is passed


def test_a_refusal_names_the_lot_its_state_and_the_activity_in_chinese() -> None:
    with pytest.raises(Problem) as refused:
        lots.ensure_allowed(Activity.TENDER_NOTICE, [seen("failed")])
    assert refused.value.extra["blockers"][0]["message_zh"] == "P-01为“已废标”，不可办理招标公告"


def test_a_refusal_names_what_is_lacking_or_the_way_to_go() -> None:
    for state, beside, told in [
        (
            "suspended",
            {"deadline_passed": True},
            "P-01为“已暂停”，不可办理项目取消，须未到投标截止时间",
        ),
        ("opening", {}, "P-01为“开评标中”，不可办理项目取消，应以废标情形（四）办理废标"),
    ]:
        with pytest.raises(Problem) as refused:
            lots.ensure_allowed(Activity.CANCELLATION, [seen(state, **beside)])
        assert refused.value.extra["blockers"][0]["message_zh"] == told


def test_every_lot_that_is_in_the_way_is_named() -> None:
    told = [
        Seen(f"P-0{place}", LotState(state))
        for place, state in enumerate(("preparing", "awarded", "failed"), 1)
    ]
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
