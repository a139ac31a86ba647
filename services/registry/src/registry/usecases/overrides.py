"""说明理由后放行 who goes past a rule that warns says why, and a finding is left (domain §1.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, invalid
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.store import findings as store
from registry.usecases import findings

Subject = tuple[str, UUID]


def pass_by(
    work: Work,
    subject: Subject,
    doubts: Sequence[Finding],
    payload: dict[str, Any],
    *,
    project_id: UUID,
    since: datetime | None = None,
) -> None:
    """放行 each doubt with its reason; those given since then, by the agency, still count.

    Raises:
        Problem: VALIDATION_FAILED with every rule that lacks a reason, at ``overrides.<n>.reason``
            in the order in which ``needs_reason`` tells them.
    """
    open_still = outstanding(work, subject, doubts, since)
    given = {one["rule_id"]: one["reason"].strip() for one in payload.get("overrides", ())}
    invalid(list(_lacking(open_still, given)))
    for one in open_still:
        _record(work, subject, one, given[one.rule], project_id)


def outstanding(
    work: Work, subject: Subject, doubts: Iterable[Finding], since: datetime | None
) -> list[Finding]:
    """尚未说明理由的 doubts."""
    told = store.overridden(work.session, subject, since) if since else ()
    done = {one["rule_id"] for one in told}
    return [one for one in doubts if one.rule not in done]


def told(
    work: Work, subject: Subject, doubts: Sequence[Finding], since: datetime | None
) -> dict[str, Any]:
    """放行情况 which rules the next step needs a reason for, and those given at this submission."""
    waits = outstanding(work, subject, doubts, since)
    given = store.overridden(work.session, subject, since) if since else []
    return {"needs_reason": [one.rule for one in waits], "overrides": given}


def _lacking(doubts: Iterable[Finding], given: dict[str, str]) -> Iterable[Finding]:
    for place, one in enumerate(doubts):
        if not given.get(one.rule):
            zh = f"{one.message_zh}；确需继续的，须说明理由"
            en = f"{one.message_en}; say why, to go on all the same"
            yield Finding(f"overrides.{place}.reason", one.rule, zh, en, one.basis)


def _record(work: Work, subject: Subject, doubt: Finding, reason: str, project_id: UUID) -> None:
    findings.record(
        work,
        doubt.rule,
        subject,
        actual=day_of(work.now),
        reason=reason,
        kind="overridden",
        project_id=project_id,
    )
    after = {"rule_id": doubt.rule, "field": doubt.field}
    work.record(f"{subject[0]}.override", subject=subject, after=after, opinion=reason)
