"""法定提醒 what an agency must do by when, set by what happens to its lots (domain §1.1, §7.3)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import legal_reminder
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.models import Lot, Project, Reminder
from registry.rules import duties
from registry.rules.duties import Duty, Since, Term
from registry.store import reminders as store
from registry.usecases import findings, notifications

_HORIZON = timedelta(days=15)
"""Longer than any holiday: what is due later need not be looked at today."""


def follow(work: Work, since: Since, lot: Lot, begun: date, cause: str) -> None:
    """设定任务 those that count from this event; those that it shows to be done are closed."""
    settled = duties.SETTLED_BY.get(since, ())
    store.close(work.session, lot.id, settled, cause, work.now)
    for one in duties.DUTIES[since]:
        if work.law.rule(one.rule_id, begun).severity == "off":
            continue
        due_on = duties.due(work.law, one.rule_id, begun)
        set_task(work, one, lot, Term(begun, due_on), cause)


def take_back(work: Work, lot_id: UUID, cause: str) -> None:
    """撤销任务 of an event that holds no more: what it set ends, what it settled is open again."""
    store.take_back(work.session, lot_id, cause, work.now)


def set_task(work: Work, duty: Duty, lot: Lot, term: Term, cause: str) -> None:
    """设定一项任务 once for each cause; ``cause`` names the event or the form."""
    project = work.session.get_one(Project, lot.project_id)
    row = {
        "id": uuid4(),
        "rule_id": duty.rule_id,
        "lot_id": lot.id,
        "cause": cause,
        "agency_id": project.agency_id,
        "task_zh": duty.task_zh,
        "task_en": duty.task_en,
        "basis": work.law.rule(duty.rule_id, term.begun_on).basis,
        "begun_on": term.begun_on,
        "due_on": term.due_on,
    }
    store.put(work.session, row)


def my_reminders(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """我的法定任务 of the agency, the most urgent first."""
    agency = UUID(str(work.actor.org_id))
    total, rows = store.open_of(
        work.session, agency, limit=payload["limit"], offset=payload["offset"]
    )
    today = day_of(work.now)
    return {"total": total, "items": [_told(*row, today) for row in rows]}


def finish_reminder(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """办结任务 by the agency's word, with a remark; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's.
    """
    found = store.lock(work.session, payload["id"])
    if found is None or str(found[0].agency_id) != work.actor.org_id:
        raise Problem("NOT_FOUND")
    row = found[0]
    if row.closed_at is None:
        row.closed_at, row.closed_by = work.now, work.actor.user_id
        row.remark = payload["remark"]
        after = {"rule_id": row.rule_id, "due_on": row.due_on, "remark": row.remark}
        work.record("finish_reminder", subject=("reminder", row.id), after=after)
    return {}


def to_be_told(work: Work) -> list[UUID]:
    """可能到期的任务 by business time."""
    today = day_of(work.now)
    return list(store.to_be_told(work.session, today, today + _HORIZON))


def tell(work: Work, reminder_id: UUID) -> None:
    """到期提醒 that it is due, and again that it is overdue; each is told once."""
    found = store.lock(work.session, reminder_id)
    if found is None or found[0].closed_at:
        return
    row, lot, project = found
    if lot.state == LotState.SUSPENDED and row.rule_id != duties.SUSPENSION_ENDS.rule_id:
        return
    stage = _stage(work, row)
    if row.due_on is None or stage in ("set", row.stage):
        return
    row.stage = stage
    work.emit(
        legal_reminder,
        _told(row, lot, project, day_of(work.now)) | {"stage": stage},
        aggregate=("reminder", row.id, 1 if stage == "due" else 2),
        project_no=project.no,
        lot_nos=[lot.no],
    )
    notifications.of_reminder(work, row, lot)
    if stage == "overdue":
        _record_late(work, row, lot)


def _record_late(work: Work, row: Reminder, lot: Lot) -> None:
    """逾期未办 stands in the register of findings, for the supervisor."""
    findings.record(
        work,
        row.rule_id,
        ("reminder", row.id),
        row.due_on,
        reason=f"逾期未办：{row.task_zh}",
        lot_id=lot.id,
        project_id=lot.project_id,
    )


def _stage(work: Work, row: Reminder) -> str:
    """Also counts the day of a task whose year has become known."""
    row.due_on = row.due_on or duties.due(work.law, row.rule_id, row.begun_on)
    if row.due_on is None:
        return row.stage
    if row.rule_id == duties.SUSPENSION_ENDS.rule_id:
        return duties.suspension_stage(row.due_on, day_of(work.now))
    try:
        return duties.stage(row.due_on, day_of(work.now), work.law)
    except Problem:  # tomorrow's working days are not known: only what is past is certain
        return row.stage


def _told(row: Reminder, lot: Lot, project: Project, today: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "rule_id": row.rule_id,
        "basis": row.basis,
        "task_zh": row.task_zh,
        "task_en": row.task_en,
        "project_id": project.id,
        "project_no": project.no,
        "lot_id": lot.id,
        "lot_no": lot.no,
        "agency_id": row.agency_id,
        "begun_on": row.begun_on,
        "due_on": row.due_on,
        "days_left": (row.due_on - today).days if row.due_on else None,
        "stage": row.stage,
    }
