"""媒体交送 the only place where the deliveries to media are asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem

from notices.models import MediaDelivery, Publication
from notices.rules.media import ACKNOWLEDGED, UNDER_WAY


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


def page(session: Session, asked: Mapping[str, Any]) -> tuple[int, Sequence[Any]]:
    """交送列表 each with its notice; what waits comes first, the longest waiting on top."""
    chosen = select(MediaDelivery, Publication).join(
        Publication, Publication.notice_id == MediaDelivery.notice_id
    )
    if asked.get("state"):
        chosen = chosen.where(MediaDelivery.state == asked["state"])
    if asked.get("q"):
        said = (Publication.no, Publication.title)
        chosen = chosen.where(or_(*(one.contains(asked["q"], autoescape=True) for one in said)))
    total = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery()))
    done = MediaDelivery.state == ACKNOWLEDGED
    order = (done, MediaDelivery.designated.desc(), Publication.published_at, MediaDelivery.id)
    paged = chosen.order_by(*order).limit(asked["limit"]).offset(asked["offset"])
    return int(total or 0), session.execute(paged).all()


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
