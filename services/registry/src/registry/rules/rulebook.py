"""法规台账 which row of a rule is in force, and what a new row must fulfil (domain §1.1)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tenderhall_contracts.errors import Finding

_DAYS = frozenset({"day", "working_day"})

Row = Mapping[str, Any]


def in_force(rows: Sequence[Row], on: date) -> Row | None:
    """有效行 the newest of a rule's rows that is in force on that day."""
    valid = [one for one in rows if one["effective_from"] <= on and not _ended(one, on)]
    return max(valid, key=lambda one: one["effective_from"], default=None)


def status(row: Row, rows: Sequence[Row], on: date) -> str:
    """状态 of one row among all rows of its rule."""
    if row["effective_from"] > on:
        return "upcoming"
    if _ended(row, on):
        return "ended"
    return "in_force" if in_force(rows, on) is row else "superseded"


def faults(row: Row, known: Row, today: date, *, correction: bool) -> Iterator[Finding]:
    """不符合的 why a row cannot be put; ``known`` is the rule's row now, ``today`` business time.

    What was in force stays as it was: the past is changed by a correction only, which leaves a
    finding.
    """
    begins, ends = row["effective_from"], row.get("effective_to")
    if begins < today and not correction:
        zh = f"生效日期不得早于今日{today}；更正既往规则须勾选“更正”并说明理由"
        en = f"Not before today, {today}, unless it is a correction"
        yield Finding("effective_from", "RETROACTIVE", zh, en)
    if ends and ends < begins:
        zh, en = "失效日期不能早于生效日期", "It cannot end before it begins"
        yield Finding("effective_to", "PERIOD", zh, en)
    counts = known["value"] is not None
    if counts and row.get("value") is None:
        yield Finding("value", "REQUIRED", "该规则须有数值", "This rule has a number")
    if counts and row.get("unit") not in _units(known):
        told = "、".join(sorted(_units(known)))
        yield Finding("unit", "UNIT", f"该规则的单位须为{told}", f"This rule counts {told}")


def _units(known: Row) -> frozenset[str]:
    """A period may be counted in days or in working days; every other unit stays what it is."""
    unit = known["unit"]
    return _DAYS if unit in _DAYS else frozenset({unit})


def _ended(row: Row, on: date) -> bool:
    return row["effective_to"] is not None and row["effective_to"] < on
