"""占用 claims on rooms: the constraint ``venue_claim_no_overlap`` decides, this file asks it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, case, delete, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range, insert
from sqlalchemy.orm import Session

from venue.models import Booking, Claim, Closure, Project, Room

GUARD = "EXCLUDE USING gist (room_id WITH =, blocked WITH &&, project_id WITH <>) WHERE (holding)"
"""The constraint that decides conflicts, as PostgreSQL prints it."""

_PAIRS = """
    SELECT count(*) FROM (
      SELECT id, room_id, project_id, blocked, max(upper(blocked)) OVER (
               PARTITION BY room_id ORDER BY lower(blocked), id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
        FROM venue_claim WHERE {0}) b
    JOIN venue_claim a ON a.{0} AND a.room_id = b.room_id AND a.blocked && b.blocked
     AND a.project_id <> b.project_id AND (lower(a.blocked), a.id) < (lower(b.blocked), b.id)
   WHERE b.reached > lower(b.blocked)
    """

CENTRE = UUID(int=1)
"""The project of every closure: none has this id, so closures may overlap each other only."""


@dataclass(frozen=True, slots=True)
class Want:
    """所需场地 a room for a time, with minutes to prepare it ``before`` and clean up ``after``."""

    room_id: int
    begins: datetime
    ends: datetime
    after: int
    before: int = 0

    @property
    def during(self) -> Range[datetime]:
        """Half open: whoever begins when we end does not meet us."""
        return Range(self.begins, self.ends, bounds="[)")


class Held(NamedTuple):
    """占用 a claim with its room, and who has it: a project, or the centre by a closure."""

    claim: Claim
    room: Room
    project: Project | None
    closure: Closure | None


def constraint(session: Session) -> Mapping[str, Any] | None:
    """约束 as the catalogue tells it: definition, deferrable, validated, columns; None without."""
    found = session.execute(
        text(
            "SELECT pg_get_constraintdef(c.oid) AS definition, condeferrable AS deferrable,"
            " convalidated AS validated, ARRAY(SELECT attname FROM unnest(conkey) WITH ORDINALITY"
            " AS k(no, place) JOIN pg_attribute ON attrelid = conrelid AND attnum = k.no"
            " ORDER BY place)::text[] AS columns FROM pg_constraint c"
            " WHERE conname = 'venue_claim_no_overlap' AND contype = 'x'"
            " AND conrelid = 'venue_claim'::regclass"
        )
    )
    row = found.mappings().one_or_none()
    return dict(row) if row else None


def guarded(session: Session) -> bool:
    """约束自检 True where the constraint stands, as written and not deferrable."""
    return stands(constraint(session))


def stands(found: Mapping[str, Any] | None) -> bool:
    """约束无误 True where it is there, as written, validated and not deferrable."""
    told = found and (found["definition"], found["deferrable"], found["validated"])
    return told == (GUARD, False, True)


def double_booked(session: Session) -> int:
    """重复占用 pairs of claims of different projects that overlap: never more than none.

    Those that hold, and those that were held to their end. In the order of their beginnings only a
    claim that begins before all others in its room have ended can meet one of them.
    """
    counted = (session.scalar(text(_PAIRS.format(one))) or 0 for one in ("holding", "used"))
    return sum(counted)


def hold(session: Session, booking: Booking, wants: Sequence[Want]) -> bool:
    """占用场地 all of the rooms, or none and False."""
    return hold_all(session, [(booking, wants)])


def hold_all(session: Session, wanted: Sequence[tuple[Booking, Sequence[Want]]]) -> bool:
    """占用场地 all of the rooms of all of the bookings, or none and False.

    Never check-then-insert: the constraint decides, and ON CONFLICT DO NOTHING gives the rows that
    it let in. A plain INSERT would deadlock against its rival instead of being refused; rooms are
    sorted so that two bookings of two rooms cannot wait for each other. What was let in beside a
    room that was not is taken back by hand: a savepoint would cost every booking two more trips.
    """
    return _take(session, [(_of(one), want) for one, wants in wanted for want in wants])


def _of(booking: Booking) -> dict[str, Any]:
    return {"booking_id": booking.id, "project_id": booking.project_id}


def close(session: Session, closure_id: int, wants: Sequence[Want]) -> bool:
    """关闭场地 all of the rooms, or none and False where somebody holds one of them."""
    whose = {"closure_id": closure_id, "project_id": CENTRE}
    return _take(session, [(whose, one) for one in wants])


def _take(session: Session, wanted: Sequence[tuple[Mapping[str, Any], Want]]) -> bool:
    rows = [
        {
            **whose,
            "room_id": one.room_id,
            "during": one.during,
            "before_min": one.before,
            "after_min": one.after,
            "holding": True,
        }
        for whose, one in sorted(wanted, key=lambda pair: (pair[1].room_id, pair[1].begins))
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


def give_way(session: Session, booking_ids: Iterable[UUID]) -> None:
    """让出场地 of bookings that exchange their slots, in the transaction that holds them again.

    Whoever wants such a slot meanwhile waits for the commit, and then meets the new holder. The
    claims are locked in one order first.
    """
    held = Claim.booking_id.in_(set(booking_ids)) & Claim.holding
    session.execute(select(Claim.id).where(held).order_by(Claim.id).with_for_update())
    session.execute(update(Claim).where(held).values(holding=False, freed_at=func.now()))


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


def free_closure(session: Session, closure_id: int) -> None:
    """重新开放 the rooms of a closure that ends before its time."""
    session.execute(
        update(Claim)
        .where(Claim.closure_id == closure_id, Claim.holding)
        .values(holding=False, freed_at=func.now())
    )


def use(session: Session, booking_id: UUID, now: datetime) -> bool:
    """已使用 the booking's claims leave the index, where the time of all of them is over."""
    mine = (Claim.booking_id == booking_id, Claim.holding)
    if session.scalar(select(func.count()).where(*mine, func.upper(Claim.blocked) > now)):
        return False
    session.execute(
        update(Claim).where(*mine).values(holding=False, used=True, freed_at=func.now())
    )
    return True


def use_closures(session: Session, now: datetime) -> int:
    """关闭期满 claims of closures whose time is over leave the index; gives how many."""
    over = (Claim.closure_id.is_not(None), Claim.holding, func.upper(Claim.blocked) <= now)
    done = session.execute(
        update(Claim)
        .where(*over)
        .values(holding=False, used=True, freed_at=func.now())
        .returning(Claim.id)
    )
    return len(done.all())


def held_rooms(session: Session, booking_id: UUID) -> int:
    """占用数 how many claims hold for a booking."""
    return (
        session.scalar(select(func.count()).where(Claim.booking_id == booking_id, Claim.holding))
        or 0
    )


def clashes(session: Session, project_id: UUID, wants: Sequence[Want]) -> Sequence[Held]:
    """冲突占用 what others hold where and when these are wanted, earliest first."""
    blocked = [
        (Claim.room_id == one.room_id)
        & Claim.blocked.overlaps(
            func.venue_blocked(literal(one.during, TSTZRANGE), one.before, one.after)
        )
        for one in wants
    ]
    asked = _holders().where(Claim.holding, or_(*blocked), Claim.project_id != project_id)
    return _held(session, asked.order_by(func.lower(Claim.during), Claim.room_id))


def _holders() -> Select[Claim, Room, Project, Closure]:
    return (
        select(Claim, Room, Project, Closure)
        .join(Room, Room.id == Claim.room_id)
        .outerjoin(Project, Project.id == Claim.project_id)
        .outerjoin(Closure, Closure.id == Claim.closure_id)
    )


def _held(session: Session, asked: Select[Claim, Room, Project, Closure]) -> Sequence[Held]:
    return [Held(*row) for row in session.execute(asked)]
