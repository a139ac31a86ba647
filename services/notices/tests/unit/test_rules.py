"""The rules of a tender notice, over the working days of 2026 (domain §1.2, §5.7)."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from notices.kinds.tender import periods
from notices.kinds.tender.completeness import REQUIRED, content_checks, preconditions
from tenderhall_contracts.checks import broken
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.law import Calculator

Data = dict[str, Any]


def broken_content(entered: Data, facts: Data, now: datetime) -> list[Finding]:
    return broken(content_checks(entered, facts, now))


def blockers(facts: Data) -> list[Finding]:
    return broken(preconditions(facts))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def opening(facts: Data, moment: str) -> Data:
    return {**facts, "booking": {**facts["booking"], "opening_at": f"{moment}+08:00"}}


def rules_of(found: list[Any]) -> list[tuple[str, str]]:
    return [(one.rule, one.field) for one in found]


def test_a_complete_notice_has_no_findings(entered: Data, facts: Data) -> None:
    assert broken_content(entered, facts, at("2026-09-07T10:00:00")) == []
    assert blockers(facts) == []


@pytest.mark.parametrize("field", REQUIRED)
def test_each_required_value_is_asked_for_by_name(entered: Data, facts: Data, field: str) -> None:
    found = broken_content({**entered, field: None}, facts, at("2026-09-07T10:00:00"))
    assert rules_of(found) == [("R38", field)]
    assert found[0].basis == "87号令第13条"


def test_a_price_of_nothing_is_a_price(entered: Data, facts: Data) -> None:
    assert broken_content({**entered, "price": "0.00"}, facts, at("2026-09-07T10:00:00")) == []


def test_lots_of_one_notice_open_at_one_time_and_place(entered: Data, facts: Data) -> None:
    split = {**facts, "openings": ["2026-10-20T09:30 501", "2026-10-21T09:30 501"]}
    found = broken_content(entered, split, at("2026-09-07T10:00:00"))
    assert rules_of(found) == [("R08", "lot_ids")]


def test_an_opening_that_has_passed_is_refused(entered: Data, facts: Data) -> None:
    found = broken_content(entered, facts, at("2026-10-20T09:30:00"))
    assert ("R08", "opening_at") in rules_of(found)


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({}, []),
        ({"opening_at": "2026-10-20T01:30+00:00"}, []),
        ({"opening_at": "2026-10-21T09:30+08:00"}, [("R08", "lot_ids")]),
        ({"opening_place": "衡阳市公共资源交易中心别处"}, [("R08", "lot_ids")]),
        ({"opening_at": "", "opening_place": "别处"}, [("R08", "lot_ids")]),
        ({"opening_place": ""}, []),
    ],
)
def test_a_tender_document_says_the_opening_of_the_booking(
    entered: Data, facts: Data, said: Data, rules: list[Any]
) -> None:
    """The booking may have changed since the document was built and approved."""
    opening, room = facts["booking"]["opening_at"], facts["booking"]["room"]
    right = {"opening_at": opening, "opening_place": f"衡阳市公共资源交易中心{room}"}
    told = {**facts, "printed": [{"title": "招标文件", **right, **said}]}
    assert rules_of(broken_content(entered, told, at("2026-09-07T10:00:00"))) == rules


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"budget": "0"}, "R15", "lots.0.budget"),
        ({"budget": None}, "R15", "lots.0.budget"),
        ({"ceiling": "2650000.01"}, "R15", "lots.0.ceiling"),
    ],
)
def test_budget_is_public_and_the_ceiling_within_it(
    entered: Data, facts: Data, changes: Data, rule: str, field: str
) -> None:
    changed = deepcopy(facts)
    changed["lots"][0] |= changes
    found = broken_content(entered, changed, at("2026-09-07T10:00:00"))
    assert rules_of(found) == [(rule, field)]


def test_a_ceiling_equal_to_the_budget_is_allowed(entered: Data, facts: Data) -> None:
    changed = deepcopy(facts)
    changed["lots"][0] |= {"ceiling": "2650000.00"}
    assert broken_content(entered, changed, at("2026-09-07T10:00:00")) == []


def test_silence_about_consortia_is_refused(entered: Data, facts: Data) -> None:
    silent = {**facts, "project": {**facts["project"], "consortium": None}}
    found = broken_content(entered, silent, at("2026-09-07T10:00:00"))
    assert rules_of(found) == [("R39", "consortium")]


def test_obtaining_ends_after_it_begins_and_before_the_deadline(entered: Data, facts: Data) -> None:
    now = at("2026-09-07T10:00:00")
    backwards = {**entered, "obtain_from": "2026-09-20", "obtain_until": "2026-09-19"}
    assert rules_of(broken_content(backwards, facts, now)) == [("R02", "obtain_until")]
    late = {**entered, "obtain_until": "2026-10-21"}
    assert rules_of(broken_content(late, facts, now)) == [("R02", "obtain_until")]
    last = {**entered, "obtain_until": "2026-10-20"}
    assert broken_content(last, facts, now) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"unbooked": ["X-01"]}, "BOOKING_APPROVED"),
        ({"undocumented": ["X-01"]}, "DOCUMENT_APPROVED"),
    ],
)
def test_what_must_be_approved_before_blocks(facts: Data, changes: Data, rule: str) -> None:
    assert [one.rule for one in blockers({**facts, **changes})] == [rule]


def test_an_unapproved_project_and_a_lot_beyond_preparation_block(facts: Data) -> None:
    early = {**facts, "project": {**facts["project"], "state": "pending"}}
    assert [one.rule for one in blockers(early)] == ["PROJECT_APPROVED"]
    moved = deepcopy(facts)
    moved["lots"][1]["state"] = "tendering"
    assert [one.rule for one in blockers(moved)] == ["LOT_PREPARING"]


# ── R01, R02: published on Monday 2026-09-07, the medium follows by Tuesday 09-08 ────────────────
def test_the_clock_starts_with_the_designated_medium(
    law: Calculator, entered: Data, facts: Data
) -> None:
    judged = periods.judge(law, entered, facts, at("2026-09-07T10:00:00"))
    assert judged.published_on.isoformat() == "2026-09-08"


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-09-27T09:30:00", "refused"),  # 19 days
        ("2026-09-28T09:30:00", "amber"),  # exactly 20 days, a Monday
        ("2026-09-29T09:30:00", "kept"),
    ],
)
def test_twenty_days_to_the_deadline(
    law: Calculator, entered: Data, facts: Data, moment: str, told: str
) -> None:
    judged = periods.judge(law, entered, opening(facts, moment), at("2026-09-07T10:00:00"))
    assert ("opening_at" in judged.broken) is (told == "refused")
    assert ([one.rule for one in judged.warnings] == ["R01"]) is (told == "amber")


def test_a_short_deadline_is_refused_by_rule_article_and_earliest_day(
    law: Calculator, entered: Data, facts: Data
) -> None:
    judged = periods.judge(
        law, entered, opening(facts, "2026-09-25T09:30:00"), at("2026-09-07T10:00:00")
    )
    with pytest.raises(Problem) as refused:
        judged.ensure()
    assert refused.value.code == "LEGAL_PERIOD"
    (finding,) = refused.value.findings
    assert (finding.rule, finding.field, finding.basis) == ("R01", "opening_at", "法35")
    told = refused.value.extra
    assert (told["actual"], told["required"], told["earliest_ok"]) == (17, 20, "2026-09-28")


def test_five_working_days_to_obtain_the_document(
    law: Calculator, entered: Data, facts: Data
) -> None:
    """From Tuesday 09-08 the fifth working day is Tuesday 09-15."""
    now = at("2026-09-07T10:00:00")
    short = periods.judge(law, {**entered, "obtain_until": "2026-09-14"}, facts, now)
    assert {field: one.rule.rule_id for field, one in short.broken.items()} == {
        "obtain_until": "R02"
    }
    kept = periods.judge(law, {**entered, "obtain_until": "2026-09-15"}, facts, now)
    assert kept.broken == {}


def test_both_broken_periods_are_told_at_once(law: Calculator, entered: Data, facts: Data) -> None:
    judged = periods.judge(
        law,
        {**entered, "obtain_until": "2026-09-09"},
        opening(facts, "2026-09-10T09:30:00"),
        at("2026-09-07T10:00:00"),
    )
    with pytest.raises(Problem) as refused:
        judged.ensure()
    assert [one.rule for one in refused.value.findings] == ["R01", "R02"]


def test_review_eats_the_twenty_days(law: Calculator, entered: Data, facts: Data) -> None:
    tight = opening(facts, "2026-09-28T09:30:00")
    assert periods.judge(law, entered, tight, at("2026-09-07T16:00:00")).broken == {}
    assert "opening_at" in periods.judge(law, entered, tight, at("2026-09-08T09:00:00")).broken


def test_a_planned_day_later_than_today_starts_the_clock(
    law: Calculator, entered: Data, facts: Data
) -> None:
    now = at("2026-09-07T10:00:00")
    later = periods.judge(law, {**entered, "planned_publish_on": "2026-09-14"}, facts, now)
    assert later.published_on.isoformat() == "2026-09-15"
    past = periods.judge(law, {**entered, "planned_publish_on": "2026-09-01"}, facts, now)
    assert past.published_on.isoformat() == "2026-09-08"


def test_a_period_that_touches_an_unconfirmed_year_is_refused(
    law: Calculator, entered: Data, facts: Data
) -> None:
    with pytest.raises(Problem) as refused:
        periods.judge(law, entered, facts, at("2026-12-31T10:00:00"))
    assert refused.value.code == "CALENDAR_UNAVAILABLE"


def test_the_late_evening_in_utc_is_the_next_day_in_china(
    law: Calculator, entered: Data, facts: Data
) -> None:
    now = datetime.fromisoformat("2026-09-07T17:00:00+00:00")
    assert periods.issued_on(entered, now).isoformat() == "2026-09-08"


def test_periods_that_are_kept_refuse_nothing(law: Calculator, entered: Data, facts: Data) -> None:
    periods.judge(law, entered, facts, at("2026-09-07T10:00:00")).ensure()


def test_the_notice_and_the_challenge_have_their_lawful_lengths(law: Calculator) -> None:
    day = at("2026-09-07T10:00:00").date()
    assert (periods.notice_days(law, day), periods.challenge_days(law, day)) == (5, 7)


# ── 核对 what is shown beside the notice ────────────────────────────────────────────────────────
NOW = at("2026-09-07T10:00:00")


def figures(checks: Any, rule: str) -> list[tuple[Any, ...]]:
    told = [one.told() for one in checks]
    return [
        (one["field"], one["required"], one["actual"], one["ok"])
        for one in told
        if one["rule"] == rule
    ]


def test_rules_of_content_that_hold_are_shown_with_their_figures(
    entered: Data, facts: Data
) -> None:
    found = [*content_checks(entered, facts, NOW), *preconditions(facts)]
    assert all(one.ok and one.zh and one.en for one in found)
    assert figures(found, "R38") == [("", None, None, True)]
    assert figures(found, "R39") == [("consortium", None, "否", True)]
    assert figures(found, "R08") == [
        ("lot_ids", None, "2026-10-20 09:30 五楼501开标室", True),
        ("opening_at", "> 2026-09-07 10:00", "2026-10-20 09:30", True),
    ]
    assert figures(found, "R15") == [
        ("lots.0.budget", "> 0元", "2650000.00元", True),
        ("lots.0.ceiling", "≤ 2650000.00元", "2600000.00元", True),
        ("lots.1.budget", "> 0元", "1200000.00元", True),
    ]
    assert figures(found, "R02") == [
        ("obtain_until", "≥ 2026-09-08", "2026-09-18", True),
        ("obtain_until", "≤ 2026-10-20", "2026-09-18", True),
    ]
    assert [one.finding.rule for one in preconditions(facts)] == [
        "PROJECT_APPROVED",
        "BOOKING_APPROVED",
        "DOCUMENT_APPROVED",
        "LOT_PREPARING",
        "LOT_PREPARING",
    ]


def test_what_is_not_there_yet_is_not_compared(entered: Data, facts: Data) -> None:
    bare = {**facts, "booking": None, "openings": []}
    silent = {**entered, "obtain_from": None, "obtain_until": None}
    found = list(content_checks(silent, bare, NOW))
    assert figures(found, "R08") == []
    assert figures(found, "R02") == []
    yes = {**bare, "project": {**facts["project"], "consortium": True}}
    assert figures(content_checks(entered, yes, NOW), "R39")[0][2:] == ("是", True)
    unsaid = {**bare, "project": {**facts["project"], "consortium": None}}
    assert figures(content_checks(entered, unsaid, NOW), "R39")[0][2:] == (None, False)


def test_the_periods_are_shown_with_figures_and_the_earliest_day(
    law: Calculator, entered: Data, facts: Data
) -> None:
    found = periods.checks(law, entered, facts, NOW)
    assert figures(found, "R01") == [("opening_at", "≥ 20日", "42日", True)]
    assert figures(found, "R02") == [("obtain_until", "≥ 5个工作日", "5个工作日以上", True)]
    assert figures(found, "R03") == [("", "= 5个工作日", "5个工作日", True)]
    first = found[0].told()
    assert first["earliest_ok"].isoformat() == "2026-09-28"
    assert first["text_zh"].startswith("按2026-09-08发布计算，")
    assert "2026-09-15" in found[2].told()["text_zh"]


def test_a_broken_period_is_shown_with_the_words_that_refuse(
    law: Calculator, entered: Data, facts: Data
) -> None:
    short = opening(facts, "2026-09-25T09:30:00")
    found = periods.checks(law, {**entered, "obtain_until": "2026-09-14"}, short, NOW)
    judged = periods.judge(law, {**entered, "obtain_until": "2026-09-14"}, short, NOW)
    refused = [one.finding(field).message_zh for field, one in judged.broken.items()]
    assert [one.told()["text_zh"] for one in found if not one.ok] == refused
    assert figures(found, "R02") == [("obtain_until", "≥ 5个工作日", "4个工作日", False)]


def test_exactly_twenty_days_are_shown_as_amber(
    law: Calculator, entered: Data, facts: Data
) -> None:
    tight = opening(facts, "2026-09-28T09:30:00")
    (told,) = [one.told() for one in periods.checks(law, entered, tight, NOW) if one.amber]
    assert (told["rule"], told["ok"], told["actual"]) == ("R01", True, "20日")


def test_periods_of_an_unconfirmed_year_are_shown_as_not_computed(
    law: Calculator, entered: Data, facts: Data
) -> None:
    found = periods.checks(law, entered, facts, at("2026-12-31T10:00:00"))
    assert [(one.finding.rule, one.ok) for one in found] == [
        ("R01", False),
        ("R02", False),
        ("R03", False),
    ]
    assert {one.told()["text_zh"].partition("：")[0] for one in found} == {
        "2027年工作日安排尚未确认"
    }
    assert found[0].told()["basis"] == "法35"


def test_an_unfinished_notice_is_shown_only_what_can_be_computed(
    law: Calculator, entered: Data, facts: Data
) -> None:
    bare = {**facts, "booking": None}
    found = periods.checks(law, {**entered, "obtain_until": None}, bare, NOW)
    assert [one.finding.rule for one in found] == ["R03"]


@pytest.fixture
def law(reference: Callable[[], Data]) -> Calculator:
    told = reference()
    days = {one["date"]: one["kind"] for one in told["days"]}
    return Calculator(told["rules"], days, {2026})
