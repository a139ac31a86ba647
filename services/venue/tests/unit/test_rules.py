from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import RoomKind
from tenderhall_kit.law import SHANGHAI, Calculator
from venue.rules import bookings as rules

OFFICIAL = {
    day: "workday" if day.weekday() < 5 else "weekend"
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
} | {date(2026, 10, 1): "statutory", date(2026, 10, 10): "makeup"}


def _rule(rule_id: str, value: int, unit: str, basis: str) -> dict[str, object]:
    row = {"text_zh": "", "severity": "block", "effective_from": date(2000, 1, 1)}
    return {"rule_id": rule_id, "value": value, "unit": unit, "basis": basis, **row}


LAW = Calculator(
    [
        _rule("R01", 20, "day", "政府采购法第三十五条"),
        _rule("R34", 1, "working_day", "101号令第十三条"),
    ],
    OFFICIAL,
    {2026},
)
NOW = datetime(2026, 6, 1, 10, 0, tzinfo=SHANGHAI)
HALL = rules.RoomFacts("开标一室", "opening", 40, time(8, 30), time(17, 30), enabled=True)
BENCH = rules.RoomFacts("评标一室", "evaluation", 7, time(8, 30), time(17, 30), enabled=True)
OPENING = rules.Meeting(
    "opening", RoomKind.OPENING, HALL, datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI), 60
)
EVALUATION = rules.Meeting(
    "evaluation", RoomKind.EVALUATION, BENCH, datetime(2026, 7, 1, 10, 30, tzinfo=SHANGHAI), 120
)
PLAN = rules.Plan(OPENING, EVALUATION, 30)


def _broken(plan: rules.Plan, now: datetime = NOW) -> set[tuple[str, str]]:
    return {(one.rule, one.field) for one in rules.broken(plan, now, LAW)}


def _at(meeting: rules.Meeting, day: date, hour: int = 9, minute: int = 30) -> rules.Meeting:
    return replace(meeting, begins=datetime.combine(day, time(hour, minute), SHANGHAI))


def _alone(day: date) -> rules.Plan:
    return rules.Plan(_at(OPENING, day), None, 0)


def test_a_sound_plan_breaks_nothing() -> None:
    assert _broken(PLAN) == set()


def test_the_opening_must_be_later_than_now_and_not_at_now() -> None:
    assert _broken(PLAN, OPENING.begins) == {("OPENING_IN_FUTURE", "opening_at")}
    assert _broken(PLAN, OPENING.begins - timedelta(minutes=1)) == set()


def test_the_evaluation_may_begin_with_the_opening_but_not_before_it() -> None:
    together = replace(EVALUATION, begins=OPENING.begins)
    assert _broken(replace(PLAN, evaluation=together)) == set()
    before = replace(EVALUATION, begins=OPENING.begins - timedelta(minutes=15))
    assert _broken(replace(PLAN, evaluation=before)) == {
        ("EVALUATION_AFTER_OPENING", "evaluation_at")
    }


@pytest.mark.parametrize("minute", [1, 14, 29, 50])
def test_times_are_quarters_of_an_hour(minute: int) -> None:
    plan = replace(PLAN, opening=_at(OPENING, date(2026, 7, 1), 9, minute))
    assert ("QUARTER_HOURS", "opening_at") in _broken(plan)


def test_lengths_are_quarters_of_an_hour() -> None:
    plan = replace(PLAN, evaluation=replace(EVALUATION, minutes=100))
    assert _broken(plan) == {("QUARTER_HOURS", "evaluation_minutes")}


@pytest.mark.parametrize(
    ("hour", "minute", "ok"), [(8, 30, True), (8, 15, False), (16, 30, True), (16, 45, False)]
)
def test_a_meeting_lies_within_the_hours_of_its_room(hour: int, minute: int, ok: bool) -> None:  # noqa: FBT001 — a column of the table above
    opening = _at(OPENING, date(2026, 7, 1), hour, minute)
    found = _broken(rules.Plan(opening, None, 0))
    assert found == (set() if ok else {("ROOM_HOURS", "opening_at")})


def test_hours_are_those_of_shanghai_whatever_the_offset_of_the_time() -> None:
    opening = replace(OPENING, begins=datetime(2026, 7, 1, 1, 30, tzinfo=UTC))
    assert _broken(rules.Plan(opening, None, 0)) == set()


def test_a_meeting_may_not_run_past_midnight() -> None:
    open_late = replace(BENCH, closes=time(23, 59))
    late = replace(_at(EVALUATION, date(2026, 7, 1), 22), room=open_late, minutes=150)
    assert ("ROOM_HOURS", "evaluation_at") in _broken(replace(PLAN, evaluation=late))


def test_weekends_and_holidays_are_refused_and_makeup_saturdays_are_not() -> None:
    refused = {("WORKING_DAY", "opening_at")}
    assert _broken(_alone(date(2026, 7, 4))) == refused
    assert _broken(_alone(date(2026, 10, 1))) == refused
    assert _broken(_alone(date(2026, 10, 10))) == set()


def test_a_weekday_of_an_unconfirmed_year_is_allowed_with_a_warning() -> None:
    plan = _alone(date(2027, 3, 1))
    assert _broken(plan) == set()
    (told,) = rules.warnings(plan, NOW, LAW, 1)
    assert told.rule == "CALENDAR_PROVISIONAL"
    assert "暂定" in told.message_zh


def test_a_weekend_of_an_unconfirmed_year_is_refused_as_provisional() -> None:
    (found,) = rules.broken(_alone(date(2027, 3, 6)), NOW, LAW)
    assert (found.rule, "暂定" in found.message_zh) == ("WORKING_DAY", True)


def test_capacity_may_be_reached_but_not_exceeded() -> None:
    assert _broken(replace(PLAN, attendees=40)) == set()
    assert _broken(replace(PLAN, attendees=41)) == {("ROOM_CAPACITY", "attendees")}


def test_a_room_out_of_use_or_of_the_wrong_kind_is_refused() -> None:
    off = replace(OPENING, room=replace(HALL, enabled=False))
    assert _broken(rules.Plan(off, None, 0)) == {("ROOM_ENABLED", "opening_room_id")}
    wrong = replace(OPENING, room=BENCH)
    assert _broken(rules.Plan(wrong, None, 0)) == {("ROOM_KIND", "opening_room_id")}


def test_an_opening_too_soon_for_the_20_days_is_warned_of_with_its_article() -> None:
    # submitted Mon 06-01, reviewed 06-02, published 06-03: the deadline is 06-23 at the earliest
    soon = _alone(date(2026, 6, 22))
    (told,) = rules.warnings(soon, NOW, LAW, 1)
    assert (told.rule, told.field, told.basis) == ("R01", "opening_at", "政府采购法第三十五条")
    assert "2026-06-23" in told.message_zh
    assert _broken(soon) == set()


def test_a_rule_that_is_switched_off_warns_of_nothing() -> None:
    off = _rule("R01", 20, "day", "政府采购法第三十五条") | {"severity": "off"}
    silent = Calculator([off], OFFICIAL, {2026})
    assert rules.warnings(_alone(date(2026, 6, 22)), NOW, silent, 1) == []


def test_an_opening_at_exactly_20_days_is_amber_and_later_is_silent() -> None:
    assert [one.rule for one in rules.warnings(_alone(date(2026, 6, 23)), NOW, LAW, 1)] == ["R01"]
    assert rules.warnings(_alone(date(2026, 6, 24)), NOW, LAW, 1) == []


def test_the_20_days_are_still_counted_where_the_next_year_is_not_confirmed() -> None:
    december = datetime(2026, 12, 21, 10, 0, tzinfo=SHANGHAI)
    told = rules.warnings(_alone(date(2027, 1, 8)), december, LAW, 1)
    assert [one.rule for one in told] == ["R01", "CALENDAR_PROVISIONAL"]
    told = rules.warnings(_alone(date(2027, 1, 18)), december, LAW, 1)
    assert [one.rule for one in told] == ["CALENDAR_PROVISIONAL"]


def test_the_last_days_of_december_still_get_their_warning() -> None:
    december = datetime(2026, 12, 31, 10, 0, tzinfo=SHANGHAI)
    told = rules.warnings(_alone(date(2027, 1, 8)), december, LAW, 1)
    assert [one.rule for one in told] == ["R01", "CALENDAR_PROVISIONAL"]


def test_only_lots_in_preparation_or_suspended_may_be_booked() -> None:
    rules.ensure_bookable([("L1", "preparing"), ("L2", "suspended")])
    with pytest.raises(Problem) as refused:
        rules.ensure_bookable([("L1", "preparing"), ("L2", "tendering")])
    assert refused.value.code == "PRECONDITION_FAILED"
    assert [one["lot_no"] for one in refused.value.extra["blockers"]] == ["L2"]


def test_the_usage_window_is_forward_and_at_most_31_days() -> None:
    rules.ensure_window(NOW, NOW + timedelta(days=31))
    for ends in (NOW, NOW - timedelta(hours=1), NOW + timedelta(days=31, minutes=1)):
        with pytest.raises(Problem) as refused:
            rules.ensure_window(NOW, ends)
        assert refused.value.code == "VALIDATION_FAILED"


def test_an_evaluation_is_told_in_full_or_not_at_all() -> None:
    assert rules.evaluation_complete([None, None, None])
    assert rules.evaluation_complete([NOW, 60, 4])
    assert not rules.evaluation_complete([NOW, None, 4])


def test_the_working_days_from_a_day_on_leave_weekends_out() -> None:
    found = rules.working_days(date(2026, 7, 3), 4, LAW)
    assert found == [date(2026, 7, 3), date(2026, 7, 6)]


def test_a_room_that_is_not_there_and_half_an_evaluation_are_told_at_their_fields() -> None:
    assert rules.unknown_room("opening_room_id").field == "opening_room_id"
    assert rules.incomplete_evaluation().field == "evaluation_at"


# ── 核对 what a reviewer is shown ────────────────────────────────────────────────────────────────
def _figures(plan: rules.Plan, rule: str, now: datetime = NOW) -> list[tuple[object, ...]]:
    told = [one.told() for one in rules.checks(plan, now, LAW, 1)]
    return [
        (one["field"], one["required"], one["actual"], one["ok"], one["amber"])
        for one in told
        if one["rule"] == rule
    ]


def test_a_sound_plan_is_shown_with_every_rule_and_its_figures() -> None:
    assert all(one.ok and one.zh and one.en for one in rules.checks(PLAN, NOW, LAW, 1))
    assert _figures(PLAN, "R01") == [("opening_at", "≥ 20日", "28日", True, False)]
    assert _figures(PLAN, "ROOM_CAPACITY") == [("attendees", "≤ 40人", "30人", True, False)]
    assert _figures(PLAN, "ROOM_HOURS") == [
        ("opening_at", "08:30-17:30", "09:30-10:30", True, False),
        ("evaluation_at", "08:30-17:30", "10:30-12:30", True, False),
    ]
    assert _figures(PLAN, "WORKING_DAY")[0][1:] == ("工作日", "2026-07-01", True, False)
    assert _figures(PLAN, "EVALUATION_AFTER_OPENING")[0][1:3] == (
        "≥ 2026-07-01 09:30",
        "2026-07-01 10:30",
    )


def test_the_lawful_opening_is_shown_with_what_it_assumes_and_its_earliest_day() -> None:
    (told,) = [one.told() for one in rules.checks(PLAN, NOW, LAW, 1) if one.finding.rule == "R01"]
    assert told["text_zh"].startswith("按预计2026-06-03发布招标公告计算：")
    assert told["earliest_ok"] == date(2026, 6, 23)
    assert told["basis"] == "政府采购法第三十五条"


@pytest.mark.parametrize(
    ("day", "actual", "ok"), [(date(2026, 6, 22), "19日", False), (date(2026, 6, 23), "20日", True)]
)
def test_too_soon_and_just_enough_are_both_amber_since_neither_refuses(
    day: date,
    actual: str,
    ok: bool,  # noqa: FBT001 — a column of the table above
) -> None:
    assert _figures(_alone(day), "R01") == [("opening_at", "≥ 20日", actual, ok, True)]
    (warned,) = rules.warnings(_alone(day), NOW, LAW, 1)
    (told,) = [one.told() for one in rules.checks(_alone(day), NOW, LAW, 1) if one.amber]
    assert told["text_zh"] == warned.message_zh


def test_what_no_confirmed_calendar_covers_is_shown_as_not_computed() -> None:
    december = datetime(2026, 12, 21, 10, 0, tzinfo=SHANGHAI)
    late, soon = _alone(date(2027, 1, 18)), _alone(date(2027, 1, 8))
    (told,) = [
        one.told() for one in rules.checks(late, december, LAW, 1) if one.finding.rule == "R01"
    ]
    assert (told["ok"], told["amber"]) == (False, False)
    assert told["text_zh"].startswith("2027年工作日安排尚未确认")
    assert _figures(soon, "R01", december) == [("opening_at", "≥ 20日", "16日", False, True)]
    assert _figures(late, "CALENDAR_PROVISIONAL", december)[0][3:] == (False, True)
    assert rules.broken(late, december, LAW) == []


def test_a_broken_rule_is_shown_with_the_words_that_refuse() -> None:
    plan = replace(PLAN, attendees=41)
    (found,) = rules.broken(plan, NOW, LAW)
    shown = [one.told() for one in rules.checks(plan, NOW, LAW, 1) if not one.ok]
    assert [(one["text_zh"], one["actual"]) for one in shown] == [(found.message_zh, "41人")]
