"""变更公告 the change notice about a published tender notice, 恢复 and 延长提供期限 too (§5.8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tenderhall_contracts.vocab import Activity, LotState, PublishState
from tenderhall_kit.law import Calculator

from notices.kinds.change import checks, content
from notices.kinds.kind import Kind
from notices.kinds.parts import issued_on

Values = Mapping[str, Any]


def _view(entered: Values, facts: Values, _law: Calculator, now: datetime) -> dict[str, Any]:
    return content.change_view(entered, facts, issued_on=issued_on(entered, now))


def _done(view: Values, facts: Values) -> bool:
    """Registry has the new deadline, or venue the new place: only this notice can have done that.

    A notice that moves nothing has no effect that could stand.
    """
    tendering = all(lot["state"] == LotState.TENDERING for lot in facts["lots"])
    if view["resumes"] or not view["moves"]:
        return bool(view["resumes"]) and tendering
    told, was = view["values"], facts["about"]
    by_registry = facts["deadlines"] == [told["opening_at"]] != [was["opening_at"]]
    return by_registry or (tendering and facts["moved"] is None)


CHANGE = Kind(
    name="change",
    word="BG",
    label="变更公告",
    activity=Activity.CHANGE_NOTICE,
    seal_policy="change_notice",
    period_in=None,
    followed=content.FOLLOWED,
    title=content.title_of,
    opening=content.opening_of,
    place=content.place_of,
    effective=content.effective,
    told=content.told,
    view=_view,
    content_checks=checks.content_checks,
    preconditions=checks.preconditions,
    judge=checks.judge,
    period_checks=checks.period_checks,
    done=_done,
    review_policy="review.change_notice",
    leaves_about=PublishState.CHANGED,
)
