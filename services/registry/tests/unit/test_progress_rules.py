"""办理进度 the steps of a lot and what stands in their way (domain §5.1, §5.7)."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from registry.rules import progress as rules
from registry.rules.progress import Form, Standing, StepSeen
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.lots import ALLOWED, Facts
from tenderhall_contracts.vocab import LABELS, Activity, LotState, ProgressStep, StepStatus
from tenderhall_contracts.workflow import State

STEPS = ("project", "booking", "tender_document", "tender_notice", "publication")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOOKED = ("booking", "approved")
WRITTEN = ("tender_document", "approved")


def project(state: str = "approved") -> Form:
    return Form(ProgressStep.PROJECT, "p", State(state))


def form(step: str, state: str | None, minutes: int = 0, form_id: str = "") -> Form:
    at = NOON + timedelta(minutes=minutes)
    return Form(ProgressStep(step), form_id or step, State(state) if state else None, at)


def lot(state: str, *forms: tuple[str, str | None], published: bool = False) -> Standing:
    told = rules.that_count(form(*one) for one in forms)
    return Standing(place=1, state=LotState(state), published=published, forms=told)


def seen(step: str, standing: Standing, of: Form | None = None) -> StepSeen:
    return rules.progress(of or project(), standing)[STEPS.index(step)]


def statuses(standing: Standing, of: Form | None = None) -> tuple[str, ...]:
    return tuple(one.status.value for one in rules.progress(of or project(), standing))


def broken(findings: object) -> list[str]:
    assert isinstance(findings, list | tuple)
    return [one.rule for one in findings]


def test_the_steps_are_told_in_their_order() -> None:
    told = rules.progress(project(), lot("preparing"))
    assert tuple(one.step.value for one in told) == STEPS


@pytest.mark.parametrize(
    ("of", "state", "forms", "told"),
    [
        ("draft", "registered", (), "current blocked blocked blocked blocked"),
        ("pending", "registered", (), "current blocked blocked blocked blocked"),
        ("rejected", "registered", (), "current blocked blocked blocked blocked"),
        ("approved", "preparing", (), "done open open blocked blocked"),
        ("approved", "preparing", (("booking", "draft"),), "done current open blocked blocked"),
        ("approved", "preparing", (("booking", "pending"),), "done current open blocked blocked"),
        ("approved", "preparing", (("booking", "rejected"),), "done current open blocked blocked"),
        ("approved", "preparing", (("booking", None),), "done current open blocked blocked"),
        ("approved", "preparing", (BOOKED,), "done done open blocked blocked"),
        ("approved", "preparing", (WRITTEN,), "done open done blocked blocked"),
        ("approved", "preparing", (("booking", "used"),), "done open open blocked blocked"),
        (
            "approved",
            "preparing",
            (("booking", "used"), ("booking", "draft")),
            "done current open blocked blocked",
        ),
        ("approved", "preparing", (BOOKED, WRITTEN), "done done done open blocked"),
        (
            "approved",
            "preparing",
            (BOOKED, WRITTEN, ("tender_notice", "pending")),
            "done done done current blocked",
        ),
        (
            "approved",
            "preparing",
            (BOOKED, WRITTEN, ("tender_notice", "rejected")),
            "done done done current blocked",
        ),
        (
            "approved",
            "preparing",
            (BOOKED, WRITTEN, ("tender_notice", "approved")),
            "done done done done current",
        ),
        ("approved", "suspended", (), "done open blocked blocked blocked"),
        ("approved", "cancelled", (), "done blocked blocked blocked blocked"),
    ],
)
def test_a_step_is_done_begun_open_or_blocked(
    of: str, state: str, forms: tuple[tuple[str, str | None], ...], told: str
) -> None:
    assert statuses(lot(state, *forms), project(of)) == tuple(told.split())


def test_once_the_notice_is_published_every_step_is_done_whatever_became_of_the_forms() -> None:
    for standing in (lot("tendering", published=True), lot("cancelled", published=True)):
        assert set(statuses(standing)) == {"done"}


@pytest.mark.parametrize("state", list(LotState))
def test_a_lot_tells_by_itself_whether_its_notice_was_published(state: LotState) -> None:
    before = {"registered", "preparing", "suspended", "cancelled"}
    assert rules.published(state, None) is (state.value not in before)
    assert rules.published(state, NOON)


def test_a_step_names_the_form_that_counts_and_publication_names_the_notice() -> None:
    standing = lot("preparing", BOOKED, WRITTEN, ("tender_notice", "approved"))
    forms = [one.form for one in rules.progress(project(), standing)]
    assert [one.form_id for one in forms if one] == [
        *("p", "booking", "tender_document", "tender_notice", "tender_notice")
    ]
    assert seen("publication", lot("tendering", published=True)).form is None


def test_of_several_forms_the_furthest_counts_and_of_equals_the_newest() -> None:
    told = [
        form("booking", "rejected", 5, "rejected"),
        form("booking", "draft", 9, "draft"),
        form("booking", "approved", 1, "approved"),
        form("tender_document", "draft", 1, "older"),
        form("tender_document", "draft", 2, "newer"),
        form("tender_notice", "draft", 3, "written"),
        form("tender_notice", None, 0, "registered"),
    ]
    for shuffled in (told, told[::-1]):
        counted = rules.that_count(shuffled)
        assert [one.form_id for one in counted.values()].count("approved") == 1
        assert counted[ProgressStep.TENDER_DOCUMENT].form_id == "newer"
        assert counted[ProgressStep.TENDER_NOTICE].form_id == "registered"


def test_a_blocked_notice_says_in_words_what_is_missing() -> None:
    blockers = seen("tender_notice", lot("preparing", WRITTEN)).blockers
    assert list(blockers) == [
        Finding(
            "lot_ids",
            "BOOKING_APPROVED",
            "分包01没有审核通过的场地预约",
            "Lot 01 has no approved booking",
            "操作手册 3.7 前置条件",
        )
    ]


def test_a_notice_that_was_begun_still_says_what_it_lacks() -> None:
    standing = lot("preparing", BOOKED, ("tender_document", "draft"), ("tender_notice", "draft"))
    told = seen("tender_notice", standing)
    assert told.status is StepStatus.CURRENT
    assert broken(told.blockers) == ["DOCUMENT_APPROVED"]


def test_what_is_done_has_nothing_in_its_way() -> None:
    standing = lot("cancelled", BOOKED)
    told = seen("booking", standing)
    assert (told.status, broken(told.blockers)) == (StepStatus.DONE, [])


def test_before_its_project_is_approved_nothing_may_be_begun() -> None:
    standing = lot("registered")
    for step in ("booking", "tender_document"):
        assert broken(seen(step, standing).blockers) == ["PROJECT_APPROVED"]
    wanted = ["PROJECT_APPROVED", "BOOKING_APPROVED", "DOCUMENT_APPROVED"]
    assert broken(seen("tender_notice", standing).blockers) == wanted


def test_publication_waits_for_the_approved_notice() -> None:
    standing = lot("preparing", BOOKED, WRITTEN, ("tender_notice", "pending"))
    told = seen("publication", standing)
    assert (told.status, told.form) == (StepStatus.BLOCKED, None)
    assert told.blockers[0].message_zh == "分包01的招标公告审核通过后，由系统自动发布"


FACTS = {
    Activity.CHANGE_NOTICE: Facts(suspended_in=LotState.TENDERING),
    Activity.RESUMPTION: Facts(suspended_in=LotState.PREPARING),
    Activity.FAILURE: Facts(suspended_in=LotState.AWARDED, deadline_passed=True),
    Activity.RETENDER: Facts(ground=1),
}
"""With this beside the lot's state every cell of the table that is not empty allows."""


@pytest.mark.parametrize(("activity", "state"), list(product(Activity, LotState)))
def test_an_activity_is_hindered_where_the_table_of_states_forbids_it(
    activity: Activity, state: LotState
) -> None:
    forms = lot("preparing", BOOKED, WRITTEN).forms
    met = FACTS.get(activity, Facts())
    complete = Standing(1, state, published=False, forms=forms, facts=met)
    found = rules.hindrances(activity, complete)
    assert (not found) is (state in ALLOWED[activity])
    for one in found:
        assert one.basis
        assert one.message_en
        assert one.rule == ("PROJECT_APPROVED" if state == "registered" else "LOT_STATE")


def test_a_wrong_state_is_told_in_chinese_and_english() -> None:
    (found,) = rules.hindrances(Activity.TENDER_NOTICE, lot("suspended"))
    assert found.message_zh == "分包01为“已暂停”，不可办理招标公告"
    assert found.message_en == "Lot 01 is suspended: no tender notice"


def test_a_live_form_of_the_kind_is_in_the_way_of_another_and_not_of_itself() -> None:
    standing = lot("preparing")
    others = {"b1": State.PENDING, "b2": None}
    found = rules.rivals(Activity.BOOKING, standing, others, None)
    assert [one.message_zh for one in found] == [
        "分包01已有场地预约（待审核），请先处理",
        "分包01已有场地预约，请先处理",
    ]
    assert [one.message_en for one in found] == [
        "Lot 01 has a booking (pending) already",
        "Lot 01 has a booking already",
    ]
    assert rules.rivals(Activity.BOOKING, standing, {"b1": State.PENDING}, "b1") == []


def test_clarifications_are_in_nobodys_way() -> None:
    assert rules.rivals(Activity.CLARIFICATION, lot("tendering"), {"c": None}, None) == []


def test_a_form_belongs_to_the_step_it_was_registered_for() -> None:
    assert rules.step_of("booking", None) is ProgressStep.BOOKING
    assert rules.step_of("notice", None) is ProgressStep.TENDER_NOTICE
    assert rules.step_of("notice", Activity.TENDER_NOTICE) is ProgressStep.TENDER_NOTICE
    assert rules.step_of("notice", Activity.CHANGE_NOTICE) is None
    assert rules.step_of("project", None) is None


def test_every_step_has_a_title_in_both_languages_and_a_kind_of_form() -> None:
    assert set(rules.TITLE_EN) == set(rules.FORM_TYPE) == set(ProgressStep)
    assert all(LABELS[one] for one in ProgressStep)


def test_a_booking_whose_time_is_over_is_shown_with_the_published_lot() -> None:
    opened = lot("opening", ("booking", "used"), WRITTEN, published=True)
    assert seen("booking", opened).status is StepStatus.DONE
    assert seen("booking", opened).form == form("booking", "used")
