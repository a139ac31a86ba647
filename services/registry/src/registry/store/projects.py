"""项目与分包 queries, with the rights of the asker in the query itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.workflow import State
from tenderhall_kit.actors import Actor

from registry.models import Lot, NumberSeries, Project


def next_number(session: Session, series: str) -> int:
    """下一编号 counted in this transaction: a rollback leaves no gap."""
    counted = session.scalar(
        insert(NumberSeries)
        .values(series=series, last=1)
        .on_conflict_do_update(
            index_elements=[NumberSeries.series], set_={"last": NumberSeries.last + 1}
        )
        .returning(NumberSeries.last)
    )
    return int(counted or 0)


def visible(actor: Actor) -> Select[Project]:
    """可见项目 an agency sees its own, the centre what was ever submitted, services all.

    Another platform sees what is approved.
    """
    asked = select(Project).where(Project.state != State.DELETED.value)
    if actor.role is Role.SERVICE:
        return asked
    if actor.role is Role.PLATFORM:
        return asked.where(Project.state == State.APPROVED.value)
    if actor.role.of_agency:
        return asked.where(Project.agency_id == UUID(str(actor.org_id)))
    return asked.where(Project.submitted_at.is_not(None))


def project(session: Session, actor: Actor, project_id: UUID) -> Project | None:
    """项目 as far as the asker may see it."""
    return session.scalar(visible(actor).where(Project.id == project_id))


def lock_project(session: Session, actor: Actor, project_id: UUID) -> Project | None:
    """项目 with its row locked: of two decisions the second sees the first."""
    asked = visible(actor).where(Project.id == project_id)
    locked = asked.with_for_update(of=Project).execution_options(populate_existing=True)
    return session.scalar(locked)


def lock_lots(session: Session, lot_ids: Sequence[UUID]) -> list[Lot]:
    """锁定分包 in the order of their ids, so that two forms never wait for each other.

    FOR NO KEY UPDATE: rows that only refer to a lot are not held up.
    """
    return list(
        session.scalars(
            select(Lot)
            .where(Lot.id.in_(lot_ids))
            .order_by(Lot.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def lots_past_opening(session: Session, now: object, limit: int = 100) -> list[UUID]:
    """到达开标时间的分包 still 招标中."""
    due = select(Lot.id).where(Lot.state == "tendering", Lot.opens_at <= now)
    return list(session.scalars(due.order_by(Lot.opens_at).limit(limit)))


def next_round(session: Session, lot_id: UUID) -> bool:
    """是否已重新招标 True where a lot of a later round has come of this one."""
    found = select(Lot.id).where(Lot.from_lot_id == lot_id)
    return session.scalar(found.limit(1)) is not None
