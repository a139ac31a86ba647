"""场地 rooms and their hours."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range, insert
from sqlalchemy.orm import Session

from venue.models import Booking, Claim, Room


def rooms(session: Session, kind: str | None = None, capacity: int = 0) -> Sequence[Room]:
    """场地 of a kind, with at least this capacity."""
    wanted = select(Room).where(Room.capacity >= capacity).order_by(Room.id)
    return session.scalars(wanted.where(Room.kind == kind) if kind else wanted).all()


def room(session: Session, room_id: int) -> Room | None:
    """场地 by id."""
    return session.get(Room, room_id)


def known(session: Session, room_ids: Collection[int]) -> Sequence[Room]:
    """场地 those of these ids that are there, in their order."""
    return session.scalars(select(Room).where(Room.id.in_(room_ids)).order_by(Room.id)).all()


def keep_names_apart(session: Session) -> None:
    """逐一维护 one administrator's command at a time; whoever books a room is not held up."""
    session.execute(text("LOCK TABLE venue_room IN SHARE ROW EXCLUSIVE MODE"))


def named(session: Session, name: str) -> Room | None:
    """场地 by name."""
    return session.scalars(select(Room).where(Room.name == name)).one_or_none()


def lock(session: Session, room_id: int) -> Room | None:
    """锁定场地 against every claim: one that is just being made is waited for, and then seen.

    FOR UPDATE, since the foreign key of a claim takes KEY SHARE of its room.
    """
    asked = select(Room).where(Room.id == room_id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


def hold_still(session: Session, room_ids: Collection[int]) -> None:
    """场地不变 read anew, and as they are until the commit: what is judged is what is then held."""
    asked = select(Room).where(Room.id.in_(room_ids)).order_by(Room.id)
    shared = asked.with_for_update(read=True, key_share=True)
    session.scalars(shared.execution_options(populate_existing=True)).all()


def bookings_on(session: Session, room_id: int) -> Sequence[Booking]:
    """在用预约 the bookings that hold the room now, earliest first."""
    holding = select(Claim.booking_id).where(Claim.room_id == room_id, Claim.holding)
    asked = select(Booking).where(Booking.id.in_(holding)).order_by(Booking.opening_at)
    return session.scalars(asked).unique().all()


def free(
    session: Session, kind: str, capacity: int, during: Range[datetime], project: UUID
) -> Sequence[Room]:
    """空闲场地 open and unclaimed by other projects, smallest first; ``during`` in Shanghai's time.

    Each room asks the constraint's index for its own stretch, preparation and clean-up included.
    """
    blocked = func.venue_blocked(literal(during, TSTZRANGE), Room.before_min, Room.buffer_min)
    held = exists().where(
        Claim.room_id == Room.id,
        Claim.holding,
        Claim.project_id != project,
        Claim.blocked.overlaps(blocked),
    )
    fits = (Room.kind == kind, Room.capacity >= capacity, Room.enabled)
    opened = (Room.opens <= _clock(during.lower), Room.closes >= _clock(during.upper))
    asked = select(Room).where(*fits, *opened, ~held)
    return session.scalars(asked.order_by(Room.capacity, Room.id)).all()


def _clock(moment: datetime | None) -> time | None:
    return moment.time() if moment else None


def add_room(session: Session, values: Mapping[str, Any]) -> None:
    """登记场地 unless there is one of that name, which stays as the centre has set it."""
    made = insert(Room).values(**values)
    session.execute(made.on_conflict_do_nothing(index_elements=[Room.name]))
