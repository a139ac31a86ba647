"""待办 queries."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from registry.models import WorkItem


def put(session: Session, row: dict[str, Any]) -> None:
    """写入待办 unless something newer about the form is there: queues may overtake each other."""
    told = {name: value for name, value in row.items() if name not in ("form_type", "form_id")}
    session.execute(
        insert(WorkItem)
        .values(row)
        .on_conflict_do_update(
            index_elements=[WorkItem.form_type, WorkItem.form_id],
            set_=told,
            where=WorkItem.seq < row["seq"],
        )
    )


def lock(session: Session, form_type: str, form_id: UUID) -> WorkItem | None:
    """待办 with its row locked: of two who take it the second sees the first."""
    asked = select(WorkItem).where(WorkItem.form_type == form_type, WorkItem.form_id == form_id)
    return session.scalar(asked.with_for_update())


def of_projects(session: Session, project_ids: Collection[UUID]) -> Sequence[WorkItem]:
    """项目的全部表单 every form of these projects, as its newest event told it."""
    return session.scalars(select(WorkItem).where(WorkItem.project_id.in_(project_ids))).all()


def waiting(
    session: Session,
    where: Sequence[ColumnElement[bool]],
    *,
    q: str | None,
    limit: int,
    offset: int,
) -> tuple[int, Sequence[WorkItem]]:
    """待办列表 the most urgent first."""
    where = list(where)
    if q:
        where.append(
            or_(
                WorkItem.title.icontains(q, autoescape=True),
                WorkItem.project_no.icontains(q, autoescape=True),
            )
        )
    total = session.scalar(select(func.count()).select_from(WorkItem).where(*where)) or 0
    order = (WorkItem.due_at.asc().nulls_last(), WorkItem.at, WorkItem.form_id)
    asked = select(WorkItem).where(*where).order_by(*order).limit(limit).offset(offset)
    return total, session.scalars(asked).all()


def in_states(states: Sequence[str]) -> ColumnElement[bool]:
    """状态条件."""
    return WorkItem.state.in_(states)


def of_agency(org_id: str) -> ColumnElement[bool]:
    """本机构的."""
    return WorkItem.agency_id == UUID(org_id)


def of_queue(payload: Mapping[str, Any], user_id: str) -> list[ColumnElement[bool]]:
    """待审核筛选 as ``ReviewQueue`` asks."""
    named = [name for name in ("form_type", "form_id") if payload.get(name)]
    where = [getattr(WorkItem, name) == payload[name] for name in named]
    if payload.get("mine"):
        where.append(WorkItem.assignee_id == UUID(user_id))
    if payload.get("flagged") is not None:
        plain = WorkItem.flags == []
        where.append(not_(plain) if payload["flagged"] else plain)
    return where
