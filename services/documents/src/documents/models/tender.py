"""Tables of tender documents, and of notices as heard of."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.models.base import Base


class TenderDocument(Base):
    """招标文件 a form (domain §5.5); a trigger refuses every change once it is 已发出."""

    __tablename__ = "tender_document"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'issued', 'deleted', 'void')",
            name="tender_document_state",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'issued') OR"
            " (file IS NOT NULL AND submitted_at IS NOT NULL"
            " AND coalesce(approved_by_policy, approved_by) IS NOT NULL)",
            name="tender_document_complete",
        ),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="tender_issued_at"),
        Index("tender_document_agency", "agency_id", "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    template: Mapped[str]
    title: Mapped[str]
    bid_validity_days: Mapped[int | None]
    evaluation: Mapped[str | None]
    price_weight: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    price: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    obtaining: Mapped[str | None]
    opening_at: Mapped[datetime | None]
    opening_place: Mapped[str | None]
    file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What registry said of project and lots when it was last asked."""
    state: Mapped[str]
    version: Mapped[int]
    approved_by_policy: Mapped[str | None]
    approved_by: Mapped[str | None]
    """The reviewer, where no policy approved it."""
    ever_approved: Mapped[bool] = mapped_column(server_default="false")
    submitted_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    lots: Mapped[list["TenderLot"]] = relationship(
        order_by="TenderLot.lot_no", cascade="all, delete-orphan", lazy="selectin"
    )


class TenderLot(Base):
    """招标文件的分包 at most one effective tender document for each lot: the database's promise."""

    __tablename__ = "tender_document_lot"
    __table_args__ = (
        Index(
            "tender_lot_one_effective",
            "lot_id",
            unique=True,
            postgresql_where=text("effective"),
        ),
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender_document.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_no: Mapped[str]
    effective: Mapped[bool] = mapped_column(server_default="false")


class NoticeSeen(Base):
    """已知公告 where the notices of a lot stand, as their events told; guards 撤回."""

    __tablename__ = "notice_seen"
    __table_args__ = (Index("notice_seen_lots", "lot_ids", postgresql_using="gin"),)

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    title: Mapped[str]
    lot_ids: Mapped[list[UUID]]
