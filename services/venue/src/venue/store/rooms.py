"""场地 rooms and their hours."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from venue.models import Room


def rooms(session: Session, kind: str | None = None, capacity: int = 0) -> Sequence[Room]:
    """场地 of a kind, with at least this capacity."""
    wanted = select(Room).where(Room.capacity >= capacity).order_by(Room.id)
    return session.scalars(wanted.where(Room.kind == kind) if kind else wanted).all()


def room(session: Session, room_id: int) -> Room | None:
    """场地 by id."""
    return session.get(Room, room_id)


def add_room(session: Session, values: Mapping[str, Any]) -> None:
    """登记场地 unless there is one of that name, which stays as the centre has set it."""
    made = insert(Room).values(**values)
    session.execute(made.on_conflict_do_nothing(index_elements=[Room.name]))
