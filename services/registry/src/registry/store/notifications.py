"""通知 queries."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role

from registry.models import Membership, Notification, User


def people_of(session: Session, org_id: UUID, roles: Collection[Role]) -> Sequence[User]:
    """某单位的在岗人员 with one of these roles."""
    return session.scalars(_people(roles).where(Membership.org_id == org_id)).all()


def people_in(session: Session, roles: Collection[Role]) -> Sequence[User]:
    """在岗人员 with one of these roles, wherever they work."""
    return session.scalars(_people(roles)).all()


def _people(roles: Collection[Role]) -> Select[User]:
    held = Membership.role.in_([one.value for one in roles])
    joined = select(User).join(Membership, User.id == Membership.user_id)
    return joined.where(Membership.active, User.active, held).distinct()


def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """写入通知 once for each person and cause."""
    if rows:
        once = ["user_id", "cause"]
        told = insert(Notification).on_conflict_do_nothing(index_elements=once)
        session.execute(told, list(rows))


def page(
    session: Session, user_id: UUID, *, limit: int, offset: int
) -> tuple[int, int, Sequence[Notification]]:
    """通知列表 all, unread, and one page of them, the newest first."""
    mine = Notification.user_id == user_id
    counted = select(func.count(), func.count().filter(Notification.read_at.is_(None)))
    total, unread = session.execute(counted.where(mine)).one()
    newest = select(Notification).where(mine).order_by(Notification.at.desc(), Notification.id)
    return total, unread, session.scalars(newest.limit(limit).offset(offset)).all()


def read(session: Session, user_id: UUID, ids: Sequence[UUID], now: datetime) -> None:
    """标为已读 these, or all."""
    marked = update(Notification).where(
        Notification.user_id == user_id, Notification.read_at.is_(None)
    )
    if ids:
        marked = marked.where(Notification.id.in_(ids))
    session.execute(marked.values(read_at=now))


def email_of(session: Session, user_id: UUID) -> str | None:
    """邮箱 where a person's notifications are mailed to."""
    return session.scalar(select(User.email).where(User.id == user_id))


def set_email(session: Session, user_id: UUID, email: str | None) -> None:
    """设置邮箱."""
    session.execute(update(User).where(User.id == user_id).values(email=email))


def to_be_mailed(session: Session, since: datetime, limit: int = 50) -> list[tuple[UUID, str, str]]:
    """待发邮件 (notification, address, text) the oldest first."""
    asked = (
        select(Notification.id, User.email, Notification.text_zh)
        .join(User, User.id == Notification.user_id)
        .where(Notification.mail == "waiting", User.email.is_not(None))
        .where(Notification.at >= since)
        .order_by(Notification.at)
    )
    return [
        (one, address or "", said) for one, address, said in session.execute(asked.limit(limit))
    ]


def mailed(session: Session, notification_id: UUID, *, sent: bool, tries: int) -> None:
    """发送结果 tried again until ``tries`` are used up."""
    counted = Notification.tries + 1
    failed = case((counted >= tries, "failed"), else_="waiting")
    session.execute(
        update(Notification)
        .where(Notification.id == notification_id, Notification.mail == "waiting")
        .values(tries=counted, mail="sent" if sent else failed)
    )
