"""订阅 the only place where subscriptions and what was sent to them are asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem

from notices import shelf
from notices.models import PublicEntry, Subscription, SubscriptionDelivery
from notices.rules import subscriptions as rules

S, D = Subscription, SubscriptionDelivery


def of_token(session: Session, token: str, *, lock: bool = False) -> Subscription:
    """订阅 of its holder.

    Raises:
        Problem: NOT_FOUND.
    """
    chosen = select(S).where(S.token == token)
    found = session.scalar(chosen.with_for_update() if lock else chosen)
    if found is None:
        raise Problem("NOT_FOUND")
    return found


def of_address(session: Session, channel: str, address: str) -> Sequence[Subscription]:
    """订阅 of an address, locked together: two that are asked for at once come one by one."""
    name = f"notices.subscriptions:{channel}:{address}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
    chosen = select(S).where(S.channel == channel, S.address == address)
    return session.scalars(chosen.with_for_update()).all()


def due(session: Session, now: datetime, limit: int) -> Sequence[UUID]:
    """待办订阅 with news, or with a question to ask, the longest waiting first."""
    chosen = select(S.id).where(S.next_at <= now, _busy(shelf.last_seq(session)))
    return session.scalars(chosen.order_by(S.next_at).limit(limit)).all()


def lease(session: Session, subscription_id: UUID, now: datetime) -> Subscription | None:
    """认领订阅 None where another replica has it, or there is nothing to do any more."""
    chosen = select(S).where(
        S.id == subscription_id, S.next_at <= now, _busy(shelf.last_seq(session))
    )
    return session.scalar(chosen.with_for_update(skip_locked=True))


def _busy(last: int) -> ColumnElement[bool]:
    news = (S.state == rules.ACTIVE) & (S.cursor != last)
    asks = (S.state == rules.UNCONFIRMED) & ((S.channel == rules.WEBHOOK) | S.asked_at.is_(None))
    return or_(news, asks)


def locked(session: Session, subscription_id: UUID) -> Subscription | None:
    """锁定订阅 None where its holder has ended it meanwhile."""
    return session.get(S, subscription_id, with_for_update=True, populate_existing=True)


def news(
    session: Session, one: Subscription, asked: Mapping[str, Any], limit: int
) -> Sequence[PublicEntry]:
    """新公告 after the cursor, exactly as the search finds them, less what was sent already."""
    sent = select(D.id).where(
        D.subscription_id == one.id, D.no == PublicEntry.no, D.state == rules.SENT
    )
    chosen = select(PublicEntry).where(
        PublicEntry.seq > one.cursor, *shelf.conditions(asked), ~sent.exists()
    )
    if one.since_at:
        chosen = chosen.where(PublicEntry.published_at >= one.since_at)
    return session.scalars(chosen.order_by(PublicEntry.seq).limit(limit)).all()


def published_since(session: Session, since: int) -> datetime | None:
    """最早发布时间 of what came after that number: none of it is older."""
    earliest = select(func.min(PublicEntry.published_at)).where(PublicEntry.seq > since)
    return session.scalar(earliest)


def keep(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """记录投递 the last try of each."""
    for row in rows:
        told = {name: row[name] for name in ("seq", "state", "at", "error")}
        once = insert(D).values(row).on_conflict_do_update(index_elements=["id"], set_=told)
        session.execute(once)


def last(session: Session, subscription_id: UUID, limit: int) -> Sequence[SubscriptionDelivery]:
    """最近投递."""
    chosen = select(D).where(D.subscription_id == subscription_id)
    return session.scalars(chosen.order_by(D.at.desc(), D.seq.desc()).limit(limit)).all()


def forget_after(session: Session, subscription_id: UUID, since: int) -> None:
    """补发 what came after that number counts as not sent."""
    session.execute(delete(D).where(D.subscription_id == subscription_id, D.seq > since))


def end(session: Session, token: str) -> UUID | None:
    """退订 the row goes, with its address and everything that hangs on it."""
    return session.scalar(delete(S).where(S.token == token).returning(S.id))


def forget_unconfirmed(session: Session, before: datetime) -> Sequence[UUID]:
    """删除未确认的订阅 older than that."""
    chosen = delete(S).where(S.state == rules.UNCONFIRMED, S.created_at < before)
    return session.scalars(chosen.returning(S.id)).all()
