"""期限计算 against a count by hand, day after day, written without the calculator's own steps."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry.rules import deadlines
from registry.seed.legal_rules import rows
from tenderhall_contracts.vocab import LegalEvent
from tenderhall_kit.law import Calculator

RULES = list(rows())
FIRST = date(2026, 1, 1)
KINDS = ("workday", "weekend", "statutory", "dayoff", "makeup")

calendars = st.lists(st.sampled_from(KINDS), min_size=365, max_size=365)
starts = st.integers(0, 364).map(lambda step: FIRST + timedelta(days=step))
policies = st.fixed_dictionaries(
    {
        "legal.roll": st.sampled_from(["nonworking", "statutory"]),
        "legal.min_days_full": st.sampled_from(["true", "false"]),
    }
)


class OutsideError(Exception):
    """The count has left the one year that is known."""


class ByHand:
    """日历 on the wall: a pencil goes from day to day."""

    def __init__(self, kinds: list[str], told: dict[str, str]) -> None:
        self.wall = dict(zip(self.days(), kinds, strict=True))
        self.told = told

    @staticmethod
    def days() -> Iterator[date]:
        day = FIRST
        while day.year == FIRST.year:
            yield day
            day += timedelta(days=1)

    def look(self, day: date) -> str:
        if day not in self.wall:
            raise OutsideError(day.year)
        return self.wall[day]

    def end(self, rule_id: str, begun: date) -> date:
        (row,) = [one for one in RULES if one["rule_id"] == rule_id]
        left, pencil = row["value"], begun
        if rule_id == "R01" and self.told["legal.min_days_full"] == "true":
            left += 1
        if row["unit"] == "working_day":
            while left > 0:
                pencil += timedelta(days=1)
                if self.look(pencil) in ("workday", "makeup"):
                    left -= 1
            return pencil
        for _ in range(left):
            pencil += timedelta(days=1)
        while self.is_closed(pencil):
            pencil += timedelta(days=1)
        return pencil

    def is_closed(self, day: date) -> bool:
        kind = self.look(day)
        if self.told["legal.roll"] == "statutory":
            return kind == "statutory"
        return kind in ("weekend", "statutory", "dayoff")


@given(st.sampled_from(LegalEvent), calendars, starts, policies)
def test_every_period_ends_where_a_count_by_hand_ends(
    event: LegalEvent, kinds: list[str], on: date, told: dict[str, str]
) -> None:
    hand = ByHand(kinds, told)
    law = Calculator(RULES, hand.wall, {2026}, policies=told)
    found = deadlines.of(law, event, on)
    assert len(found) == len(deadlines.PERIODS[event])
    for period, one in zip(deadlines.PERIODS[event], found, strict=True):
        if period.sense == "latest_before":
            assert (on - one["last_day"]).days == one["value"]
            continue
        begun = on if period.after is None else found[period.after]["last_day"]
        try:
            ends = hand.end(period.rule_id, begun) if begun else None
        except OutsideError:
            ends = None
        assert one["last_day"] == ends
        assert (one["refused"] is None) == (ends is not None)


@given(st.sampled_from(LegalEvent), calendars, starts, policies)
def test_what_is_told_as_skipped_explains_the_last_day(
    event: LegalEvent, kinds: list[str], on: date, told: dict[str, str]
) -> None:
    wall = ByHand(kinds, told).wall
    law = Calculator(RULES, wall, {2026}, policies=told)
    for one in deadlines.of(law, event, on):
        if one["refused"] or one["sense"] == "latest_before":
            continue
        assert all(wall[day["date"]] == day["kind"] for day in one["skipped"])
        if one["unit"] == "working_day":
            span = (one["last_day"] - one["begun"]).days
            assert span == one["value"] + len(one["skipped"])
        else:
            assert bool(one["skipped"]) == (one["rolled_from"] is not None)
            begins = one["rolled_from"] or one["last_day"]
            assert (one["last_day"] - begins).days == len(one["skipped"])


@pytest.mark.parametrize("event", LegalEvent)
def test_every_event_sets_off_periods_of_rules_that_exist(event: LegalEvent) -> None:
    known = {one["rule_id"] for one in RULES}
    assert deadlines.PERIODS[event]
    assert {one.rule_id for one in deadlines.PERIODS[event]} <= known


def law_with(**changes: Any) -> Calculator:
    changed = [one | changes if one["rule_id"] == "R19" else one for one in RULES]
    wall = ByHand(["workday"] * 365, {}).wall
    return Calculator(changed, wall, {2026})


def test_a_rule_that_is_off_or_not_yet_in_force_sets_off_no_period() -> None:
    on = date(2026, 3, 2)
    assert len(deadlines.of(law_with(), LegalEvent.WINNER_DETERMINED, on)) == 2
    assert deadlines.of(law_with(severity="off"), LegalEvent.WINNER_DETERMINED, on) == []
    later = law_with(effective_from=date(2026, 4, 1))
    assert deadlines.of(later, LegalEvent.WINNER_DETERMINED, on) == []
