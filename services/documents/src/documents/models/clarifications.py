"""Tables of clarifications and supplements, and of their numbers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.models.base import Base


class Clarification(Base):
    """答疑文件 a form (domain §5.6); a trigger refuses every change once it is 已发布."""

    __tablename__ = "clarification"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'issued', 'deleted', 'void')",
            name="clarification_state",
        ),
        CheckConstraint("kind IN ('clarification', 'supplement')", name="clarification_kind"),
        CheckConstraint(
            "(state = 'issued') = (issued_at IS NOT NULL)", name="clarification_issued_at"
        ),
        CheckConstraint(
            "state <> 'issued' OR (affects_bids IS NOT NULL AND changes_subject IS NOT NULL"
            " AND content IS NOT NULL)",
            name="clarification_complete",
        ),
        Index("clarification_agency", "agency_id", "updated_at"),
        Index("clarification_project", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    content: Mapped[str | None]
    affects_bids: Mapped[bool | None]
    changes_subject: Mapped[bool | None]
    questions: Mapped[str | None]
    passages: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What registry said of the lots when it was last asked."""
    state: Mapped[str]
    version: Mapped[int]
    approved_by_policy: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    lots: Mapped[list["ClarificationLot"]] = relationship(
        order_by="ClarificationLot.lot_no", cascade="all, delete-orphan", lazy="selectin"
    )


class ClarificationLot(Base):
    """答疑文件的分包 ``n`` is 第N次 of that kind on that lot, given when it is issued."""

    __tablename__ = "clarification_lot"
    __table_args__ = (
        Index(
            "clarification_lot_number",
            *("lot_id", "kind", "n"),
            unique=True,
            postgresql_where=text("n IS NOT NULL"),
        ),
        Index("clarification_lot_lot", "lot_id"),
    )

    clarification_id: Mapped[UUID] = mapped_column(ForeignKey("clarification.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_no: Mapped[str]
    kind: Mapped[str]
    n: Mapped[int | None]


class ClarificationNumber(Base):
    """第N次 the last number given on a lot: a row, so that the next waits for it (no gaps)."""

    __tablename__ = "clarification_number"

    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
