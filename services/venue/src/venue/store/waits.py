"""候补 the row of requests that wait, first come first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from uuid6 import uuid7

from venue.models import Booking, Wait

LIVE = Wait.state != "ended"


def begin(session: Session, booking: Booking, now: datetime) -> Wait:
    """候补 the live wait of the booking; asking again gives the one that there is."""
    whose = {"booking_id": booking.id, "agency_id": booking.agency_id}
    made = insert(Wait).values(id=uuid7(), **whose, asked_at=now)
    session.execute(made.on_conflict_do_nothing(index_elements=[Wait.booking_id], index_where=LIVE))
    return session.scalars(select(Wait).where(Wait.booking_id == booking.id, LIVE)).unique().one()


def wait(session: Session, wait_id: UUID, seen: ColumnElement[bool]) -> Wait | None:
    """候补 by id, where it may be seen; locked."""
    asked = select(Wait).where(Wait.id == wait_id, seen).with_for_update(of=Wait)
    return session.scalars(asked.execution_options(populate_existing=True)).unique().one_or_none()


def of_booking(session: Session, booking_id: UUID) -> Wait | None:
    """候补 of a draft, while it waits."""
    asked = select(Wait).where(Wait.booking_id == booking_id, LIVE)
    return session.scalars(asked).unique().one_or_none()


def row(session: Session, *, lock: bool = False) -> Sequence[Wait]:
    """候补队列 all that wait, first come first; locked in that order by who makes offers."""
    asked = select(Wait).where(LIVE).order_by(Wait.asked_at, Wait.id)
    if lock:
        asked = asked.with_for_update(of=Wait).execution_options(populate_existing=True)
    return session.scalars(asked).unique().all()


def page(
    session: Session, seen: ColumnElement[bool], limit: int, offset: int
) -> tuple[int, Sequence[Wait]]:
    """候补列表 live ones."""
    total = session.scalar(select(func.count()).select_from(Wait).where(LIVE, seen)) or 0
    asked = select(Wait).where(LIVE, seen).order_by(Wait.asked_at, Wait.id)
    return total, session.scalars(asked.limit(limit).offset(offset)).unique().all()
