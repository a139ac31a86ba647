"""放假安排 the published arrangements that ``chinesecalendar`` knows; it guesses no year."""

from datetime import date

from chinese_calendar import constants

from registry.rules.calendar import from_off_and_makeup

SOURCE = "国务院办公厅节假日安排通知（chinesecalendar）"
FIRST = 2025
"""Earlier years had another decree on holidays, and no procurement here begins in them."""


def known_years() -> list[int]:
    """已公布的年度 from ``FIRST`` on."""
    return sorted({day.year for day in constants.holidays if day.year >= FIRST})


def published(year: int) -> dict[date, str] | None:
    """全年日历 of a year whose arrangement is known; None for any other."""
    if year not in known_years():
        return None
    return from_off_and_makeup(year, set(constants.holidays), set(constants.workdays))
