"""成员与会话 queries."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role

from registry.models import CaBinding, Membership, PreAuth, User, UserSession


def user_by_login(session: Session, login: str) -> User | None:
    """用户 by user name, as a caller may read it."""
    return session.scalar(select(User).where(User.login == login))


def lock_user(session: Session, login: str) -> User | None:
    """用户 with its row locked: failures are counted one after the other."""
    return session.scalar(select(User).where(User.login == login).with_for_update())


def memberships(session: Session, user_id: UUID) -> list[Membership]:
    """任职 the user's active ones, in a fixed order."""
    found = session.scalars(
        select(Membership)
        .where(Membership.user_id == user_id, Membership.active)
        .order_by(Membership.role, Membership.id)
    )
    return [one for one in found if one.organisation.active]


def ca_bound(session: Session, org_id: UUID) -> bool:
    """是否已办理CA True where the organisation has an active binding."""
    bound = select(CaBinding.serial).where(
        CaBinding.org_id == org_id, CaBinding.revoked_at.is_(None)
    )
    return session.scalar(bound.limit(1)) is not None


def lock_pre_auth(session: Session, token_hash: str) -> PreAuth | None:
    """待选角色 with its row locked: it is used once."""
    return session.scalar(
        select(PreAuth).where(PreAuth.token_hash == token_hash).with_for_update(of=PreAuth)
    )


def prune_pre_auths(session: Session, now: datetime) -> None:
    """清理 what can choose no role any more; sessions are kept as evidence."""
    session.execute(delete(PreAuth).where(PreAuth.expires_at <= now))


def session_by_hash(session: Session, token_hash: str) -> UserSession | None:
    """会话 by the hash of its token."""
    return session.scalar(select(UserSession).where(UserSession.token_hash == token_hash))


def touch_session(session: Session, session_id: UUID, now: datetime) -> None:
    """会话活动 it was used now."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now))


def revoke_session(session: Session, session_id: UUID, now: datetime) -> bool:
    """撤销会话 True where it was still live."""
    ended = session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(UserSession.id)
    )
    return ended.first() is not None


def reviewers(session: Session) -> list[User]:
    """在岗的审核人员 by name."""
    asked = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(User.active, Membership.active, Membership.role == Role.REVIEWER.value)
        .distinct()
        .order_by(User.name, User.id)
    )
    return list(session.scalars(asked))
