"""平台事件 queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session
from tenderhall_contracts.platform import evaluation_ended, evaluation_voided
from tenderhall_kit.actors import Actor

from registry.models import InboundEvent, Lot, Project

WAITING, REFUSED, APPLIED = "waiting", "refused", "applied"


class Found(NamedTuple):
    """平台事件 with the project of its lot, where it is about one."""

    event: InboundEvent
    project: Project | None


def lot_of(session: Session, lot_no: str) -> UUID | None:
    """分包编号 → id; of several rounds each has a number of its own."""
    return session.scalar(select(Lot.id).where(Lot.no == lot_no))


def of_sender(session: Session, event_id: UUID) -> InboundEvent | None:
    """已收到的同号事件 the one of that id that was not refused."""
    asked = select(InboundEvent).where(
        InboundEvent.event_id == event_id, InboundEvent.status != REFUSED
    )
    return session.scalar(asked)


def told_by(session: Session, issuer: str, event_id: UUID) -> InboundEvent | None:
    """该发送方的事件 the newest of that id."""
    asked = select(InboundEvent).where(
        InboundEvent.event_id == event_id, InboundEvent.source == issuer
    )
    return session.scalar(asked.order_by(InboundEvent.received_at.desc()).limit(1))


def lock_waiting(session: Session, lot_id: UUID) -> Sequence[InboundEvent]:
    """待生效的事件 of a lot in the order in which they happened, with their rows locked."""
    asked = (
        select(InboundEvent)
        .where(InboundEvent.lot_id == lot_id, InboundEvent.status == WAITING)
        .order_by(InboundEvent.occurred_at, InboundEvent.received_at)
        .with_for_update()
    )
    return session.scalars(asked).all()


def due(session: Session, now: datetime) -> list[UUID]:
    """到时的分包 with an event whose time has come."""
    asked = select(InboundEvent.lot_id).where(
        InboundEvent.status == WAITING, InboundEvent.due_at <= now
    )
    return [one for one in session.scalars(asked.distinct()) if one]


def lifted(session: Session, lot_id: UUID, kind: str, doc_no: str) -> bool:
    """该文号是否已撤销 the lifting may have come before the order."""
    asked = select(InboundEvent.id).where(
        InboundEvent.lot_id == lot_id,
        InboundEvent.type == kind,
        InboundEvent.data["doc_no"].astext == doc_no,
        InboundEvent.status != REFUSED,
    )
    return session.scalar(asked.limit(1)) is not None


def evaluations(session: Session, lot_ids: Sequence[UUID]) -> list[tuple[InboundEvent, Lot]]:
    """已生效的评审结果 of these lots, the newest round first."""
    asked = (
        select(InboundEvent, Lot)
        .join(Lot, Lot.id == InboundEvent.lot_id)
        .where(
            InboundEvent.lot_id.in_(list(lot_ids)),
            InboundEvent.type == evaluation_ended.name,
            InboundEvent.status == APPLIED,
        )
        .order_by(InboundEvent.data["round"].as_integer().desc(), InboundEvent.received_at.desc())
    )
    return [(row, lot) for row, lot in session.execute(asked)]


def voided(session: Session, lot_ids: Sequence[UUID]) -> dict[UUID, int]:
    """评标无效的轮次 the last evaluation of each lot that was said not to stand."""
    asked = select(InboundEvent.lot_id, func.max(InboundEvent.data["round"].as_integer())).where(
        InboundEvent.lot_id.in_(list(lot_ids)),
        InboundEvent.type == evaluation_voided.name,
        InboundEvent.status == APPLIED,
    )
    found = session.execute(asked.group_by(InboundEvent.lot_id))
    return {lot_id: last for lot_id, last in found if lot_id}


def visible(actor: Actor) -> Select[InboundEvent, Project]:
    """可见的事件 the centre sees all; an agency those of its own lots that were not refused."""
    asked = (
        select(InboundEvent, Project)
        .outerjoin(Lot, Lot.id == InboundEvent.lot_id)
        .outerjoin(Project, Project.id == Lot.project_id)
    )
    if actor.role.of_centre:
        return asked
    own = Project.agency_id == UUID(str(actor.org_id))
    return asked.where(own, InboundEvent.status != REFUSED)


def one(session: Session, actor: Actor, inbound_id: UUID) -> Found | None:
    """平台事件 as far as the asker may see it."""
    found = session.execute(visible(actor).where(InboundEvent.id == inbound_id)).first()
    return Found(*found) if found else None


def page(session: Session, actor: Actor, asked: dict[str, Any]) -> tuple[int, list[Found]]:
    """平台事件列表 how many, and one page, the newest first."""
    rows = visible(actor).where(*_narrowed(asked))
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    newest = rows.order_by(InboundEvent.received_at.desc(), InboundEvent.id)
    found = session.execute(newest.limit(asked["limit"]).offset(asked["offset"]))
    return total, [Found(*row) for row in found]


def _narrowed(asked: dict[str, Any]) -> list[ColumnElement[bool]]:
    told = []
    if state := asked.get("state"):
        told.append(InboundEvent.status == state)
    if kind := asked.get("type"):
        told.append(InboundEvent.type == kind)
    if project_id := asked.get("project_id"):
        told.append(Lot.project_id == project_id)
    if lot_id := asked.get("lot_id"):
        told.append(InboundEvent.lot_id == lot_id)
    if q := asked.get("q"):
        fields = (InboundEvent.lot_no, InboundEvent.source, Project.name)
        told.append(or_(*(one.icontains(q, autoescape=True) for one in fields)))
    return told
