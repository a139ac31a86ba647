"""审核 the centre's steps on a project: approve, reject (domain §5.0)."""

from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import invalid
from tenderhall_contracts.lots import Effect
from tenderhall_contracts.workflow import Action
from tenderhall_kit.work import Work

from registry.rules import project as rules
from registry.usecases import lots, overrides, shown
from registry.usecases.changes import change, locked, step_on, terms
from registry.usecases.verdicts import ensure_other, why_rejected


def approve_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """项目注册审核通过 after the same checks as at submit; its lots go into 筹备中.

    Raises:
        Problem: VALIDATION_FAILED where a check fails now, NOT_FOUND, STATE_CONFLICT,
            VERSION_CONFLICT, FORBIDDEN_ROLE where the reviewer has submitted it.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.APPROVE)
    ensure_other(work, row)
    against, content = terms(work, row), shown.content(row)
    invalid(rules.refusals(content, against))
    doubts, subject = rules.doubts(content, against), ("project", row.id)
    overrides.pass_by(work, subject, doubts, payload, project_id=row.id, since=row.submitted_at)
    row.approved_at = row.approved_at or work.now
    lots.move(work, [one.id for one in row.lots], Effect.PROJECT_APPROVED, row.no, row.id)
    opinion = payload.get("opinion")
    change(work, row, Action.APPROVE, to, contracts.project_approved, opinion=opinion)
    return shown.project(work, row, warnings=rules.warnings(content, against))


def reject_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """项目注册审核不通过 with an opinion.

    Raises:
        Problem: VALIDATION_FAILED without an opinion, NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT,
            FORBIDDEN_ROLE where the reviewer has submitted it.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.REJECT)
    ensure_other(work, row)
    opinion = why_rejected(payload)
    change(work, row, Action.REJECT, to, contracts.project_rejected, opinion=opinion)
    return shown.project(work, row)
