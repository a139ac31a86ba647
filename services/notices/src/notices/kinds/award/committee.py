"""评标委员会与法定期限 what the dated law says of an award's numbers (R18, R19, R20, R24)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.errors import Problem
from tenderhall_kit.law import Calculator, day_of

from notices.kinds.parts import issued_on

Values = Mapping[str, Any]

TEN_THOUSAND = 10_000
"""万元 in which the law writes the budget from which a committee is a large one."""


def lawful_checks(
    law: Calculator, entered: Values, facts: Values, now: datetime
) -> Iterator[Check]:
    """法定数字核对 by the rules in force on the day that the notice is issued."""
    day = issued_on(entered, now)
    yield from _committee(law, entered, facts, day)
    yield from _in_time(law, entered, facts, day)


def notice_days(law: Calculator, on: date) -> int:
    """公告期限 in working days (R20)."""
    return law.rule("R20", on).number


def challenge_days(law: Calculator, on: date) -> int:
    """质疑期限 in working days after the notice's period (R29, R30)."""
    return law.rule("R29", on).number


def _committee(law: Calculator, entered: Values, facts: Values, on: date) -> Iterator[Check]:
    """人数 five or more and odd, seven of a large budget; two thirds are experts (R24)."""
    members = entered.get("experts") or []
    rule = law.find("R24" if _is_large(law, facts, on) else "R24.normal", on)
    if rule is None or not members:
        return
    experts = sum(not one.get("purchaser") for one in members)
    kept = len(members) >= rule.number and len(members) % 2 == 1 and experts * 3 >= len(members) * 2
    counted = f"评标委员会{len(members)}人，其中评审专家{experts}人"
    zh = f"{counted}，应为{rule.number}人以上单数且专家不少于三分之二"
    en = f"{len(members)} members, {experts} of them experts: too few, or an even number"
    yield Check(
        rule.finding("experts", zh, en),
        ok=kept,
        zh=counted,
        en=f"{len(members)} members, {experts} of them experts",
        required=f"≥ {rule.number}人，单数",
        actual=f"{len(members)}人",
    )


def _is_large(law: Calculator, facts: Values, on: date) -> bool:
    """大额采购 a budget from the law's own threshold on (87号令第47条第（一）项)."""
    threshold = law.find("R24.large", on)
    budget = sum((Decimal(one.get("budget") or 0) for one in facts["lots"]), Decimal(0))
    return threshold is not None and budget >= threshold.number * TEN_THOUSAND


def _in_time(law: Calculator, entered: Values, facts: Values, on: date) -> Iterator[Check]:
    """办理期限 each duty's last day; late is told, and never refuses a late duty (R18, R19)."""
    delivered, fixed = (_day(entered, name) for name in ("report_delivered_on", "determined_on"))
    ended = _ended(facts)
    if delivered and ended:
        yield _duty(law, "R18", "report_delivered_on", ended, delivered)
    if fixed and delivered:
        yield _duty(law, "R18.winner", "determined_on", delivered, fixed)
    if fixed:
        yield _duty(law, "R19", "planned_publish_on", fixed, on)


def _duty(law: Calculator, rule_id: str, field: str, begun: date, done: date) -> Check:
    rule = law.rule(rule_id, begun)
    try:
        due = law.period_end(rule_id, begun)
    except Problem as problem:
        told = unavailable(rule.finding(field, rule.text_zh), problem)
        return Check(told.finding, ok=True, amber=True)
    zh = f"{rule.text_zh}：应于{due}前办理，现为{done}，已逾期"
    late = done > due
    return Check(
        rule.finding(field, zh, f"Due by {due}, done on {done}: late"),
        ok=not late,
        zh=f"{rule.text_zh}：期限至{due}",
        en=f"Due by {due}",
        required=f"≤ {due}",
        actual=done.isoformat(),
        amber=late,
    )


def _ended(facts: Values) -> date | None:
    told = [one["ended_at"] for one in facts["evaluations"].values() if one and one.get("ended_at")]
    return max((day_of(datetime.fromisoformat(one)) for one in told), default=None)


def _day(entered: Values, name: str) -> date | None:
    return date.fromisoformat(entered[name]) if entered.get(name) else None
