"""场地关闭 closures and the rooms that their claims close."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from venue.models import Claim, Closure, Room


def lock(session: Session, closure_id: int) -> Closure | None:
    """锁定 one closure."""
    asked = select(Closure).where(Closure.id == closure_id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


def page(
    session: Session, now: datetime, *, past: bool, limit: int, offset: int
) -> tuple[int, Sequence[Closure]]:
    """场地关闭列表 what is to come, earliest first; what is over, newest first."""
    where = _over(now) if past else and_(Closure.ended_at.is_(None), Closure.ends > now)
    total = session.scalar(select(func.count()).select_from(Closure).where(where)) or 0
    order = Closure.begins.desc() if past else Closure.begins.asc()
    asked = select(Closure).where(where).order_by(order, Closure.id)
    return total, session.scalars(asked.limit(limit).offset(offset)).all()


def rooms_of(session: Session, closure_ids: Collection[int]) -> Mapping[int, list[Room]]:
    """关闭的场地 by closure."""
    asked = (
        select(Claim.closure_id, Room)
        .join(Room, Room.id == Claim.room_id)
        .where(Claim.closure_id.in_(closure_ids))
        .order_by(Room.id)
    )
    found: dict[int, list[Room]] = {one: [] for one in closure_ids}
    for closure_id, room in session.execute(asked):
        if closure_id is not None:
            found[closure_id].append(room)
    return found


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(Closure.ended_at.is_not(None), Closure.ends <= now)
