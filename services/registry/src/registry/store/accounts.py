"""服务账号 queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from registry.models import ServiceAccount


def lock(session: Session, account_id: UUID) -> ServiceAccount | None:
    """服务账号 with its row locked."""
    asked = select(ServiceAccount).where(ServiceAccount.id == account_id)
    return session.scalar(asked.with_for_update().execution_options(populate_existing=True))


def named(session: Session, name: str) -> ServiceAccount | None:
    """服务账号 by name, revoked ones too."""
    return session.scalar(select(ServiceAccount).where(ServiceAccount.name == name))


def active(session: Session) -> list[dict[str, Any]]:
    """有效的服务账号 as ``AccountTold``."""
    columns = (ServiceAccount.name, ServiceAccount.public_key, ServiceAccount.scopes)
    found = session.execute(
        select(*columns).where(ServiceAccount.active).order_by(ServiceAccount.name)
    )
    return [dict(row) for row in found.mappings()]


def page(
    session: Session, *, q: str | None, state: str | None, limit: int, offset: int
) -> tuple[int, Sequence[ServiceAccount]]:
    """服务账号列表 how many, and one page; ``state`` is active or revoked."""
    asked = select(ServiceAccount)
    if state:
        asked = asked.where(ServiceAccount.active == (state == "active"))
    if q:
        fields = (ServiceAccount.name, ServiceAccount.title, ServiceAccount.organisation)
        asked = asked.where(or_(*(one.icontains(q, autoescape=True) for one in fields)))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    order = (ServiceAccount.active.desc(), ServiceAccount.name)
    return total, session.scalars(asked.order_by(*order).limit(limit).offset(offset)).all()
