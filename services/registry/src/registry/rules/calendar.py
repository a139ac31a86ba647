"""日历 a year's days from its official arrangement (domain §1.3): what the kinds of day are."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tenderhall_contracts.errors import Finding

FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Statutory days whose date never changes (全国年节及纪念日放假办法, article 2)."""

LUNAR: Mapping[int, tuple[str, ...]] = {
    2025: ("01-28", "01-29", "01-30", "01-31", "04-04", "05-31", "10-06"),
    2026: ("02-16", "02-17", "02-18", "02-19", "04-05", "06-19", "09-25"),
    2027: ("02-05", "02-06", "02-07", "02-08", "04-05", "06-09", "09-15"),
    2028: ("01-25", "01-26", "01-27", "01-28", "04-04", "05-28", "10-03"),
}
"""除夕, 春节 three days, 清明, 端午, 中秋 by year; with 05-02 the thirteen days (2024 revision)."""

KINDS_ZH: Mapping[str, str] = {
    "工作日": "workday",
    "周末": "weekend",
    "法定节假日": "statutory",
    "放假": "dayoff",
    "调休上班": "makeup",
}
"""What a list of days may say instead of the kind's identifier."""

_SATURDAY = 5
_SECOND_OF_MAY_SINCE = 2025


def statutory_days(year: int) -> set[date]:
    """法定节假日 of the year, as far as known; the lunar ones only for the years in ``LUNAR``."""
    days = {date(year, month, day) for month, day in FIXED}
    if year >= _SECOND_OF_MAY_SINCE:
        days.add(date(year, 5, 2))
    return days | {date.fromisoformat(f"{year}-{one}") for one in LUNAR.get(year, ())}


def whole_year(year: int, exceptions: Mapping[date, str]) -> dict[date, str]:
    """全年日历 every day of the year; what the arrangement does not name is workday or weekend."""
    first = date(year, 1, 1)
    span = range((date(year + 1, 1, 1) - first).days)
    days = [first + timedelta(days=step) for step in span]
    return {day: exceptions.get(day) or _plain(day) for day in days}


def without_arrangement(year: int) -> dict[date, str]:
    """演示日历 the statutory days and nothing else: good for a demo, never official."""
    return whole_year(year, dict.fromkeys(statutory_days(year), "statutory"))


def from_off_and_makeup(year: int, off: set[date], makeup: set[date]) -> dict[date, str]:
    """放假安排 as published: days off and makeup days; the statutory ones among them are known."""
    statutory = statutory_days(year)
    kinds = {day: _off(day, statutory) for day in off if day.year == year}
    return whole_year(year, kinds | {day: "makeup" for day in makeup if day.year == year})


def arrangement_findings(year: int, days: Mapping[date, str]) -> list[Finding]:
    """检查放假安排 that an administrator has entered, before a law is computed with it."""
    strays = [day for day in days if day.year != year]
    found = [
        Finding("days", "CALENDAR", f"{day}不属于{year}年", f"{day} is not in {year}")
        for day in sorted(strays)
    ]
    for month, day in FIXED:
        fixed = date(year, month, day)
        if days.get(fixed) != "statutory":
            zh, en = f"{fixed}应为法定节假日", f"{fixed} is a statutory holiday"
            found.append(Finding("days", "CALENDAR", zh, en, "全国年节及纪念日放假办法第二条"))
    return found


def read_csv(text: str) -> tuple[dict[date, str], list[Finding]]:
    """读取CSV lines ``date,kind``, with or without a heading; the days, and what is wrong."""
    days: dict[date, str] = {}
    wrong: list[Finding] = []
    for number, row in enumerate(csv.reader(text.splitlines()), 1):
        told = [cell.strip() for cell in row]
        if not any(told) or (number == 1 and told[0].lower() in {"date", "日期"}):
            continue
        day, kind = _day_of(told[0]), _kind_of(told[1] if len(told) > 1 else "")
        if day and kind and day not in days:
            days[day] = kind
        else:
            wrong.append(_bad_line(number, day, kind))
    return days, wrong


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _kind_of(text: str) -> str | None:
    kind = KINDS_ZH.get(text, text.lower())
    return kind if kind in KINDS_ZH.values() else None


def _bad_line(number: int, day: date | None, kind: str | None) -> Finding:
    why = next(_why(day, kind))
    return Finding("csv", "CSV", f"第{number}行：{why[0]}", f"Line {number}: {why[1]}")


def _why(day: date | None, kind: str | None) -> Iterator[tuple[str, str]]:
    if day is None:
        yield "日期须写成2027-01-01", "write the date as 2027-01-01"
    if kind is None:
        told = "、".join(KINDS_ZH)
        yield f"类型须为{told}之一", f"the kind is one of {', '.join(KINDS_ZH.values())}"
    yield f"{day}重复", f"{day} stands twice"


def _off(day: date, statutory: set[date]) -> str:
    if day in statutory:
        return "statutory"
    return "weekend" if day.weekday() >= _SATURDAY else "dayoff"


def _plain(day: date) -> str:
    return "weekend" if day.weekday() >= _SATURDAY else "workday"
