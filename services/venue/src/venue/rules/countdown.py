"""倒计时 what R01 leaves of the time before an opening: pure, over days of Shanghai."""

from datetime import date, datetime, timedelta

from tenderhall_contracts.errors import Problem
from tenderhall_kit.law import Calculator, day_of

from venue.rules.bookings import publication


def publish_by(opening: datetime, law: Calculator) -> date:
    """最迟公告发布日 a notice published on a later day cannot open then."""
    return law.latest_publication(day_of(opening))


def days_left(until: date, now: datetime) -> int:
    """剩余天数 0 on the last day, below zero once it has passed."""
    return (until - day_of(now)).days


def earliest_opening(now: datetime, law: Calculator, review: int) -> date:
    """最早开标日 if the notice were submitted today: review, publication, then R01's days.

    Where the calendar of that year is not confirmed, days off are not rolled past.
    """
    published = publication(day_of(now), law, review)
    try:
        return law.earliest_deadline(published)
    except Problem:
        return published + timedelta(days=law.minimum(law.rule("R01", published)))
