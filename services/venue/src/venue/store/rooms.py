"""场地 rooms and their hours."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
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


def bookings_on(session: Session, room_id: int) -> Sequence[Booking]:
    """在用预约 the bookings that hold the room now, earliest first."""
    holding = select(Claim.booking_id).where(Claim.room_id == room_id, Claim.holding)
    asked = select(Booking).where(Booking.id.in_(holding)).order_by(Booking.opening_at)
    return session.scalars(asked).unique().all()


def add_room(session: Session, values: Mapping[str, Any]) -> None:
    """登记场地 unless there is one of that name, which stays as the centre has set it."""
    made = insert(Room).values(**values)
    session.execute(made.on_conflict_do_nothing(index_elements=[Room.name]))
