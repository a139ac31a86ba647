"""说明理由后放行 who goes past a rule that warns says why, and a finding is left (domain §1.1).

The reason stands in the audit log of the form's own service; what else is left of it (a finding
in registry's register) is the service's to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Finding, invalid

from tenderhall_kit import told as told_rows
from tenderhall_kit.tables import Audit
from tenderhall_kit.work import Work

Subject = tuple[str, UUID]
Leave = Callable[[Finding, str], object]
"""What is left of one rule gone past, with the reason."""


def pass_by(
    work: Work,
    subject: Subject,
    doubts: Sequence[Finding],
    payload: Mapping[str, Any],
    leave: Leave,
    *,
    since: datetime | None = None,
) -> None:
    """放行 each doubt with its reason; those given since then, by the agency, still count.

    Raises:
        Problem: VALIDATION_FAILED with every rule that lacks a reason, at ``overrides.<n>.reason``
            in the order in which ``needs_reason`` tells them.
    """
    open_still = _outstanding(doubts, given(work, subject, since))
    reasons = {one["rule_id"]: one["reason"].strip() for one in payload.get("overrides", ())}
    invalid(list(_lacking(open_still, reasons)))
    for one in open_still:
        leave(one, reasons[one.rule])
        after = {"rule_id": one.rule, "field": one.field, "passed_at": work.now.isoformat()}
        work.record(_action(subject), subject=subject, after=after, opinion=reasons[one.rule])


def telling(
    work: Work, event: Event, subject: Subject, *, version: int, project: tuple[UUID, str]
) -> Leave:
    """登记放行 each rule gone past is told by the service's event, for registry's register.

    ``version`` is the form's, ``project`` its id and number.
    """

    def leave(doubt: Finding, reason: str) -> None:
        facts = {
            "rule_id": doubt.rule,
            "form_type": subject[0],
            "form_id": subject[1],
            "project_id": project[0],
            "by_user": work.actor.user_id,
            "by_name": work.actor.name,
            "reason": reason,
        }
        work.emit(
            event,
            facts,
            aggregate=(*subject, version),
            project_no=project[1],
            visibility="restricted",
        )

    return leave


def told(
    work: Work, subject: Subject, doubts: Sequence[Finding], since: datetime | None
) -> dict[str, Any]:
    """放行情况 which rules the next step needs a reason for, and those given at this submission."""
    done = given(work, subject, since)
    return {"needs_reason": [one.rule for one in _outstanding(doubts, done)], "overrides": done}


def given(work: Work, subject: Subject, since: datetime | None) -> list[dict[str, Any]]:
    """放行记录 of one form since then, oldest first, as ``OverrideOut``; none without ``since``."""
    if since is None:
        return []
    told_rows.settle(work.session)
    rows = work.session.execute(
        select(Audit.after, Audit.opinion, Audit.actor, Audit.at)
        .where(Audit.subject_type == subject[0], Audit.subject_id == str(subject[1]))
        .where(Audit.action == _action(subject))
        .order_by(Audit.id)
    )
    found = (_override(*row) for row in rows)
    return [one for one in found if one["at"] >= since]


def _override(
    after: Mapping[str, Any], reason: str, actor: Mapping[str, Any], real: datetime
) -> dict[str, Any]:
    """Business time, as the form's own; an audit row itself is dated in real time."""
    at = after.get("passed_at")
    return {
        "rule_id": after["rule_id"],
        "reason": reason,
        "by_name": actor.get("name") or "",
        "at": datetime.fromisoformat(at) if at else real,
    }


def _outstanding(doubts: Iterable[Finding], done: Iterable[Mapping[str, Any]]) -> list[Finding]:
    passed = {one["rule_id"] for one in done}
    return [one for one in doubts if one.rule not in passed]


def _lacking(doubts: Iterable[Finding], reasons: Mapping[str, str]) -> Iterator[Finding]:
    for place, one in enumerate(doubts):
        if not reasons.get(one.rule):
            zh = f"{one.message_zh}；确需继续的，须说明理由"
            en = f"{one.message_en}; say why, to go on all the same"
            yield Finding(f"overrides.{place}.reason", one.rule, zh, en, one.basis)


def _action(subject: Subject) -> str:
    return f"{subject[0]}.override"
