"""待办 queries."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
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


def of_projects(session: Session, project_ids: Collection[UUID]) -> Sequence[WorkItem]:
    """项目的全部表单 every form of these projects, as its newest event told it."""
    return session.scalars(select(WorkItem).where(WorkItem.project_id.in_(project_ids))).all()


def waiting(
    session: Session,
    states: Sequence[str],
    *,
    org_id: str | None,
    q: str | None,
    limit: int,
    offset: int,
) -> tuple[int, Sequence[WorkItem]]:
    """待办列表 the most urgent first; of one agency where ``org_id`` is given."""
    where: list[ColumnElement[bool]] = [WorkItem.state.in_(states)]
    if org_id is not None:
        where.append(WorkItem.agency_id == UUID(org_id))
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
