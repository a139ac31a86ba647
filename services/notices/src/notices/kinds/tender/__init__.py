"""招标公告 the tender notice (domain §5.7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tenderhall_contracts.vocab import Activity, LotState
from tenderhall_kit.law import Calculator

from notices.kinds.kind import Kind
from notices.kinds.parts import issued_on
from notices.kinds.tender import completeness, content, periods

Values = Mapping[str, Any]

ENTERED = (
    "planned_publish_on",
    "obtain_from",
    "obtain_until",
    "daily_hours",
    "obtain_place",
    "obtain_method",
    "price",
    "policy_qualification",
    "special_qualification",
    "performance_period",
    "other",
)


def _told(entered: Values, _facts: Values) -> dict[str, Any]:
    return {field: entered.get(field) for field in ENTERED}


def _view(entered: Values, facts: Values, law: Calculator, now: datetime) -> dict[str, Any]:
    day = issued_on(entered, now)
    return content.tender_view(
        content.effective(entered, facts),
        facts,
        issued_on=day,
        notice_days=periods.notice_days(law, day),
        challenge_days=periods.challenge_days(law, day),
    )


def _done(_view: Values, facts: Values) -> bool:
    """Registry has moved every lot into 招标中: this form alone could have moved them."""
    return all(lot["state"] == LotState.TENDERING for lot in facts["lots"])


TENDER = Kind(
    name=content.TENDER,
    word="ZB",
    label="招标公告",
    activity=Activity.TENDER_NOTICE,
    seal_policy="tender_notice",
    period_in="notice_period_workdays",
    followed=content.FOLLOWED,
    title=content.title_of,
    opening=lambda _, facts: content.opening_of(facts),
    place=lambda _, facts: content.place_of(facts),
    effective=content.effective,
    told=_told,
    view=_view,
    content_checks=completeness.content_checks,
    preconditions=completeness.preconditions,
    judge=periods.judge,
    period_checks=periods.checks,
    done=_done,
    period_rule="R03",
)
