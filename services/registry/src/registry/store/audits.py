"""审计总览 queries."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from registry.models import AuditCheck, AuditCopy

_HEAD = ("service", "day", "seq", "hash", "signature")


def put_copy(session: Session, head: Mapping[str, Any]) -> None:
    """留存链首 the first that came stays."""
    told = {name: head[name] for name in _HEAD}
    session.execute(insert(AuditCopy).values(told).on_conflict_do_nothing())


def copies(session: Session, service: str) -> list[dict[str, Any]]:
    """链首副本 of one service, oldest first."""
    columns = [getattr(AuditCopy, name) for name in _HEAD]
    found = select(*columns).where(AuditCopy.service == service).order_by(AuditCopy.day)
    return [dict(row) for row in session.execute(found).mappings()]


def newest_copies(session: Session) -> dict[str, dict[str, Any]]:
    """最新链首 by service."""
    columns = [getattr(AuditCopy, name) for name in _HEAD]
    found = select(*columns).ext(distinct_on(AuditCopy.service))
    rows = session.execute(found.order_by(AuditCopy.service, AuditCopy.day.desc())).mappings()
    return {row["service"]: dict(row) for row in rows}


def counts(session: Session) -> dict[str, int]:
    """副本数 by service."""
    found = select(AuditCopy.service, func.count()).group_by(AuditCopy.service)
    return dict(session.execute(found).all())


def newest_checks(session: Session) -> dict[str, AuditCheck]:
    """最近核验 by service."""
    found = select(AuditCheck).ext(distinct_on(AuditCheck.service))
    rows = session.scalars(found.order_by(AuditCheck.service, AuditCheck.id.desc()))
    return {row.service: row for row in rows}
