"""审核规则 what holds for every decision of the centre, whatever the form (domain §5.0)."""

from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_kit.work import Work

from registry.models import LotException, Project


def ensure_other(work: Work, row: Project | LotException) -> None:
    """回避 nobody reviews what he or his own organisation has submitted.

    Raises:
        Problem: FORBIDDEN_ROLE.
    """
    if work.actor.user_id == row.submitted_by or work.actor.org_id == str(row.agency_id):
        raise Problem("FORBIDDEN_ROLE", reason="own_form", role=work.actor.role.value)


def why_rejected(payload: dict[str, Any]) -> str:
    """不通过的意见.

    Raises:
        Problem: VALIDATION_FAILED without one.
    """
    opinion: str = (payload.get("opinion") or "").strip()
    if not opinion:
        zh, en = "审核不通过须填写意见", "Say why it is rejected"
        invalid([Finding("opinion", "OPINION", zh, en)])
    return opinion
