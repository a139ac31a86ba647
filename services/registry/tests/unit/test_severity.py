"""规则等级 what becomes of a check that fails, by the severity of its rule."""

from datetime import date

import pytest
from registry.seed.legal_rules import rows
from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_kit import severity
from tenderhall_kit.law import Calculator

TODAY = date(2026, 3, 2)


def law(of_r13: str) -> Calculator:
    known = [one | {"severity": of_r13} if one["rule_id"] == "R13" else one for one in rows()]
    return Calculator(known, {}, set())


def check(rule: str = "R13", *, ok: bool = False, amber: bool = False) -> Check:
    return Check(Finding("lots.0.deposit", rule, "超过"), ok=ok, amber=amber)


@pytest.mark.parametrize(
    ("told", "refused", "needs_reason", "said"),
    [
        ("block", True, False, True),
        ("flow", True, False, True),
        ("to_do", True, False, True),
        ("warn", False, True, True),
        ("info", False, False, True),
        ("allow", False, False, True),
        ("off", False, False, False),
    ],
)
def test_a_broken_rule_is_refused_passed_or_silent(
    told: str, *, refused: bool, needs_reason: bool, said: bool
) -> None:
    weighed = list(severity.weighed([check()], law(told), TODAY))
    assert bool(severity.refusals(weighed)) == refused
    assert bool(severity.doubts(weighed, law(told), TODAY)) == needs_reason
    assert bool(weighed) == said


def test_what_was_only_worth_a_look_is_refused_where_the_rule_blocks_and_no_sooner() -> None:
    for told, refused in (("block", True), ("flow", False), ("warn", False)):
        weighed = severity.weighed([check(amber=True)], law(told), TODAY)
        assert bool(severity.refusals(weighed)) == refused


def test_what_holds_and_what_is_no_rule_of_the_law_stays_as_it_is() -> None:
    held, other = check(ok=True), check("BUDGET_SUM")
    assert list(severity.weighed([held, other], law("warn"), TODAY)) == [held, other]
    assert severity.refusals([held, other]) == [other.finding]


def test_a_rule_that_is_broken_twice_needs_one_reason() -> None:
    weighed = list(severity.weighed([check(), check()], law("warn"), TODAY))
    assert [one.rule for one in severity.doubts(weighed, law("warn"), TODAY)] == ["R13"]
