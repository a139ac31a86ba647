"""预约 bookings, and the lots that every change of them locks first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.workflow import State

from venue.models import BookedLot, Booking, Claim, Lot, Project

UNSEEN_BY_CENTRE = (State.DRAFT, State.DELETED)
_AT_ONCE = 200
"""Bookings that are found to be over at one look; the next look finds the others."""


def lot_ids_of(session: Session, booking_id: UUID) -> list[UUID]:
    """预约的分包编号 without a lock: only to know which lots to lock."""
    return list(session.scalars(select(BookedLot.lot_id).where(BookedLot.booking_id == booking_id)))


def lock_lots(session: Session, lot_ids: Iterable[UUID]) -> Sequence[Lot]:
    """锁定分包 first, in id order, in every command that changes a booking.

    The exclusion constraint protects rooms; only this lock keeps two commands about the same lots
    apart. NO KEY UPDATE: foreign keys that point here are not held up.
    """
    return session.scalars(
        select(Lot)
        .where(Lot.id.in_(set(lot_ids)))
        .order_by(Lot.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def booking(
    session: Session, booking_id: UUID, seen: ColumnElement[bool], *, lock: bool = False
) -> Booking | None:
    """预约 with its lots, where it may be seen; locked only after its lots are (``lock_lots``)."""
    asked = select(Booking).where(Booking.id == booking_id, seen)
    if lock:
        asked = asked.with_for_update(key_share=True, of=Booking)
    return session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


def holding_on(session: Session, lot_ids: Iterable[UUID]) -> Sequence[Booking]:
    """占用分包的预约 live bookings and open changes of these lots, to be released; locked."""
    held = _holding(lot_ids, or_(BookedLot.live, BookedLot.changing))
    asked = select(Booking).where(held).order_by(Booking.id)
    locked = asked.with_for_update(key_share=True, of=Booking)
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def changes_on(session: Session, lot_ids: Iterable[UUID]) -> Sequence[Booking]:
    """未生效的变更 pending, or awaiting their 变更公告, of these lots."""
    return session.scalars(select(Booking).where(_holding(lot_ids, BookedLot.changing))).all()


def unsent_on(session: Session, lot_id: UUID) -> Sequence[Booking]:
    """未提交的预约 drafts of the lot, and those sent back; locked."""
    on_lot = exists().where(BookedLot.booking_id == Booking.id, BookedLot.lot_id == lot_id)
    unsent = Booking.state.in_((State.DRAFT, State.REJECTED))
    asked = select(Booking).where(on_lot, unsent).order_by(Booking.id)
    locked = asked.with_for_update(key_share=True, of=Booking)
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def awaiting(session: Session) -> Sequence[UUID]:
    """待发变更公告 the changes that are approved and not effective yet."""
    return session.scalars(select(Booking.id).where(Booking.awaiting_notice)).all()


def anyones(session: Session, booking_id: UUID) -> Booking | None:
    """预约 whoever's it is, for what the service itself does."""
    return booking(session, booking_id, true())


def locked(session: Session, booking_id: UUID) -> Booking | None:
    """锁定预约 whoever's; only after its lots are (``lock_lots``)."""
    return booking(session, booking_id, true(), lock=True)


def live_on(session: Session, lot_ids: Iterable[UUID], but: Booking) -> Sequence[Booking]:
    """有效预约 live bookings of the lots, of the same purpose as ``but``, other than that one."""
    others = _live(lot_ids).where(Booking.id != but.id, Booking.purpose == but.purpose)
    return session.scalars(others).unique().all()


def live_bookings(session: Session, lot_ids: Iterable[UUID]) -> Sequence[Booking]:
    """有效预约 pending or approved openings of these lots, the earliest first."""
    openings = _live(lot_ids).where(Booking.purpose == "opening")
    return session.scalars(openings.order_by(Booking.opening_at)).unique().all()


def over(session: Session, now: datetime) -> list[UUID]:
    """期满的预约 approved bookings, no claim of which reaches beyond now; the oldest first."""
    needed = exists().where(
        Claim.booking_id == Booking.id, Claim.holding, func.upper(Claim.blocked) > now
    )
    asked = select(Booking.id).where(
        Booking.state == State.APPROVED,
        ~Booking.awaiting_notice,  # not effective: its meeting has not been
        Booking.opening_at < now,
        ~needed,
    )
    return list(session.scalars(asked.order_by(Booking.opening_at).limit(_AT_ONCE)))


def _live(lot_ids: Iterable[UUID]) -> Select[Booking]:
    return select(Booking).where(_holding(lot_ids, BookedLot.live))


def _holding(lot_ids: Iterable[UUID], mark: ColumnExpressionArgument[bool]) -> ColumnElement[bool]:
    wanted = BookedLot.lot_id.in_(set(lot_ids))
    return exists().where(BookedLot.booking_id == Booking.id, mark, wanted)


def page(
    session: Session, seen: ColumnElement[bool], asked: Mapping[str, Any]
) -> tuple[int, Sequence[Booking]]:
    """预约列表 one page, newest first, and how many there are."""
    chosen = select(Booking.id).join(Project, Project.id == Booking.project_id).where(seen)
    if asked.get("state"):
        chosen = chosen.where(Booking.state == asked["state"])
    for name in ("kind", "purpose", "awaiting_notice"):
        if asked.get(name) is not None:
            chosen = chosen.where(getattr(Booking, name) == asked[name])
    if asked.get("q"):
        chosen = chosen.where(
            Project.name.icontains(asked["q"], autoescape=True)
            | Project.no.icontains(asked["q"], autoescape=True)
        )
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.scalars(
        select(Booking)
        .where(Booking.id.in_(chosen))
        .order_by(Booking.updated_at.desc(), Booking.id)
        .limit(asked["limit"])
        .offset(asked["offset"])
    )
    return total, rows.all()


def seen_by(role: Role, org_id: str | None) -> ColumnElement[bool]:
    """可见范围 an agency sees its own; the centre sees what was submitted; services see all."""
    if role.of_agency and org_id:
        return (Booking.agency_id == UUID(org_id)) & (Booking.state != State.DELETED)
    if role.of_centre:
        return Booking.state.not_in(UNSEEN_BY_CENTRE)
    return true() if role is Role.SERVICE else false()


def open_to(role: Role, org_id: str | None) -> ColumnElement[bool]:
    """可办理范围 as ``seen_by``; a reviewer whose form was withdrawn meanwhile is told so."""
    if role is Role.REVIEWER:
        return Booking.submitted_at.is_not(None) & (Booking.state != State.DELETED)
    return seen_by(role, org_id)
