"""规则等级 what a rule's severity makes of a check that fails (domain §1.1).

``block``, ``flow`` and ``to_do`` refuse; ``warn`` lets it pass with a reason; ``info`` and
``allow`` only tell; ``off`` is silent. What is no rule of the law, or of one that is not in force,
refuses as it says itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding

from tenderhall_kit.law import Calculator, Rule

_LEGAL = re.compile(r"R\d\d(\.|\Z)")


def weighed(checks: Iterable[Check], law: Calculator, on: date) -> Iterator[Check]:
    """按等级 each check as its rule's severity on that day wants it: amber instead of refused."""
    for one in checks:
        rule = _rule(one.finding, law, on)
        if rule is None:
            yield one
        elif rule.severity != "off":
            yield _as(one, rule)


def _as(one: Check, rule: Rule) -> Check:
    if one.ok:
        return one
    if not rule.refuses:
        return replace(one, amber=True)
    return replace(one, amber=False) if rule.severity == "block" else one


def refusals(checks: Iterable[Check]) -> list[Finding]:
    """拒绝的 what neither holds nor may pass."""
    return [one.finding for one in checks if not one.ok and not one.amber]


def doubts(checks: Iterable[Check], law: Calculator, on: date) -> list[Finding]:
    """须说明理由的 what is broken where the rule warns: the first of each rule."""
    found: dict[str, Finding] = {}
    for one in checks:
        rule = _rule(one.finding, law, on)
        if rule and rule.severity == "warn" and not one.ok:
            found.setdefault(rule.rule_id, one.finding)
    return list(found.values())


def _rule(finding: Finding, law: Calculator, on: date) -> Rule | None:
    return law.find(finding.rule, on) if _LEGAL.match(finding.rule) else None
