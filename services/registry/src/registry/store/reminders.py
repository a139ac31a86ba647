"""提醒 queries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.vocab import LotState

from registry.models import Lot, Project, Reminder
from registry.rules.duties import SUSPENSION_ENDS

Row = tuple[Reminder, Lot, Project]


def put(session: Session, row: dict[str, Any]) -> None:
    """写入提醒 once for each cause; one that was taken back, or tells another day, begins anew."""
    new = insert(Reminder).values(row)
    told = {name: new.excluded[name] for name in ("begun_on", "due_on", "basis")}
    another_day = and_(_OPEN, Reminder.begun_on != new.excluded.begun_on)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["rule_id", "lot_id", "cause"],
            set_={**told, "stage": "set", "closed_at": None, "closed_by": None},
            where=or_(another_day, Reminder.closed_by == taken_back(row["cause"])),
        )
    )


def taken_back(cause: str) -> str:
    """撤回 by whom a reminder is closed whose cause was taken back."""
    return f"{cause}:withdrawn"


def take_back(session: Session, lot_id: UUID, cause: str, now: datetime) -> None:
    """撤销提醒 what this cause had set is closed, what it had closed is open again."""
    ours = Reminder.lot_id == lot_id
    settled = update(Reminder).where(ours, Reminder.closed_by == cause)
    session.execute(settled.values(closed_at=None, closed_by=None))
    begun = update(Reminder).where(ours, Reminder.cause == cause, _OPEN)
    session.execute(begun.values(closed_at=now, closed_by=taken_back(cause)))


def close(session: Session, lot_id: UUID, rule_ids: Sequence[str], by: str, now: datetime) -> None:
    """了结 the lot's open reminders of these rules."""
    session.execute(
        update(Reminder)
        .where(Reminder.lot_id == lot_id, Reminder.rule_id.in_(rule_ids), _OPEN)
        .values(closed_at=now, closed_by=by)
    )


def lock(session: Session, reminder_id: UUID) -> Row | None:
    """提醒 with its row locked, its lot and its project."""
    found = session.execute(
        _with_lot().where(Reminder.id == reminder_id).with_for_update(of=Reminder)
    ).first()
    return (found[0], found[1], found[2]) if found else None


def open_of(
    session: Session, agency_id: UUID, *, limit: int, offset: int
) -> tuple[int, Sequence[Row]]:
    """未办提醒 of an agency, the most urgent first; those without a day last."""
    where = (Reminder.agency_id == agency_id, _OPEN)
    total = session.scalar(select(func.count()).select_from(Reminder).where(*where)) or 0
    order = (Reminder.due_on.asc().nulls_last(), Reminder.opened_at, Reminder.id)
    rows = session.execute(_with_lot().where(*where).order_by(*order).limit(limit).offset(offset))
    return total, [(one, lot, project) for one, lot, project in rows]


def to_be_told(session: Session, today: date, soon: date, limit: int = 100) -> Sequence[UUID]:
    """可能到期的提醒 and those without a day; while the lot is suspended only of its suspension."""
    due = and_(Reminder.stage == "set", Reminder.due_on <= soon)
    overdue = and_(Reminder.stage != "overdue", Reminder.due_on <= today)
    runs = or_(Lot.state != LotState.SUSPENDED.value, Reminder.rule_id == SUSPENSION_ENDS.rule_id)
    asked = (
        select(Reminder.id)
        .join(Lot, Lot.id == Reminder.lot_id)
        .where(_OPEN, runs)
        .where(or_(Reminder.due_on.is_(None), due, overdue))
        .order_by(Reminder.due_on.asc().nulls_first())
    )
    return session.scalars(asked.limit(limit)).all()


_OPEN = Reminder.closed_at.is_(None)


def _with_lot() -> Select[Reminder, Lot, Project]:
    return (
        select(Reminder, Lot, Project)
        .join(Lot, Lot.id == Reminder.lot_id)
        .join(Project, Project.id == Lot.project_id)
    )
