"""采购异常 queries, with the rights of the asker in the query itself."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.vocab import ExceptionKind
from tenderhall_contracts.workflow import State
from tenderhall_kit.actors import Actor

from registry.models import ExceptionLot, Lot, LotException, Project

OPEN = (State.DRAFT.value, State.PENDING.value, State.REJECTED.value)
"""Nobody has decided on these yet."""


def visible(actor: Actor) -> Select[LotException]:
    """可见的采购异常 an agency sees its own, others what was ever submitted, services all."""
    asked = select(LotException).where(LotException.state != State.DELETED.value)
    if actor.role is Role.SERVICE:
        return asked
    if actor.role.of_agency:
        return asked.where(LotException.agency_id == UUID(str(actor.org_id)))
    return asked.where(LotException.submitted_at.is_not(None))


def get(session: Session, actor: Actor, exception_id: UUID) -> LotException | None:
    """采购异常 as far as the asker may see it."""
    return session.scalar(visible(actor).where(LotException.id == exception_id))


def lock(session: Session, actor: Actor, exception_id: UUID) -> LotException | None:
    """采购异常 with its row locked: of two decisions the second sees the first."""
    asked = visible(actor).where(LotException.id == exception_id)
    locked = asked.with_for_update(of=LotException).execution_options(populate_existing=True)
    return session.scalar(locked)


def lock_alone(session: Session, exception_id: UUID) -> LotException | None:
    """采购异常 with its row locked, for what concerns none of its lots."""
    asked = select(LotException).where(LotException.id == exception_id)
    locked = asked.with_for_update(of=LotException).execution_options(populate_existing=True)
    return session.scalar(locked)


def page(
    session: Session, actor: Actor, asked_for: dict[str, Any]
) -> tuple[int, Sequence[LotException]]:
    """采购异常列表 how many there are, and one page of them, newest first."""
    asked = visible(actor)
    for name in ("state", "kind", "project_id"):
        if asked_for.get(name):
            asked = asked.where(getattr(LotException, name) == asked_for[name])
    if asked_for.get("q"):
        found = [
            one.icontains(asked_for["q"], autoescape=True) for one in (Project.no, Project.name)
        ]
        asked = asked.join(Project, Project.id == LotException.project_id).where(or_(*found))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    newest = asked.order_by(LotException.created_at.desc(), LotException.id)
    rows = session.scalars(newest.limit(asked_for["limit"]).offset(asked_for["offset"]))
    return total, rows.unique().all()


def undecided(session: Session, lot_ids: Sequence[UUID]) -> Sequence[LotException]:
    """未办结的采购异常 of these lots, locked."""
    on_lots = select(ExceptionLot.exception_id).where(ExceptionLot.lot_id.in_(lot_ids))
    asked = select(LotException).where(LotException.id.in_(on_lots), LotException.state.in_(OPEN))
    locked = asked.order_by(LotException.id).with_for_update(of=LotException)
    return session.scalars(locked.execution_options(populate_existing=True)).unique().all()


def suspending(session: Session, lot_ids: Sequence[UUID]) -> Sequence[LotException]:
    """进行中的暂停 the approved suspensions of these lots that have not ended."""
    on_lots = select(ExceptionLot.exception_id).where(ExceptionLot.lot_id.in_(lot_ids))
    asked = select(LotException).where(
        LotException.id.in_(on_lots),
        LotException.kind == ExceptionKind.SUSPENSION.value,
        LotException.state == State.APPROVED.value,
        LotException.closed_at.is_(None),
    )
    return session.scalars(asked).unique().all()


def of_lots(session: Session, lot_ids: Sequence[UUID]) -> Sequence[tuple[LotException, Lot]]:
    """分包的采购异常 every one that was not deleted, with the lot."""
    asked = (
        select(LotException, Lot)
        .join(ExceptionLot, ExceptionLot.exception_id == LotException.id)
        .join(Lot, Lot.id == ExceptionLot.lot_id)
        .where(ExceptionLot.lot_id.in_(lot_ids), LotException.state != State.DELETED.value)
        .order_by(Lot.no)
    )
    return [(form, lot) for form, lot in session.execute(asked).unique()]


def by_order(session: Session, order_id: UUID) -> LotException | None:
    """监管部门通知 the suspension that this order has made."""
    return session.scalar(select(LotException).where(LotException.order_id == order_id))
