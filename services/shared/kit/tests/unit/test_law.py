"""The vectors of domain §1.3, and what must hold for any calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenderhall_contracts.errors import Problem
from tenderhall_kit.law import Calculator, Judgement, RuleMissingError, day_of


def row(rule_id: str, value: int | None, unit: str | None, **other: Any) -> dict[str, Any]:
    told = {"effective_from": "2015-03-01", "effective_to": None} | other
    return {
        "rule_id": rule_id,
        "text_zh": "规则",
        "basis": "法35",
        "severity": "block",
        "value": value,
        "unit": unit,
        **told,
    }


RULES = [
    row("R01", 20, "day"),
    row("R02", 5, "working_day"),
    row("R03", 5, "working_day"),
    row("R05", 15, "day"),
    row("R14", 5, "working_day"),
    row("R16", None, None),
    row("R19", 2, "working_day"),
    row("R20", 1, "working_day"),
    row("R24", 7, "member"),
    row("R29", 7, "working_day"),
    row("R31", 30, "day"),
    row("R34", 1, "working_day"),
]


def library_days(year: int) -> dict[date, str]:
    """The year as chinesecalendar knows it."""
    first = date(year, 1, 1)
    span = range((date(year + 1, 1, 1) - first).days)
    days = [first + timedelta(days=step) for step in span]
    return {day: _kind(day) for day in days}


def _kind(day: date) -> str:
    weekend = day.weekday() > 4
    if chinese_calendar.is_workday(day):
        return "makeup" if weekend else "workday"
    if day in (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3), date(2026, 9, 25)):
        return "statutory"
    return "weekend" if weekend else "dayoff"


DAYS = library_days(2026)
LAW = Calculator(RULES, DAYS, {2026})


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("published", "ends"),
    [("09-21", "09-29"), ("09-30", "10-13"), ("02-09", "02-14"), ("04-30", "05-11")],
)
def test_five_working_days_end_as_the_vectors_say(published: str, ends: str) -> None:
    assert LAW.notice_period_end(d(published)) == d(ends)
    assert LAW.earliest_obtaining_end(d(published)) == d(ends)


@pytest.mark.parametrize(
    ("published", "earliest"), [("09-21", "10-12"), ("09-30", "10-20"), ("02-09", "03-02")]
)
def test_twenty_days_roll_past_days_off(published: str, earliest: str) -> None:
    assert LAW.earliest_deadline(d(published)) == d(earliest)


@pytest.mark.parametrize(("fixed", "due"), [("09-30", "10-09"), ("02-13", "02-24")])
def test_an_award_notice_is_due_two_working_days_after_the_winner_is_fixed(
    fixed: str, due: str
) -> None:
    assert LAW.award_notice_due(d(fixed)) == d(due)


def test_an_award_notice_of_9_october_stands_until_10_and_can_be_challenged_until_20() -> None:
    assert LAW.award_period_end(d("10-09")) == d("10-10")
    assert LAW.challenge_until(d("10-09")) == d("10-20")


def test_a_material_clarification_comes_fifteen_days_before_the_deadline() -> None:
    assert LAW.last_clarification_day(d("10-20")) == d("10-05")


def test_a_late_clarification_moves_the_deadline_fifteen_days_on() -> None:
    assert LAW.earliest_deadline_after_clarification(d("09-21")) == d("10-08")  # 10-06 is off


def test_a_period_that_crosses_into_an_unknown_year_is_refused_with_the_year() -> None:
    with pytest.raises(Problem) as refused:
        LAW.notice_period_end(d("12-30"))
    assert refused.value.code == "CALENDAR_UNAVAILABLE"
    assert refused.value.extra["year"] == 2027


def test_a_provisional_year_is_refused_although_its_days_are_known() -> None:
    law = Calculator(RULES, DAYS | {date(2027, 1, 1): "workday"}, {2026})
    with pytest.raises(Problem, match="CALENDAR_UNAVAILABLE"):
        law.is_workday(date(2027, 1, 1))
    assert not law.is_official(date(2027, 1, 1))


def test_a_day_missing_from_a_confirmed_year_is_not_guessed() -> None:
    law = Calculator(RULES, {}, {2026})
    with pytest.raises(Problem, match="CALENDAR_UNAVAILABLE"):
        law.is_workday(d("03-02"))
    assert not law.is_official(d("03-02"))


def test_a_makeup_saturday_is_a_working_day_and_a_monday_off_is_not() -> None:
    assert LAW.is_workday(d("10-10"))
    assert not LAW.is_workday(d("02-23"))
    assert LAW.is_official(d("02-23"))


def test_the_last_day_to_publish_keeps_a_working_deadline_and_the_day_after_does_not() -> None:
    deadlines = [day for day, kind in DAYS.items() if kind in {"workday", "makeup"}]
    for deadline in deadlines[20:-1]:  # 2025 and 2027 are not known
        last = LAW.latest_publication(deadline)
        assert LAW.judge_deadline(last, deadline).kept, deadline
        assert not LAW.judge_deadline(last + timedelta(days=1), deadline).kept, deadline


def test_exactly_twenty_days_are_accepted_with_an_amber_warning() -> None:
    judged = LAW.judge_deadline(d("09-30"), d("10-20"))
    judged.ensure("opening_at")
    assert judged.ok
    assert judged.amber
    assert "恰为20日" in judged.finding("opening_at").message_zh


def test_more_than_twenty_days_bring_no_warning() -> None:
    judged = LAW.judge_deadline(d("09-30"), d("10-21"))
    assert judged.ok
    assert not judged.amber


def test_nineteen_days_are_refused_with_rule_article_and_earliest_day() -> None:
    judged = LAW.judge_deadline(d("09-30"), d("10-19"))
    with pytest.raises(Problem) as refused:
        judged.ensure("opening_at")
    problem = refused.value
    assert problem.code == "LEGAL_PERIOD"
    assert problem.extra == {
        "rule_id": "R01",
        "actual": 19,
        "required": 20,
        "earliest_ok": "2026-10-20",
    }
    assert problem.findings[0].field == "opening_at"
    assert problem.findings[0].basis == "法35"


def test_full_days_ask_for_one_day_more_where_the_policy_says_so() -> None:
    law = Calculator(RULES, DAYS, {2026}, policies={"legal.min_days_full": "true"})
    assert law.earliest_deadline(d("09-30")) == d("10-21")
    assert not law.judge_deadline(d("09-30"), d("10-20")).ok


def test_statutory_rolling_passes_only_the_holidays_of_the_decree() -> None:
    law = Calculator(RULES, DAYS, {2026}, policies={"legal.roll": "statutory"})
    assert law.earliest_deadline(d("09-21")) == d("10-11")  # a Sunday may end it
    assert law.earliest_deadline(d("09-11")) == d("10-04")  # 10-01…03 may not


def test_the_obtaining_period_counts_working_days() -> None:
    early = LAW.judge_obtaining(d("09-21"), d("09-28"))
    assert (early.ok, early.actual, early.required) == (False, 4, 5)
    with pytest.raises(Problem, match="2026-09-29"):
        early.ensure("obtain_until")
    assert LAW.judge_obtaining(d("09-21"), d("12-31")).ok
    assert LAW.judge_obtaining(d("09-21"), d("09-20")).actual == 0


def test_publication_is_planned_one_working_day_after_the_hand_over() -> None:
    assert LAW.planned_publication(d("09-30")) == d("10-08")


def test_a_rule_is_chosen_by_the_day_the_period_begins() -> None:
    rules = [
        row("R01", 20, "day", effective_to=d("06-30")),
        row("R01", 30, "day", effective_from=d("07-01")),
        row("R01", 31, "day", effective_from="2026-08-01"),
    ]
    law = Calculator(rules, DAYS, {2026})
    assert [law.rule("R01", d(day)).value for day in ("06-30", "07-01", "08-01")] == [20, 30, 31]
    with pytest.raises(RuleMissingError, match="R01"):
        law.rule("R01", date(2010, 1, 1))


def test_a_rule_that_does_not_count_days_has_no_period() -> None:
    with pytest.raises(RuleMissingError, match="R24"):
        LAW.period_end("R24", d("03-02"))
    with pytest.raises(RuleMissingError, match="R99"):
        LAW.period_end("R99", d("03-02"))
    with pytest.raises(RuleMissingError, match="no number"):
        _ = LAW.rule("R16", d("03-02")).number


def test_a_duty_of_five_working_days_skips_the_holidays() -> None:
    assert LAW.period_end("R14", d("09-30")) == d("10-13")


def test_a_suspension_of_thirty_days_rolls_past_the_weekend() -> None:
    assert LAW.period_end("R31", d("11-12")) == d("12-14")


def test_a_period_has_at_least_one_working_day() -> None:
    with pytest.raises(ValueError, match="0 working days"):
        LAW.working_days_after(d("03-02"), 0)


def test_the_day_of_a_moment_is_the_day_in_shanghai() -> None:
    assert day_of(datetime(2026, 3, 1, 17, 0, tzinfo=UTC)) == d("03-02")
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 3, 1))  # noqa: DTZ001 — the mistake that is refused


calendars = st.lists(
    st.sampled_from(["workday", "weekend", "statutory", "dayoff", "makeup"]),
    min_size=365,
    max_size=365,
)
starts = st.integers(min_value=0, max_value=60).map(lambda step: d("01-01") + timedelta(days=step))


def calculator(kinds: list[str], **policies: str) -> Calculator:
    days = {d("01-01") + timedelta(days=step): kind for step, kind in enumerate(kinds)}
    return Calculator(RULES, days, {2026}, policies=policies)


@given(calendars, starts, st.integers(min_value=1, max_value=20))
def test_between_start_and_end_lie_exactly_n_working_days(
    kinds: list[str], begun: date, count: int
) -> None:
    law = calculator(kinds)
    try:
        ends = law.working_days_after(begun, count)
    except Problem as problem:
        assert problem.extra["year"] == 2027  # noqa: PT017 — the calendar had too few working days
        return
    assert law.is_workday(ends)
    assert law.count_working_days(begun, ends) == count


@given(calendars, starts)
def test_a_minimum_period_is_never_shortened_and_ends_on_a_working_day(
    kinds: list[str], begun: date
) -> None:
    law, statutory = calculator(kinds), calculator(kinds, **{"legal.roll": "statutory"})
    try:
        earliest = law.earliest_deadline(begun)
    except Problem:
        return
    assert (earliest - begun).days >= 20
    assert law.is_workday(earliest)
    assert statutory.earliest_deadline(begun) <= earliest


@given(calendars, starts, st.integers(min_value=0, max_value=90))
def test_a_deadline_is_refused_exactly_when_it_is_before_the_earliest(
    kinds: list[str], begun: date, after: int
) -> None:
    law = calculator(kinds)
    try:
        judged: Judgement = law.judge_deadline(begun, begun + timedelta(days=after))
    except Problem:
        return
    assert judged.ok == (begun + timedelta(days=after) >= judged.earliest_ok)
    assert judged.ok <= (after >= 20)


@given(calendars, starts)
def test_a_later_start_never_ends_earlier(kinds: list[str], begun: date) -> None:
    law = calculator(kinds)
    try:
        later = law.notice_period_end(begun + timedelta(days=1))
    except Problem:
        return
    assert law.notice_period_end(begun) <= later
