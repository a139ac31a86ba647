"""What R01 leaves of the time between a notice and its opening."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tenderhall_kit.law import SHANGHAI, Calculator
from venue.rules import countdown

START = date(2026, 1, 1)
DAYS = {
    day: "workday" if day.weekday() < 5 else "weekend"
    for day in (START + timedelta(days=n) for n in range(365))
}


def law(*, full: bool = False) -> Calculator:
    same = {"text_zh": "", "basis": "", "severity": "block", "effective_from": "2000-01-01"}
    r01 = {**same, "rule_id": "R01", "value": 20, "unit": "day"}
    r34 = {**same, "rule_id": "R34", "value": 1, "unit": "working_day"}
    policies = {"legal.min_days_full": "true"} if full else {}
    return Calculator([r01, r34], DAYS, {2026}, policies=policies)


@pytest.mark.parametrize(
    ("opening", "until"),
    [
        (datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI), date(2026, 6, 11)),
        (datetime(2026, 7, 1, 0, 0, tzinfo=SHANGHAI), date(2026, 6, 11)),
        (datetime(2026, 6, 30, 23, 59, tzinfo=UTC), date(2026, 6, 11)),  # 1 July in Shanghai
        (datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI), date(2026, 2, 10)),  # across a month's end
        (datetime(2027, 1, 4, 9, 0, tzinfo=SHANGHAI), date(2026, 12, 15)),  # 2027 is not confirmed
    ],
)
def test_the_notice_must_be_out_twenty_days_before_the_opening(
    opening: datetime, until: date
) -> None:
    assert countdown.publish_by(opening, law()) == until


def test_full_days_take_one_day_more() -> None:
    opening = datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI)
    assert countdown.publish_by(opening, law(full=True)) == date(2026, 6, 10)


def test_days_are_counted_to_the_end_of_the_last_one() -> None:
    until = date(2026, 6, 11)
    for day, left in ((1, 10), (11, 0), (12, -1)):
        now = datetime(2026, 6, day, 23, 59, tzinfo=SHANGHAI)
        assert countdown.days_left(until, now) == left


def test_the_earliest_opening_waits_for_review_publication_and_twenty_days() -> None:
    monday = datetime(2026, 6, 1, 10, 0, tzinfo=SHANGHAI)
    # reviewed on Tuesday, published on Wednesday the 3rd; the 23rd is a Tuesday
    assert countdown.earliest_opening(monday, law(), 1) == date(2026, 6, 23)


def test_in_a_year_that_is_not_confirmed_the_days_are_counted_plainly() -> None:
    december = datetime(2026, 12, 21, 10, 0, tzinfo=SHANGHAI)
    assert countdown.earliest_opening(december, law(), 1) == date(2027, 1, 12)
