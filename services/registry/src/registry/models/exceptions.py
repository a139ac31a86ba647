"""采购异常 suspension, cancellation, failure and resumption of lots (domain §5.9, §5.13)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship
from tenderhall_contracts.vocab import LABELS, ExceptionKind

from registry.models.base import Base
from registry.models.projects import Lot, Project


class LotException(Base):
    """采购异常 a draft may be incomplete; what must be there is checked at submit.

    ``order_id`` names the supervisor's order where no agency wrote the form. ``until`` is the last
    day of a suspension that the finance department ordered. ``content_version`` counts the
    contents that it has had, ``sealed_version`` is the one that its notice is sealed for.
    """

    __tablename__ = "lot_exception"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'deleted', 'void')",
            name="lot_exception_state",
        ),
        CheckConstraint(
            "kind IN ('suspension', 'cancellation', 'failure', 'resumption')",
            name="lot_exception_kind",
        ),
        Index("lot_exception_by_agency", "agency_id", "created_at"),
        Index("lot_exception_newest", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str | None]
    statement: Mapped[str | None]
    finance_no: Mapped[str | None]
    suspended_from: Mapped[date | None]
    expected_resume: Mapped[date | None]
    ground: Mapped[str | None]
    bidder_count: Mapped[int | None]
    experts: Mapped[str | None]
    follow_up: Mapped[str | None]
    attachments: Mapped[list[dict[str, Any]]]
    until: Mapped[date | None]
    order_id: Mapped[UUID | None] = mapped_column(unique=True)
    created_by: Mapped[str]
    submitted_by: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    content_version: Mapped[int] = mapped_column(default=1)
    sealed_version: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    """When none of its lots was suspended by it any more."""

    project: Mapped[Project] = relationship(lazy="joined")
    parts: Mapped[list["ExceptionLot"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ExceptionLot.place"
    )

    @property
    def title(self) -> str:
        """标题 what lists call it."""
        return f"{LABELS[ExceptionKind(self.kind)]}：{self.project.name}"


class ExceptionLot(Base):
    """异常分包 a lot of the form; ``had_booking`` as it was when the suspension took effect."""

    __tablename__ = "lot_exception_lot"
    __table_args__ = (Index("lot_exception_lot_of", "lot_id"),)

    exception_id: Mapped[UUID] = mapped_column(ForeignKey("lot_exception.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    place: Mapped[int]
    had_booking: Mapped[bool]

    lot: Mapped[Lot] = relationship(lazy="joined")
