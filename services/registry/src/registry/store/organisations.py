"""单位 queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from registry.models import CaBinding, Membership, Organisation, User


def find(session: Session, org_id: UUID, *, lock: bool = False) -> Organisation | None:
    """单位, its row locked where it is to change."""
    asked = select(Organisation).where(Organisation.id == org_id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.scalar(asked)


def with_code(session: Session, uscc: str) -> Organisation | None:
    """单位 of that 统一社会信用代码."""
    return session.scalar(select(Organisation).where(Organisation.uscc == uscc))


def page(session: Session, asked: dict[str, Any]) -> tuple[int, Sequence[Organisation]]:
    """单位列表 how many, and one page by name."""
    found = select(Organisation)
    if asked.get("kind"):
        found = found.where(Organisation.kind == asked["kind"].value)
    if asked.get("state"):
        found = found.where(Organisation.active == (asked["state"] == "active"))
    if q := asked.get("q"):
        fields = (Organisation.name, Organisation.uscc)
        found = found.where(or_(*(one.icontains(q, autoescape=True) for one in fields)))
    return counted(session, found, Organisation.name, asked)


def counted(
    session: Session, found: Select[Any], order: Any, asked: dict[str, Any]
) -> tuple[int, Sequence[Any]]:
    """一页 and how many there are in all."""
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.scalars(found.order_by(order).limit(asked["limit"]).offset(asked["offset"]))
    return total, rows.unique().all()


def members(session: Session, org_ids: Sequence[UUID]) -> dict[UUID, int]:
    """在岗人数 of each organisation that has any."""
    asked = (
        select(Membership.org_id, func.count(func.distinct(Membership.user_id)))
        .join(User, User.id == Membership.user_id)
        .where(Membership.org_id.in_(org_ids), Membership.active, User.active)
        .group_by(Membership.org_id)
    )
    return dict(session.execute(asked).all())


def bound(session: Session, org_ids: Sequence[UUID]) -> set[UUID]:
    """已办理CA which of these organisations have an active binding."""
    asked = select(CaBinding.org_id).where(
        CaBinding.org_id.in_(org_ids), CaBinding.revoked_at.is_(None)
    )
    return set(session.scalars(asked))


def memberships(session: Session, org_id: UUID) -> Sequence[Membership]:
    """任职 of an organisation, the active ones first."""
    asked = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.org_id == org_id)
        .order_by(Membership.active.desc(), User.name, Membership.role)
    )
    return session.scalars(asked).unique().all()


def bindings(session: Session, org_id: UUID) -> Sequence[CaBinding]:
    """CA绑定 of an organisation, the newest first."""
    asked = select(CaBinding).where(CaBinding.org_id == org_id)
    return session.scalars(asked.order_by(CaBinding.bound_at.desc(), CaBinding.serial)).all()


def binding(session: Session, serial: str) -> CaBinding | None:
    """CA绑定 by its certificate's serial, its row locked."""
    return session.scalar(select(CaBinding).where(CaBinding.serial == serial).with_for_update())
