"""使用统计 what a stretch of time counts for: pure, over plain values; times of Asia/Shanghai."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.law import SHANGHAI

LONGEST = 366
"""Days of one question."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def ensure_days(first: date, last: date) -> None:
    """统计区间 forward, at most a year.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    if not 0 <= (last - first).days < LONGEST:
        zh, en = "起止日期须先后有序且不超过366天", "The days must be forward and at most 366"
        raise Problem("VALIDATION_FAILED", [Finding("last", "OCCUPANCY_DAYS", zh, en)])


def open_minutes(opens: time, closes: time, days: int) -> int:
    """开放分钟 of so many working days."""
    return days * (closes.hour * 60 + closes.minute - opens.hour * 60 - opens.minute)


def minutes(begins: datetime, ends: datetime) -> int:
    """分钟."""
    return (ends - begins) // _MINUTE


def within_hours(
    begins: datetime, ends: datetime, opens: time, closes: time, days: Collection[date]
) -> int:
    """开放时间内的分钟 of a stretch that may last for days (a closure)."""
    return sum(
        max(0, minutes(max(begins, first), min(ends, last)))
        for first, last in _hours(opens, closes, days)
        if begins < last and first < ends
    )


def by_hour(begins: datetime, ends: datetime) -> Iterator[tuple[int, int]]:
    """按钟点 hour of the day and the minutes of it that are held."""
    at, until = begins.astimezone(SHANGHAI), ends.astimezone(SHANGHAI)
    while at < until:
        whole = at.replace(minute=0, second=0, microsecond=0) + _HOUR
        yield at.hour, minutes(at, min(whole, until))
        at = whole


def _hours(
    opens: time, closes: time, days: Collection[date]
) -> Iterator[tuple[datetime, datetime]]:
    for day in days:
        yield (
            datetime.combine(day, opens, SHANGHAI),
            datetime.combine(day, closes, SHANGHAI),
        )
