"""档案与保存 projects that are kept, their files, object locks, archive jobs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, Select, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.models import (
    ArchiveExport,
    Clarification,
    ObjectLock,
    ProjectFile,
    ProjectKept,
    StoredObject,
    TenderDocument,
    Version,
)


def put_project(session: Session, values: Mapping[str, Any]) -> ProjectKept:
    """项目保存 the project's row, locked; made where it is new."""
    session.execute(insert(ProjectKept).values(dict(values)).on_conflict_do_nothing())
    wanted = select(ProjectKept).where(ProjectKept.project_id == values["project_id"])
    return session.scalars(wanted.with_for_update()).one()


def project(session: Session, project_id: UUID, *, lock: bool = False) -> ProjectKept | None:
    """项目保存 of one project."""
    return session.get(ProjectKept, project_id, with_for_update=lock or None)


def projects(session: Session, asked: Mapping[str, Any]) -> tuple[int, Sequence[ProjectKept]]:
    """项目保存列表 the latest changed first; ``state`` is held, kept (end unknown) or ended."""
    wanted = select(ProjectKept)
    if asked.get("q"):
        words = asked["q"]
        wanted = wanted.where(
            or_(
                ProjectKept.project_no.icontains(words, autoescape=True),
                ProjectKept.project_name.icontains(words, autoescape=True),
            )
        )
    ways = {
        "held": ProjectKept.hold_at.is_not(None),
        "open": ProjectKept.ended_on.is_(None),
        "ended": ProjectKept.ended_on.is_not(None),
    }
    if asked.get("state") in ways:
        wanted = wanted.where(ways[asked["state"]])
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(ProjectKept.changed_at.desc(), ProjectKept.project_id)
    return total, session.scalars(newest.limit(asked["limit"]).offset(asked["offset"])).all()


def link_files(session: Session, project_id: UUID, hashes: Iterable[str]) -> None:
    """项目文件 these bytes are kept as long as the project."""
    rows = [{"project_id": project_id, "sha256": one} for one in sorted(set(hashes))]
    if rows:
        session.execute(insert(ProjectFile).values(rows).on_conflict_do_nothing())


def attached(session: Session, project_id: UUID) -> list[dict[str, Any]]:
    """电子件 of a project's tender documents and clarifications, as the forms keep them."""
    tenders = select(TenderDocument.file, TenderDocument.attachments)
    found: list[dict[str, Any]] = []
    for file, more in session.execute(tenders.where(TenderDocument.project_id == project_id)):
        found += [*([file] if file else []), *more]
    others = select(Clarification.attachments).where(Clarification.project_id == project_id)
    for more in session.scalars(others):
        found += more
    return found


def versions_of(session: Session, document_ids: Iterable[UUID]) -> Sequence[Version]:
    """全部版本 of these documents."""
    wanted = select(Version).where(Version.document_id.in_(list(document_ids)))
    return session.scalars(wanted.order_by(Version.document_id, Version.version)).all()


def unlocked(session: Session, years: int, standing: date, limit: int) -> Sequence[Row[Any]]:
    """待锁定 bytes that the store should refuse to remove for longer than it does, with the day.

    Files of forms are kept for years after they came, those of projects as long as these; while a
    project goes on or is held, until ``standing`` at least.
    """
    kept = _kept(standing).subquery()
    sha256 = func.coalesce(StoredObject.sha256, kept.c.sha256).label("sha256")
    stored = cast(StoredObject.at + func.make_interval(years), Date)
    until = func.greatest(stored, kept.c.until).label("until")
    return session.execute(
        select(sha256, until)
        .select_from(StoredObject)
        .join(kept, kept.c.sha256 == StoredObject.sha256, full=True)
        .outerjoin(ObjectLock, ObjectLock.sha256 == sha256)
        .where(or_(ObjectLock.until.is_(None), ObjectLock.until < until))
        .order_by(ObjectLock.until.is_not(None), StoredObject.at)
        .limit(limit)
    ).all()


def _kept(standing: date) -> Select[str, Any]:
    """Until when the files of projects are kept, by hash."""
    lives = or_(ProjectKept.retain_until.is_(None), ProjectKept.hold_at.is_not(None))
    until = func.greatest(ProjectKept.retain_until, case((lives, literal(standing))))
    rows = select(ProjectFile.sha256, func.max(until).label("until")).join(ProjectKept)
    return rows.group_by(ProjectFile.sha256)


def note_lock(session: Session, sha256: str, until: date, at: datetime) -> None:
    """已锁定."""
    values = {"sha256": sha256, "until": until, "at": at}
    new = insert(ObjectLock).values(values)
    session.execute(
        new.on_conflict_do_update(
            index_elements=[ObjectLock.sha256],
            set_=values,
            where=ObjectLock.until < until,
        )
    )


def count_locks(session: Session) -> tuple[int, int]:
    """锁定数 files of forms and of projects, and how many of them are locked."""
    known = select(StoredObject.sha256).union(select(ProjectFile.sha256)).subquery()
    objects = session.scalar(select(func.count()).select_from(known)) or 0
    return objects, session.scalar(select(func.count()).select_from(ObjectLock)) or 0


def export(session: Session, export_id: UUID, *, lock: bool = False) -> ArchiveExport | None:
    """档案导出 one job."""
    return session.get(ArchiveExport, export_id, with_for_update=lock or None)


def exports(session: Session, project_id: UUID) -> Sequence[ArchiveExport]:
    """档案导出 of a project, the newest first."""
    wanted = select(ArchiveExport).where(ArchiveExport.project_id == project_id)
    return session.scalars(wanted.order_by(ArchiveExport.asked_at.desc()).limit(20)).all()


def running(session: Session, project_id: UUID) -> ArchiveExport | None:
    """在办的导出 of a project."""
    wanted = select(ArchiveExport).where(
        ArchiveExport.project_id == project_id, ArchiveExport.state.in_(("queued", "building"))
    )
    return session.scalar(wanted)


def next_export(session: Session, silent_since: datetime) -> ArchiveExport | None:
    """待办的导出 queued, or begun by a process that has been silent since then; locked."""
    over = (ArchiveExport.state == "building") & (ArchiveExport.beat_at < silent_since)
    wanted = select(ArchiveExport).where(or_(ArchiveExport.state == "queued", over))
    oldest = wanted.order_by(ArchiveExport.asked_at).limit(1)
    return session.scalar(oldest.with_for_update(skip_locked=True))
