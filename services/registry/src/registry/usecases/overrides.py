"""说明理由后放行 who goes past a rule that warns says why, and a finding is left (domain §1.1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding
from tenderhall_kit import overrides
from tenderhall_kit.law import day_of
from tenderhall_kit.overrides import Subject, told
from tenderhall_kit.work import Work

from registry.usecases import findings

__all__ = ["pass_by", "told"]


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
        Problem: VALIDATION_FAILED with every rule that lacks a reason.
    """

    def leave(doubt: Finding, reason: str) -> None:
        findings.record(
            work,
            doubt.rule,
            subject,
            actual=day_of(work.now),
            reason=reason,
            kind="overridden",
            project_id=project_id,
        )

    overrides.pass_by(work, subject, doubts, payload, leave, since=since)
