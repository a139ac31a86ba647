"""期限规则 the statutory periods of a tender notice (R01, R02, R03), at every stage of its life.

The legal clock starts at the designated medium's publication, which may come one working day
after ours (101号令第13条); until it has confirmed, that later day is planned with (domain §1.2).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.law import Calculator, Judgement, day_of

from notices.kinds.parts import issued_on
from notices.rules.periods import Periods, check

Values = Mapping[str, Any]


def judge(law: Calculator, entered: Values, facts: Values, now: datetime) -> Periods:
    """判断期限 as if the notice were handed to the media now, or on its planned day if later.

    Fields that are still empty are not judged; completeness asks for them.

    Raises:
        Problem: CALENDAR_UNAVAILABLE where a period touches a year that is not confirmed.
    """
    published_on = law.planned_publication(issued_on(entered, now))
    asked = _periods(law, entered, facts)
    return Periods(published_on, {field: ask(published_on) for field, _, ask in asked})


def checks(law: Calculator, entered: Values, facts: Values, now: datetime) -> list[Check]:
    """期限核对 each period with its figures; one that touches a year not confirmed is told so."""
    issued = issued_on(entered, now)
    told = [
        check(law, issued, Finding(field, rule_id, ""), ask)
        for field, rule_id, ask in _periods(law, entered, facts)
    ]
    return [*told, _notice_period(law, issued)]


def _periods(
    law: Calculator, entered: Values, facts: Values
) -> Iterator[tuple[str, str, Callable[[date], Judgement]]]:
    """Field, rule, and how to judge it for a day of publication."""
    if facts["booking"]:
        deadline = day_of(datetime.fromisoformat(facts["booking"]["opening_at"]))
        yield "opening_at", "R01", partial(law.judge_deadline, deadline=deadline)
    if entered.get("obtain_until"):
        until = date.fromisoformat(entered["obtain_until"])
        yield "obtain_until", "R02", partial(law.judge_obtaining, until=until)


def _notice_period(law: Calculator, issued: date) -> Check:
    """R03: the period is the law's own, so it always holds; told is when it ends."""
    rule = law.rule("R03", issued)
    found = rule.finding("", rule.text_zh)
    try:
        published_on = law.planned_publication(issued)
        ends_on = law.notice_period_end(published_on)
    except Problem as problem:
        return unavailable(found, problem)
    return Check(
        found,
        ok=True,
        zh=f"按{published_on}发布计算，公告期限至{ends_on}届满",
        en=f"If published on {published_on}, the notice period ends on {ends_on}",
        required=f"= {rule.number}个工作日",
        actual=f"{rule.number}个工作日",
    )


def notice_days(law: Calculator, on: date) -> int:
    """公告期限 in working days (R03, 87号令第16条)."""
    return law.rule("R03", on).number


def challenge_days(law: Calculator, on: date) -> int:
    """质疑期限 in working days (R29, 法第52条)."""
    return law.rule("R29", on).number
