"""待办 one queue for reviewers, one list for each agency, fed by the events of every form."""

from datetime import datetime, timedelta
from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import STATE_ZH, State
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.models import Project, WorkItem
from registry.rules.forms import FORM_ZH, WAITS_FOR_CLERK, WAITS_FOR_REVIEWER
from registry.store import reference
from registry.store import worklist as store
from registry.usecases import notifications

CLOSES = timedelta(hours=17)
"""A working day ends at 17:00."""


def follow_project(work: Work, row: Project, before: str | None) -> None:
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
    )


def follow(work: Work, event: Envelope) -> None:
    """表单的待办 as the event of another service tells it."""
    told = event.data
    _put(
        work,
        told.get("from_state"),
        **{name: told[name] for name in _TOLD},
        version=told["form_version"],
        seq=event.seq,
        at=event.occurred_at,
    )


_TOLD = (
    *("form_type", "form_id", "title", "project_id", "project_no", "lot_nos"),
    *("agency_id", "agency_name", "state"),
)


def review_queue(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """待审核列表 of all forms, the most urgent first."""
    return _list(work, payload, WAITS_FOR_REVIEWER, None)


def my_work(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """我的待办 the agency's own forms that wait for it: 编辑中, 审核不通过."""
    return _list(work, payload, WAITS_FOR_CLERK, str(work.actor.org_id))


def _put(work: Work, before: str | None, /, **item: Any) -> None:
    pending = item["state"] in WAITS_FOR_REVIEWER
    submitted = item["at"] if pending else None
    due = _due(work, item["at"]) if pending else None
    store.put(work.session, item | {"submitted_at": submitted, "due_at": due})
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
    work: Work, payload: dict[str, Any], states: tuple[str, ...], org_id: str | None
) -> dict[str, Any]:
    wanted = [one for one in states if payload.get("state") in (None, one)]
    total, rows = store.waiting(
        work.session,
        wanted,
        org_id=org_id,
        q=payload.get("q"),
        limit=payload["limit"],
        offset=payload["offset"],
    )
    return {"total": total, "items": [_item(one) for one in rows]}


def _item(row: WorkItem) -> dict[str, Any]:
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
    }
