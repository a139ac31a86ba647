"""评标委员会 how many members the dated law wants, by the budget of the lots (R24)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from notices.kinds.award import committee
from tenderhall_kit.law import Calculator

NOW = datetime.fromisoformat("2026-09-07T10:00:00+08:00")


def law_of(reference: dict[str, Any], threshold: int) -> Calculator:
    rules = [
        one | {"value": threshold} if one["rule_id"] == "R24.large" else one
        for one in reference["rules"]
    ]
    days = {one["date"]: one["kind"] for one in reference["days"]}
    return Calculator(rules, days, {2026})


@pytest.mark.parametrize(
    ("threshold", "members", "rule", "ok"),
    [
        (1000, 5, "R24.normal", True),
        (1000, 4, "R24.normal", False),
        (385, 5, "R24", False),
        (385, 7, "R24", True),
        (386, 5, "R24.normal", True),
    ],
)
def test_the_law_says_from_which_budget_seven_must_judge(
    reference: Callable[[], dict[str, Any]], threshold: int, members: int, rule: str, *, ok: bool
) -> None:
    facts = {"lots": [{"budget": "2650000.00"}, {"budget": "1200000.00"}], "evaluations": {}}
    entered = {"experts": [{"name": str(number)} for number in range(members)]}
    (told,) = committee.lawful_checks(law_of(reference(), threshold), entered, facts, NOW)
    assert (told.finding.rule, told.ok) == (rule, ok)
