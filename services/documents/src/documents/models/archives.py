"""Tables of what is kept, for how long, and of archives."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from documents.models.base import Base


class ProjectKept(Base):
    """项目保存 of one project: until a day, or for as long as nobody knows its end.

    A trigger lets ``retain_until`` only grow (or become unknown again), and no row be removed.
    """

    __tablename__ = "project_kept"
    __table_args__ = (
        CheckConstraint("(retain_until IS NULL) = (ended_on IS NULL)", name="project_kept_end"),
        CheckConstraint(
            "(hold_reason IS NULL) = (hold_at IS NULL) AND"
            " (hold_reason IS NULL) = (hold_by IS NULL)",
            name="project_kept_hold",
        ),
        Index("project_kept_changed", "changed_at"),
    )

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    project_no: Mapped[str]
    project_name: Mapped[str]
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]
    ended_on: Mapped[date | None]
    retain_until: Mapped[date | None]
    hold_reason: Mapped[str | None]
    hold_by: Mapped[str | None]
    hold_at: Mapped[datetime | None]
    version: Mapped[int]
    changed_at: Mapped[datetime]


class ProjectFile(Base):
    """项目文件 bytes of a project, of any service: kept as long as the project."""

    __tablename__ = "project_file"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey("project_kept.project_id"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(primary_key=True)


class ObjectLock(Base):
    """对象锁定 until when the store itself refuses to remove these bytes; it only grows.

    Not only files of this service: a published PDF is one of the project's as well.
    """

    __tablename__ = "object_lock"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[date]
    at: Mapped[datetime]


class ArchiveExport(Base):
    """档案导出 a job: one ZIP of everything that is kept of a project."""

    __tablename__ = "archive_export"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'building', 'ready', 'failed')", name="archive_export_state"
        ),
        CheckConstraint("(state = 'ready') = (file IS NOT NULL)", name="archive_export_ready"),
        Index("archive_export_project", "project_id", "asked_at"),
        Index(
            "archive_export_one",
            "project_id",
            unique=True,
            postgresql_where=text("state IN ('queued', 'building')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project_kept.project_id"))
    state: Mapped[str]
    version: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    attempts: Mapped[int] = mapped_column(server_default="0")
    beat_at: Mapped[datetime | None]
    file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[str | None]
    asked_by: Mapped[str]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
