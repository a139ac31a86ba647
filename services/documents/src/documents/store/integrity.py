"""完整性检查 which bytes to read again, and what was found in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from documents.models import Document, IntegrityCheck, StoredObject, Version

_last_read = func.coalesce(IntegrityCheck.at, StoredObject.at)
"""An object that was never looked at again was read when it was proven."""

_never = ~StoredObject.read & IntegrityCheck.sha256.is_(None)
"""But not where the store's word was taken for it."""


def oldest(session: Session, before: datetime, limit: int) -> Sequence[StoredObject]:
    """待检查 what was read before then, the longest unread first."""
    return session.scalars(
        select(StoredObject)
        .outerjoin(IntegrityCheck)
        .where(_last_read < before)
        .order_by(_last_read)
        .limit(limit)
    ).all()


def unread(session: Session, limit: int) -> Sequence[StoredObject]:
    """未读 what this service has never read whole, the first come first."""
    return session.scalars(
        select(StoredObject)
        .outerjoin(IntegrityCheck)
        .where(_never)
        .order_by(StoredObject.at)
        .limit(limit)
    ).all()


def lock(session: Session, sha256: str) -> IntegrityCheck | None:
    """上次检查 of one object, locked."""
    return session.get(IntegrityCheck, sha256, with_for_update=True)


def totals(session: Session, before: datetime) -> dict[str, Any]:
    """总数 objects and bytes, how many are unread since then, and the oldest reading."""
    row = session.execute(
        select(
            func.count().label("objects"),
            func.coalesce(func.sum(StoredObject.size), 0).label("bytes"),
            func.count().filter((before > _last_read) | _never).label("due"),
            func.min(_last_read).label("oldest_at"),
        )
        .select_from(StoredObject)
        .outerjoin(IntegrityCheck)
    ).one()
    return dict(row._mapping)  # noqa: SLF001 — SQLAlchemy's own name of the row as a mapping


def faults(session: Session, limit: int) -> Sequence[Row[Any]]:
    """异常 what is not sound, the newest first, with the names under which it was uploaded."""
    names = (
        select(func.array_agg(func.distinct(Version.name)))
        .where(Version.sha256 == IntegrityCheck.sha256)
        .scalar_subquery()
    )
    return session.execute(
        select(
            IntegrityCheck.sha256,
            IntegrityCheck.outcome,
            IntegrityCheck.since,
            IntegrityCheck.at,
            StoredObject.size,
            func.coalesce(names, []).label("names"),
        )
        .join(StoredObject)
        .where(IntegrityCheck.outcome != "sound")
        .order_by(IntegrityCheck.since.desc())
        .limit(limit)
    ).all()


def owners(session: Session, sha256: str) -> list[Any]:
    """所属文件 the documents, of whichever organisation, that have these bytes in a version."""
    found = select(Document.id).join(Version).where(Version.sha256 == sha256).distinct()
    return list(session.scalars(found))
