"""合规记录 queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from tenderhall_kit.actors import Actor

from registry.models import ComplianceFinding, Lot, Organisation, Project

_ROW = ComplianceFinding


def place(
    session: Session, project_id: UUID | None, lot_id: UUID | None
) -> tuple[Project | None, Lot | None]:
    """所属 the project and the lot that a finding is about; a lot tells its project."""
    lot = session.get(Lot, lot_id) if lot_id else None
    project_id = lot.project_id if lot else project_id
    return (session.get(Project, project_id) if project_id else None), lot


def lock(session: Session, finding_id: UUID) -> ComplianceFinding | None:
    """合规记录 with its row locked."""
    return session.scalar(select(_ROW).where(_ROW.id == finding_id).with_for_update())


def page(session: Session, who: Actor, asked: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """一页 of what this person may see, newest first: an agency its own, the centre all."""
    mine = [_ROW.org_id == UUID(str(who.org_id))] if who.role.of_agency else []
    wanted = [*mine, *_filter(asked)]
    total = session.scalar(select(func.count()).select_from(_ROW).where(*wanted)) or 0
    rows = session.execute(
        select(
            *_ROW.__table__.columns,
            Project.no.label("project_no"),
            Lot.no.label("lot_no"),
            Organisation.name.label("org_name"),
        )
        .outerjoin(Project, Project.id == _ROW.project_id)
        .outerjoin(Lot, Lot.id == _ROW.lot_id)
        .outerjoin(Organisation, Organisation.id == _ROW.org_id)
        .where(*wanted)
        .order_by(_ROW.at.desc(), _ROW.id)
        .limit(asked["limit"])
        .offset(asked["offset"])
    )
    return total, [dict(row) for row in rows.mappings()]


def _filter(asked: dict[str, Any]) -> list[Any]:
    equal = ("id", "state", "rule_id", "kind")
    found: list[Any] = [getattr(_ROW, name) == asked[name] for name in equal if asked.get(name)]
    if asked.get("q"):
        q = asked["q"]
        of_project = select(Project.id).where(
            or_(Project.no.contains(q, autoescape=True), Project.name.contains(q, autoescape=True))
        )
        named = _ROW.reason.contains(q, autoescape=True)
        found.append(or_(named, _ROW.rule_id == q, _ROW.project_id.in_(of_project)))
    return found
