"""人员 queries: users, what they are members of, their open sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role

from registry.models import Membership, Organisation, User, UserSession
from registry.store.organisations import counted


def find(session: Session, user_id: UUID, *, lock: bool = False) -> User | None:
    """人员, the row locked where it is to change."""
    asked = select(User).where(User.id == user_id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.scalar(asked)


def page(session: Session, asked: dict[str, Any], now: datetime) -> tuple[int, Sequence[User]]:
    """人员列表 how many, and one page by name."""
    found = select(User)
    of_role = [Membership.active]
    if asked.get("org_id"):
        of_role.append(Membership.org_id == asked["org_id"])
    if asked.get("role"):
        of_role.append(Membership.role == asked["role"].value)
    if len(of_role) > 1:
        found = found.where(User.id.in_(select(Membership.user_id).where(*of_role)))
    if asked.get("state"):
        found = found.where(_in_state(asked["state"], now))
    if q := asked.get("q"):
        fields = (User.name, User.login)
        found = found.where(or_(*(one.icontains(q, autoescape=True) for one in fields)))
    return counted(session, found, User.name, asked)


def _in_state(state: str, now: datetime) -> ColumnElement[bool]:
    if state == "locked":
        return User.locked_until > now
    return User.active == (state == "active")


def all_memberships(session: Session, user_ids: Sequence[UUID]) -> Sequence[Membership]:
    """任职 of these users, ended ones too."""
    asked = (
        select(Membership)
        .join(Organisation, Organisation.id == Membership.org_id)
        .where(Membership.user_id.in_(user_ids))
        .order_by(Membership.active.desc(), Organisation.name, Membership.role)
    )
    return session.scalars(asked).unique().all()


def membership(session: Session, membership_id: UUID) -> Membership | None:
    """任职 its row locked."""
    asked = select(Membership).where(Membership.id == membership_id)
    return session.scalar(asked.with_for_update(of=Membership))


def held(session: Session, user_id: UUID, org_id: UUID, role: str) -> Membership | None:
    """同一任职 active or ended, its row locked: a role is granted once."""
    asked = select(Membership).where(
        Membership.user_id == user_id, Membership.org_id == org_id, Membership.role == role
    )
    return session.scalar(asked.with_for_update(of=Membership))


def lock_administrators(session: Session) -> Sequence[Membership]:
    """在岗的管理员 all locked in one order, so that no two end each other at once."""
    asked = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .join(Organisation, Organisation.id == Membership.org_id)
        .where(Membership.role == Role.ADMIN.value, Membership.active)
        .where(User.active, Organisation.active)
        .order_by(Membership.id)
        .with_for_update(of=Membership)
    )
    return session.scalars(asked.execution_options(populate_existing=True)).unique().all()


def open_sessions(
    session: Session, *where: ColumnElement[bool], since: datetime, seen: datetime
) -> Sequence[UserSession]:
    """未结束的会话 begun after ``since`` and used after ``seen``, the newest first."""
    asked = (
        select(UserSession)
        .join(Membership, Membership.id == UserSession.membership_id)
        .where(UserSession.revoked_at.is_(None), *where)
        .where(UserSession.created_at > since, UserSession.seen_at > seen)
        .order_by(UserSession.created_at.desc())
        .limit(200)
    )
    return session.scalars(asked).unique().all()


def of_user(user_id: UUID) -> ColumnElement[bool]:
    """此人的会话."""
    return UserSession.user_id == user_id


def of_organisation(org_id: UUID) -> ColumnElement[bool]:
    """此单位的会话."""
    return UserSession.membership_id.in_(select(Membership.id).where(Membership.org_id == org_id))


def of_membership(membership_id: UUID) -> ColumnElement[bool]:
    """此任职的会话."""
    return UserSession.membership_id == membership_id


def but(session_id: str | None) -> ColumnElement[bool]:
    """其他会话 all but this one; all where there is none."""
    return UserSession.id != UUID(session_id) if session_id else UserSession.id.is_not(None)


def find_session(session: Session, session_id: UUID) -> UserSession | None:
    """会话 by its id."""
    return session.get(UserSession, session_id)


def end_sessions(session: Session, *where: ColumnElement[bool], now: datetime) -> int:
    """结束会话 how many of them were open."""
    ended = session.execute(
        update(UserSession)
        .where(UserSession.revoked_at.is_(None), *where)
        .values(revoked_at=now)
        .returning(UserSession.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def window(now: datetime, absolute: timedelta, idle: timedelta) -> dict[str, datetime]:
    """会话时限 what ``open_sessions`` counts as still open."""
    return {"since": now - absolute, "seen": now - idle}
