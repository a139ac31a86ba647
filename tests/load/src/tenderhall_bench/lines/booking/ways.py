"""各种做法 how to hold a room against rivals: ours, what peers do, and no protection at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData, func, insert, literal, select
from sqlalchemy.dialects.postgresql import TSTZRANGE
from sqlalchemy.orm import Session
from venue.models import Booking, Claim, Room
from venue.store import claims
from venue.store.claims import Want

from tenderhall_bench.lines.booking import seed

LONGEST = timedelta(hours=27)
"""The longest claim (24 h) with room for its clean-up: how far back a btree must be read."""

_peer: Any = Claim.__table__.to_metadata(MetaData(), name=seed.PEER)  # type: ignore[attr-defined]  # a Table


@dataclass(frozen=True, slots=True)
class Attempt:
    """一次预约 a room for an hour, for one lot."""

    booking: Booking
    lot_id: UUID
    want: Want


Way = Callable[[Session, Attempt], bool]


def attempt(number: int, room: int, begins: datetime) -> Attempt:
    """预约 number so and so of the seeded ones asks for this room."""
    project = seed.key("project", number % seed.PROJECTS)
    booking = Booking(id=seed.key("booking", number), project_id=project)
    want = Want(room, begins, begins + timedelta(hours=1), seed.AFTER)
    return Attempt(booking, seed.key("lot", number % seed.LOTS), want)


def ours(session: Session, asked: Attempt) -> bool:
    """本平台 the exclusion constraint, asked by venue's own store."""
    return claims.hold(session, asked.booking, [asked.want])


def unprotected(session: Session, asked: Attempt) -> bool:
    """无保护 the insert alone: the limit."""
    row = {
        "booking_id": asked.booking.id,
        "room_id": asked.want.room_id,
        "project_id": asked.booking.project_id,
        "during": asked.want.during,
        "after_min": asked.want.after,
        "holding": True,
    }
    session.execute(insert(_peer).values(row).returning(_peer.c.id)).all()
    return True


def checked(session: Session, asked: Attempt) -> bool:
    """先查后写 safe only where nobody else looks at the same time."""
    want = asked.want
    blocked = func.venue_blocked(literal(want.during, TSTZRANGE), 0, want.after)
    begin = func.lower(_peer.c.blocked)
    held = select(_peer.c.id).where(
        *(_peer.c.holding, _peer.c.room_id == want.room_id),
        begin.between(want.begins - LONGEST, want.ends + timedelta(minutes=want.after)),
        *(_peer.c.blocked.overlaps(blocked), _peer.c.project_id != asked.booking.project_id),
    )
    if session.execute(held.limit(1)).first():
        return False
    return unprotected(session, asked)


def for_update(session: Session, asked: Attempt) -> bool:
    """锁定场地行 SELECT … FOR UPDATE on the room, then look, then insert."""
    session.execute(select(Room.id).where(Room.id == asked.want.room_id).with_for_update())
    return checked(session, asked)


def advisory(session: Session, asked: Attempt) -> bool:
    """咨询锁 an advisory lock on the room's number, then look, then insert."""
    session.execute(select(func.pg_advisory_xact_lock(asked.want.room_id)))
    return checked(session, asked)


WAYS: Mapping[str, Way] = {
    "ours": ours,
    "unprotected": unprotected,
    "FOR UPDATE": for_update,
    "SERIALIZABLE": checked,
    "advisory lock": advisory,
    "check then insert": checked,
}
CORRECT = ("FOR UPDATE", "SERIALIZABLE", "advisory lock")
"""The peers' ways that keep a room from being given twice."""

MEASURED = ("ours", "unprotected", *CORRECT)
"""What is measured in the open; the wrong way only shows what the rush is good for."""
