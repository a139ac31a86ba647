"""审核 the centre's steps on a project: approve, reject (domain §5.0)."""

from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.lots import Effect
from tenderhall_contracts.workflow import Action
from tenderhall_kit.work import Work

from registry.models import Project
from registry.rules import project as rules
from registry.usecases import lots, shown
from registry.usecases.changes import change, locked, step_on, terms


def approve_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """项目注册审核通过 after the same checks as at submit; its lots go into 筹备中.

    Raises:
        Problem: VALIDATION_FAILED where a check fails now, NOT_FOUND, STATE_CONFLICT,
            VERSION_CONFLICT, FORBIDDEN_ROLE where the reviewer has submitted it.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.APPROVE)
    _ensure_other(work, row)
    against, content = terms(work, row), shown.content(row)
    invalid(rules.refusals(content, against))
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
    _ensure_other(work, row)
    opinion = (payload.get("opinion") or "").strip()
    if not opinion:
        zh, en = "审核不通过须填写意见", "Say why it is rejected"
        invalid([Finding("opinion", "OPINION", zh, en)])
    change(work, row, Action.REJECT, to, contracts.project_rejected, opinion=opinion)
    return shown.project(work, row)


def _ensure_other(work: Work, row: Project) -> None:
    """Nobody reviews what he or his own organisation has submitted."""
    own = work.actor.user_id == row.submitted_by or work.actor.org_id == str(row.agency_id)
    if own:
        raise Problem("FORBIDDEN_ROLE", reason="own_form", role=work.actor.role.value)
