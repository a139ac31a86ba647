"""占用 claims on rooms: the constraint ``venue_claim_no_overlap`` decides, this file asks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, case, delete, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range, insert
from sqlalchemy.orm import Session

from venue.models import Booking, Claim, Project, Room

GUARD = "EXCLUDE USING gist (room_id WITH =, blocked WITH &&, project_id WITH <>) WHERE (holding)"
"""The constraint that decides conflicts, as PostgreSQL prints it."""


@dataclass(frozen=True, slots=True)
class Want:
    """所需场地 a room for a time; ``after`` are the minutes of its clean-up."""

    room_id: int
    begins: datetime
    ends: datetime
    after: int

    @property
    def during(self) -> Range[datetime]:
        """Half open: whoever begins when we end does not meet us."""
        return Range(self.begins, self.ends, bounds="[)")


def guarded(session: Session) -> bool:
    """约束自检 True where the constraint stands, as written and not deferrable."""
    found = session.execute(
        text(
            "SELECT pg_get_constraintdef(oid) AS told, condeferrable, convalidated"
            " FROM pg_constraint WHERE conname = 'venue_claim_no_overlap' AND contype = 'x'"
            " AND conrelid = 'venue_claim'::regclass"
        )
    ).one_or_none()
    return found is not None and tuple(found) == (GUARD, False, True)


def double_booked(session: Session) -> int:
    """重复占用 pairs of held claims of different projects that overlap: never more than none."""
    counted: int = session.execute(
        text(
            "SELECT count(*) FROM venue_claim a JOIN venue_claim b ON a.room_id = b.room_id"
            " AND a.id < b.id AND a.blocked && b.blocked AND a.project_id <> b.project_id"
            " WHERE a.holding AND b.holding"
        )
    ).scalar_one()
    return counted


def hold(session: Session, booking: Booking, wants: Sequence[Want]) -> bool:
    """占用场地 all of the rooms, or none and False.

    Never check-then-insert: the constraint decides, and ON CONFLICT DO NOTHING gives the rows that
    it let in. A plain INSERT would deadlock against its rival instead of being refused; rooms are
    sorted so that two bookings of two rooms cannot wait for each other. What was let in beside a
    room that was not is taken back by hand: a savepoint would cost every booking two more trips.
    """
    rows = [
        {
            "booking_id": booking.id,
            "room_id": one.room_id,
            "project_id": booking.project_id,
            "during": one.during,
            "after_min": one.after,
            "holding": True,
        }
        for one in sorted(wants, key=lambda one: (one.room_id, one.begins))
    ]
    held = session.scalars(
        insert(Claim).values(rows).on_conflict_do_nothing().returning(Claim.id)
    ).all()
    if len(held) == len(rows):
        return True
    if held:
        session.execute(delete(Claim).where(Claim.id.in_(held)))
    return False


def free(session: Session, booking_id: UUID) -> None:
    """释放场地 at once; the claims stay as history."""
    session.execute(
        update(Claim)
        .where(Claim.booking_id == booking_id, Claim.holding)
        .values(holding=False, freed_at=func.now())
    )


def take_over(session: Session, old_id: UUID, new_id: UUID) -> None:
    """变更生效 one statement ends what the old booking holds; the new one holds its own already.

    Nobody can come between: until the commit both slots are held.
    """
    new = Claim.booking_id == new_id
    session.execute(
        update(Claim)
        .where(Claim.booking_id.in_((old_id, new_id)), Claim.holding)
        .values(holding=new, freed_at=case((new, None), else_=func.now()))
    )


def held_rooms(session: Session, booking_id: UUID) -> int:
    """占用数 how many claims hold for a booking."""
    return (
        session.scalar(select(func.count()).where(Claim.booking_id == booking_id, Claim.holding))
        or 0
    )


def clashes(
    session: Session, project_id: UUID, wants: Sequence[Want]
) -> Sequence[tuple[Claim, Room, Project]]:
    """冲突占用 what other projects hold where and when these are wanted, earliest first."""
    blocked = [
        (Claim.room_id == one.room_id)
        & Claim.blocked.overlaps(func.venue_blocked(literal(one.during, TSTZRANGE), 0, one.after))
        for one in wants
    ]
    asked = _holders().where(or_(*blocked), Claim.project_id != project_id)
    return _tuples(session, asked.order_by(func.lower(Claim.during), Claim.room_id))


def held_between(
    session: Session, begins: datetime, ends: datetime, kind: str | None
) -> Sequence[tuple[Claim, Room, Project]]:
    """场地使用 what is held in a window, by room and time: one scan of the constraint's index."""
    window = Range(begins, ends, bounds="[)")
    asked = _holders().where(Claim.blocked.overlaps(window), Claim.during.overlaps(window))
    if kind:
        asked = asked.where(Room.kind == kind)
    return _tuples(session, asked.order_by(Room.id, func.lower(Claim.during)))


def _holders() -> Select[Claim, Room, Project]:
    return (
        select(Claim, Room, Project)
        .join(Room, Room.id == Claim.room_id)
        .join(Project, Project.id == Claim.project_id)
        .where(Claim.holding)
    )


def _tuples(
    session: Session, asked: Select[Claim, Room, Project]
) -> Sequence[tuple[Claim, Room, Project]]:
    return [(claim, room, project) for claim, room, project in session.execute(asked)]
