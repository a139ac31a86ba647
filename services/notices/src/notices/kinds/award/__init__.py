"""中标公告 the award notice (domain §5.11)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.vocab import Activity, LotState
from tenderhall_kit.law import Calculator

from notices.kinds.award import committee, completeness, content
from notices.kinds.kind import Kind
from notices.kinds.parts import issued_on
from notices.rules.periods import Periods

Values = Mapping[str, Any]


def _viewed(entered: Values, facts: Values, law: Calculator, now: datetime) -> dict[str, Any]:
    day = issued_on(entered, now)
    return content.award_view(
        entered,
        facts,
        issued_on=day,
        notice_days=committee.notice_days(law, day),
        challenge_days=committee.challenge_days(law, day),
    )


def no_periods(_law: Calculator, entered: Values, _facts: Values, now: datetime) -> Periods:
    """期限 an award has no minimum to keep; its duties may be late (``committee``)."""
    return Periods(issued_on(entered, now), {})


def standing_period(
    law: Calculator, entered: Values, _facts: Values, now: datetime
) -> Iterator[Check]:
    """R20: the period is the law's own, so it always holds; told is how long it is."""
    day = issued_on(entered, now)
    rule = law.rule("R20", day)
    zh = f"公告期限为{rule.number}个工作日"
    yield Check(rule.finding("", zh), ok=True, zh=zh, en=f"Stands {rule.number} working day(s)")


def _done(_view: Values, facts: Values) -> bool:
    """Registry has moved every lot into 已中标: this form alone could have moved them."""
    return all(lot["state"] == LotState.AWARDED for lot in facts["lots"])


AWARD = Kind(
    name=content.AWARD,
    word="ZJ",
    label="中标公告",
    activity=Activity.AWARD_NOTICE,
    seal_policy="award_notice",
    period_in="notice_period_workdays",
    followed=content.FOLLOWED,
    title=content.title_of,
    opening=lambda _, facts: content.opening_of(facts),
    place=lambda _entered, _facts: None,
    effective=content.effective,
    told=content.told,
    view=_viewed,
    content_checks=completeness.content_checks,
    preconditions=completeness.preconditions,
    judge=no_periods,
    period_checks=standing_period,
    done=_done,
    period_rule="R20",
    tells_opening=False,
    lawful_checks=committee.lawful_checks,
)
