"""媒体交送 the only place where the deliveries to media are asked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem

from notices.models import MediaDelivery
from notices.rules.media import UNDER_WAY


def of(session: Session, notice_id: UUID) -> Sequence[MediaDelivery]:
    """交送 of a notice, the designated medium first."""
    chosen = select(MediaDelivery).where(MediaDelivery.notice_id == notice_id)
    order = (MediaDelivery.designated.desc(), MediaDelivery.medium)
    return session.scalars(chosen.order_by(*order)).all()


def due(session: Session, now: datetime, limit: int) -> Sequence[UUID]:
    """待办交送 whose time has come, the longest waiting first."""
    under_way = MediaDelivery.state.in_(UNDER_WAY), MediaDelivery.next_at <= now
    chosen = select(MediaDelivery.id).where(*under_way).order_by(MediaDelivery.next_at)
    return session.scalars(chosen.limit(limit)).all()


def lease(session: Session, delivery_id: UUID, now: datetime) -> MediaDelivery | None:
    """认领交送 None where another replica has it, or it is not due any more."""
    chosen = select(MediaDelivery).where(
        MediaDelivery.id == delivery_id,
        MediaDelivery.state.in_(UNDER_WAY),
        MediaDelivery.next_at <= now,
    )
    return session.scalar(chosen.with_for_update(skip_locked=True))


def lock(session: Session, delivery_id: UUID) -> MediaDelivery:
    """锁定交送.

    Raises:
        Problem: NOT_FOUND.
    """
    found = session.get(MediaDelivery, delivery_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Problem("NOT_FOUND")
    return found


def lock_of(session: Session, notice_id: UUID, medium: str) -> MediaDelivery | None:
    """锁定交送 of a notice to that medium, where the notice names it."""
    chosen = select(MediaDelivery).where(
        MediaDelivery.notice_id == notice_id, MediaDelivery.medium == medium
    )
    return session.scalar(chosen.with_for_update())
