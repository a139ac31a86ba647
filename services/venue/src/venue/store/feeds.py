"""订阅 the calendars that are read from outside, and what stands in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.orm import Session

from venue.models import Booking, Claim, Closure, Feed, Project, Room

LIVE = Feed.revoked_at.is_(None)


class Entry(NamedTuple):
    """日历条目 one claim: where, when, whose; ``freed`` where it was given back."""

    claim_id: int
    version: int
    state: str | None
    begins: datetime
    ends: datetime
    room: str
    room_kind: str
    agency_id: UUID | None
    project: str | None
    closure_kind: str | None
    reason: str | None
    told_at: datetime
    freed: bool


def add(session: Session, values: dict[str, Any]) -> None:
    """开通 unless the same person has it already."""
    session.execute(insert(Feed).values(**values).on_conflict_do_nothing())


def feeds(session: Session, seen: ColumnElement[bool]) -> Sequence[Feed]:
    """订阅 live ones, the newest first."""
    return session.scalars(select(Feed).where(LIVE, seen).order_by(Feed.created_at.desc())).all()


def feed(session: Session, feed_id: UUID) -> Feed | None:
    """订阅 by id, while it is live."""
    return session.scalars(select(Feed).where(LIVE, Feed.id == feed_id)).one_or_none()


def entries(
    session: Session, begins: datetime, ends: datetime, room_id: int | None, org_id: UUID | None
) -> Sequence[Entry]:
    """日历内容 of a room, of an agency, or of all; what was given back lately is told as such."""
    window = Range(begins, ends, bounds="[)")
    shown = or_(Claim.holding, Claim.used, Claim.freed_at > begins)
    asked = _ENTRIES.where(shown, Claim.blocked.overlaps(window), Claim.during.overlaps(window))
    asked = asked.where(Claim.room_id == room_id if room_id else true())
    asked = asked.where(Project.agency_id == org_id if org_id else true())
    rows = session.execute(asked.order_by(func.lower(Claim.during), Claim.id))
    return [Entry(*row) for row in rows]


_ENTRIES = (
    select(
        Claim.id,
        func.coalesce(Booking.version, Closure.version),
        Booking.state,
        func.lower(Claim.during),
        func.upper(Claim.during),
        Room.name,
        Room.kind,
        Project.agency_id,
        Project.no + " " + Project.name,
        Closure.kind,
        Closure.reason,
        func.coalesce(Claim.freed_at, Claim.held_at),
        ~Claim.holding & ~Claim.used,
    )
    .select_from(Claim)
    .join(Room, Room.id == Claim.room_id)
    .outerjoin(Booking, Booking.id == Claim.booking_id)
    .outerjoin(Project, Project.id == Claim.project_id)
    .outerjoin(Closure, Closure.id == Claim.closure_id)
)
