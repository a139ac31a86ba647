"""互换 swaps, and which booking stands in a slot."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.workflow import State

from venue.models import Booking, Claim, Swap

OPEN = (State.PROPOSED, State.PENDING)
"""States in which a swap still waits for somebody."""


def holder_of(session: Session, room_id: int, begins: datetime) -> UUID | None:
    """时段的预约 the approved opening that holds this room from this moment on."""
    stands = and_(
        Claim.booking_id == Booking.id,
        Claim.holding,
        Claim.room_id == room_id,
        func.lower(Claim.during) == begins,
    )
    asked = select(Booking.id).join(Claim, stands)
    chosen = asked.where(Booking.opening_room_id == room_id, Booking.state == State.APPROVED)
    found = chosen.where(Booking.opening_at == begins, Booking.awaiting_notice.is_(False))
    return session.scalars(found.order_by(Booking.id).limit(1)).one_or_none()


def swap(
    session: Session, swap_id: UUID, seen: ColumnElement[bool], *, lock: bool = False
) -> Swap | None:
    """互换 where it may be seen; locked only after the lots of both bookings are."""
    asked = select(Swap).where(Swap.id == swap_id, seen)
    if lock:
        asked = asked.with_for_update(key_share=True, of=Swap)
    return session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


def open_of(session: Session, booking_ids: Iterable[UUID]) -> Sequence[Swap]:
    """进行中的互换 of these bookings."""
    ids = set(booking_ids)
    of_them = or_(Swap.one_id.in_(ids), Swap.other_id.in_(ids))
    asked = select(Swap).where(of_them, Swap.state.in_(OPEN)).order_by(Swap.id)
    locked = asked.with_for_update(key_share=True, of=Swap)
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def page(
    session: Session, seen: ColumnElement[bool], asked: Mapping[str, Any]
) -> tuple[int, Sequence[Swap]]:
    """互换列表 one page, newest first, and how many there are."""
    chosen = select(Swap.id).where(seen)
    if asked.get("state"):
        chosen = chosen.where(Swap.state == asked["state"])
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = select(Swap).where(Swap.id.in_(chosen)).order_by(Swap.updated_at.desc(), Swap.id)
    return total, session.scalars(rows.limit(asked["limit"]).offset(asked["offset"])).all()


def seen_by(role: Role, org_id: str | None) -> ColumnElement[bool]:
    """可见范围 both agencies see it; the centre sees what both have agreed to."""
    if role.of_agency and org_id:
        mine = select(Booking.id).where(Booking.agency_id == UUID(org_id))
        return or_(Swap.one_id.in_(mine), Swap.other_id.in_(mine))
    return Swap.state.not_in((State.PROPOSED, State.DELETED))
