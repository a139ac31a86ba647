"""合规记录 what was late or overridden is recorded, told to supervision, and dealt with."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import violation_recorded
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.models import ComplianceFinding
from registry.rules import rulebook
from registry.store import findings as store
from registry.store import reference


def record(  # noqa: PLR0917 — the columns of one row, in the order of the register
    work: Work,
    rule_id: str,
    subject: tuple[str, object],
    due: date | None = None,
    actual: date | None = None,
    reason: str = "",
    *,
    kind: str = "late",
    project_id: UUID | None = None,
    lot_id: UUID | None = None,
    by_user: str = "",
    by_name: str = "",
) -> UUID:
    """登记合规记录 in the transaction that found it; gives its id.

    Of a lot or a project, the agency is that of the project.

    Raises:
        Problem: NOT_FOUND where no such rule is in force.
    """
    rule = rulebook.in_force(reference.rule_rows(work.session, rule_id), day_of(work.now))
    if rule is None:
        raise Problem("NOT_FOUND", rule_id=rule_id)
    project, lot = store.place(work.session, project_id, lot_id)
    row = ComplianceFinding(
        id=uuid4(),
        at=work.now,
        rule_id=rule_id,
        text_zh=rule["text_zh"],
        basis=rule["basis"],
        kind=kind,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        project_id=project.id if project else None,
        lot_id=lot.id if lot else None,
        org_id=project.agency_id if project else None,
        due=due,
        actual=actual,
        by_user=by_user or work.actor.user_id,
        by_name=by_name or work.actor.name,
        reason=reason,
        state="open",
    )
    work.session.add(row)
    work.session.flush()
    _tell(work, row, project.no if project else None, [lot.no] if lot else [])
    return row.id


def record_finding(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """登记合规记录 for another service.

    Raises:
        Problem: NOT_FOUND where no such rule is in force.
    """
    told = dict(payload)
    subject = (told.pop("subject_type"), told.pop("subject_id"))
    return {"id": record(work, told.pop("rule_id"), subject, **told)}


def rule_overridden(work: Work, event: Envelope) -> None:
    """放行登记 another service let somebody go past a rule that warns."""
    told = event.data
    record(
        work,
        told["rule_id"],
        (told["form_type"], told["form_id"]),
        actual=day_of(event.occurred_at),
        reason=told["reason"],
        kind="overridden",
        project_id=told["project_id"],
        by_user=told["by_user"],
        by_name=told["by_name"],
    )


def list_findings(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查询合规记录 an agency sees its own."""
    total, rows = store.page(work.session, work.actor, payload)
    return {"total": total, "items": rows}


def resolve_finding(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """处理合规记录 once.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where it was dealt with already.
    """
    row = store.lock(work.session, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    if row.state != "open":
        raise Problem("STATE_CONFLICT", state=row.state)
    row.state, row.resolution = "resolved", payload["resolution"].strip()
    row.resolved_by, row.resolved_at = work.actor.name, work.now
    work.record(
        "finding.resolve",
        subject=("finding", row.id),
        before={"state": "open"},
        after={"state": row.state},
        opinion=row.resolution,
    )
    return {}


def _tell(work: Work, row: ComplianceFinding, project_no: str | None, lot_nos: list[str]) -> None:
    """The audit row and the event of a new finding."""
    facts = {
        "finding_id": row.id,
        "rule_id": row.rule_id,
        "kind": row.kind,
        "subject_type": row.subject_type,
        "subject_id": row.subject_id,
        "due": row.due,
        "actual": row.actual,
        "override_by": row.by_user if row.kind == "overridden" else None,
        "reason": row.reason,
    }
    after = {"state": "open", **facts}
    work.record("finding.record", subject=("finding", row.id), after=after, opinion=row.reason)
    work.emit(
        violation_recorded,
        facts,
        aggregate=("finding", row.id, 1),
        project_no=project_no,
        lot_nos=lot_nos,
        visibility="restricted",
    )
