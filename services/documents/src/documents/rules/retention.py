"""保存期限 how long a project's documents are kept (R35: 政府采购法第42条, 实施条例第46条)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.law import Calculator

LEAST = 15
"""Years: the law's own, also where registry's data would say less, or nothing yet."""

_DONE = frozenset({*TERMINAL, LotState.AWARDED})


def ended(lots: Iterable[Mapping[str, Any]]) -> bool:
    """采购是否结束 every lot has been awarded, cancelled, or has failed."""
    states = [LotState(one["state"]) for one in lots]
    return bool(states) and all(one in _DONE for one in states)


def retain_until(ended_on: date, law: Calculator) -> date:
    """保存至 so many years after the end; 29 February is kept until 1 March."""
    rule = law.find("R35", ended_on)
    years = max(LEAST, rule.value or 0) if rule else LEAST
    return later(ended_on, years)


def standing(today: date) -> date:
    """至少锁定至 of what is kept for as long as nobody knows: told to the store once a year."""
    return date(today.year + 2, 1, 1)


def later(day: date, years: int) -> date:
    """若干年后 the same day of that year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
