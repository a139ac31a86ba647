"""自检记录 what there is to count, and what each day's look found."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from venue.models import Booking, Claim, SelfTest

_SHOWN = 14


def counts(session: Session) -> Mapping[str, int]:
    """数目 of bookings that were ever submitted, of claims, and of what became of them."""
    bookings = select(func.count()).where(Booking.submitted_at.is_not(None))
    row = session.execute(
        select(
            func.count().label("claims"),
            func.count().filter(Claim.holding).label("holding"),
            func.count().filter(Claim.used).label("used"),
            func.count().filter(Claim.closure_id.is_not(None)).label("closures"),
        ).select_from(Claim)
    ).one()
    return {**row._asdict(), "bookings": session.scalar(bookings) or 0}


def newest(session: Session) -> Sequence[SelfTest]:
    """最近的自检 the newest first."""
    return session.scalars(select(SelfTest).order_by(SelfTest.id.desc()).limit(_SHOWN)).all()


def last_at(session: Session) -> datetime | None:
    """上次自检 when; None before the first."""
    return session.scalar(select(func.max(SelfTest.at)))


def one_at_a_time(session: Session) -> None:
    """逐一自检 the replicas all wake at their hour: one looks, the others find it done."""
    session.execute(text("LOCK TABLE venue_self_test IN EXCLUSIVE MODE"))
