"""待办 one queue for reviewers, one list for each agency, fed by the events of every form."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.workflow import STATE_ZH, State
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from registry.models import LotException, Project, WorkItem
from registry.rules.forms import FORM_ZH, WAITS_FOR_CLERK, WAITS_FOR_REVIEWER
from registry.store import reference
from registry.store import worklist as store
from registry.usecases import notifications, shown

NOBODYS = {"assignee_id": None, "assignee_name": None, "taken_at": None}
"""Of a form that is decided or taken back, nobody has the review any more."""

CLOSES = timedelta(hours=17)
"""A working day ends at 17:00."""


def follow_project(
    work: Work, row: Project, before: str | None, flags: Sequence[Finding] = ()
) -> None:
    """项目的待办 kept in the transaction that changes the project."""
    _put(
        work,
        before,
        form_type="project",
        form_id=row.id,
        title=row.name,
        project_id=row.id,
        project_no=row.no,
        lot_nos=[one.no for one in row.lots],
        agency_id=row.agency_id,
        agency_name=row.agency.name,
        state=row.state,
        version=row.version,
        seq=row.version,
        at=row.updated_at,
        flags=plain([shown.finding(one) for one in flags]),
    )


def follow_exception(
    work: Work, row: LotException, before: str | None, flags: Sequence[Finding] = ()
) -> None:
    """采购异常的待办 kept in the transaction that changes it."""
    _put(
        work,
        before,
        form_type="exception",
        form_id=row.id,
        title=row.title,
        project_id=row.project_id,
        project_no=row.project.no,
        lot_nos=[part.lot.no for part in row.parts],
        agency_id=row.agency_id,
        agency_name=row.project.agency.name,
        state=row.state,
        version=row.version,
        seq=row.version,
        at=row.updated_at,
        flags=plain([shown.finding(one) for one in flags]),
    )


def follow(work: Work, event: Envelope) -> None:
    """表单的待办 as the event of another service tells it."""
    facts = event.data
    _put(
        work,
        facts.get("from_state"),
        **{name: facts[name] for name in _TOLD},
        version=facts["form_version"],
        seq=event.seq,
        at=event.occurred_at,
        flags=facts.get("flags") or [],
    )


_TOLD = (
    *("form_type", "form_id", "title", "project_id", "project_no", "lot_nos"),
    *("agency_id", "agency_name", "state"),
)


def review_queue(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """待审核列表 of all forms, the most urgent first."""
    where = store.of_queue(payload, work.actor.user_id)
    return _list(work, payload, WAITS_FOR_REVIEWER, where)


def my_work(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """我的待办 the agency's own forms that wait for it: 编辑中, 审核不通过."""
    return _list(work, payload, WAITS_FOR_CLERK, [store.of_agency(str(work.actor.org_id))])


def _put(work: Work, before: str | None, /, **item: Any) -> None:
    pending = item["state"] in WAITS_FOR_REVIEWER
    submitted = item["at"] if pending else None
    due = _due(work, item["at"]) if pending else None
    row = item | {"submitted_at": submitted, "due_at": due}
    store.put(work.session, row if pending else row | NOBODYS)
    notifications.of_form(work, item, before)


def _due(work: Work, submitted: datetime) -> datetime | None:
    """审核时限 so many working days after it was submitted; unknown in a year without calendar."""
    days = int(reference.policies(work.session).get("review.sla_days", "1"))
    try:
        last = work.law.working_days_after(day_of(submitted), days)
    except Problem:
        return None
    return datetime.combine(last, datetime.min.time(), work.now.tzinfo) + CLOSES


def _list(
    work: Work,
    payload: dict[str, Any],
    states: tuple[str, ...],
    where: Sequence[ColumnElement[bool]],
) -> dict[str, Any]:
    wanted = [one for one in states if payload.get("state") in (None, one)]
    total, rows = store.waiting(
        work.session,
        [store.in_states(wanted), *where],
        q=payload.get("q"),
        limit=payload["limit"],
        offset=payload["offset"],
    )
    return {"total": total, "items": [told(work, one) for one in rows]}


def told(work: Work, row: WorkItem) -> dict[str, Any]:
    """待办事项 as ``WorkItem`` of the contract."""
    return {
        "form_type": row.form_type,
        "form_type_zh": FORM_ZH.get(row.form_type, row.form_type),
        "form_id": row.form_id,
        "title": row.title,
        "project_no": row.project_no,
        "lot_nos": row.lot_nos,
        "agency_name": row.agency_name,
        "state": row.state,
        "state_zh": STATE_ZH[State(row.state)],
        "version": row.version,
        "submitted_at": row.submitted_at or row.at,
        "due_at": row.due_at,
        "overdue": row.due_at is not None and row.due_at < work.now,
        **{name: getattr(row, name) for name in _TAKEN},
    }


_TAKEN = ("project_id", "flags", "assignee_id", "assignee_name", "taken_at")
