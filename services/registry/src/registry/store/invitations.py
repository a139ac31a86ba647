"""邀请 queries, and failures of logins that are nobody's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from registry.models import Invitation, LoginFailures


def with_token(session: Session, token_hash: str, *, lock: bool = False) -> Invitation | None:
    """邀请 of that token, its row locked where it is to be used."""
    asked = select(Invitation).where(Invitation.token_hash == token_hash)
    return session.scalar(asked.with_for_update(of=Invitation) if lock else asked)


def find(session: Session, invitation_id: UUID) -> Invitation | None:
    """邀请 by its id, its row locked."""
    asked = select(Invitation).where(Invitation.id == invitation_id)
    return session.scalar(asked.with_for_update(of=Invitation))


def open_of(session: Session, org_id: UUID, now: datetime) -> Sequence[Invitation]:
    """有效邀请 of an organisation."""
    asked = select(Invitation).where(
        Invitation.org_id == org_id, Invitation.ended_at.is_(None), Invitation.expires_at > now
    )
    return session.scalars(asked.order_by(Invitation.created_at)).all()


def end_for(session: Session, login: str, now: datetime) -> None:
    """作废旧链接 of that user name: only the newest link works."""
    session.execute(
        update(Invitation)
        .where(Invitation.login == login, Invitation.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def end_of_organisation(session: Session, org_id: UUID, now: datetime) -> None:
    """作废单位的邀请."""
    session.execute(
        update(Invitation)
        .where(Invitation.org_id == org_id, Invitation.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def failures_of(session: Session, login_hash: str) -> LoginFailures | None:
    """失败记录 of a user name that is nobody's."""
    return session.get(LoginFailures, login_hash)


def lock_failures(session: Session, login_hash: str, now: datetime) -> LoginFailures:
    """失败记录 its row locked; made where there is none: failures are counted one by one."""
    new = insert(LoginFailures).values(login_hash=login_hash, at=now)
    session.execute(new.on_conflict_do_nothing())
    asked = select(LoginFailures).where(LoginFailures.login_hash == login_hash)
    return session.execute(asked.with_for_update()).scalar_one()


def prune_failures(session: Session, before: datetime) -> None:
    """清理 failures that are long over."""
    session.execute(delete(LoginFailures).where(LoginFailures.at <= before))
