"""业务登记与待办 what is open on the lots, and who has to do something."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class LotActivity(Base):
    """业务登记 a form of another service that is open on a lot.

    ``leased`` until the form's event or its owner confirms it; ``seq`` is the newest event seen, so
    that a late older one changes nothing; ``form_version`` is the form's when it was registered, so
    that word of its life before that changes nothing either.
    """

    __tablename__ = "lot_activity"
    __table_args__ = (
        CheckConstraint("state IN ('leased', 'live', 'closed')", name="lot_activity_state"),
        Index("lot_activity_of_lot", "lot_id"),
        Index(
            "lot_activity_alone",
            "lot_id",
            "activity",
            unique=True,
            postgresql_where=text("state <> 'closed' AND activity <> 'clarification'"),
        ),
        Index("lot_activity_leased", "lease_until", postgresql_where=text("state = 'leased'")),
    )

    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    activity: Mapped[str]
    owner: Mapped[str]
    org_id: Mapped[UUID]
    state: Mapped[str]
    seq: Mapped[int] = mapped_column(server_default="0")
    form_version: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime]
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LotEffect(Base):
    """流转记录 what a form's effect moved: the same question gets the same answer."""

    __tablename__ = "lot_effect"

    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(primary_key=True)
    lot_ids: Mapped[list[str]]
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class WorkItem(Base):
    """待办 one row for each form, as its newest event told it.

    ``flags`` are the findings that a reviewer should look at; ``assignee_*`` the reviewer who has
    taken it.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index("work_item_waiting", "state", "due_at"),
        Index("work_item_by_agency", "agency_id", "state"),
        Index("work_item_of_project", "project_id"),
    )

    form_type: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    lot_nos: Mapped[list[str]]
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    flags: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    assignee_id: Mapped[UUID | None]
    assignee_name: Mapped[str | None]
    taken_at: Mapped[datetime | None]
