"""Tables of the bookings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from venue.models.base import Base
from venue.models.copies import Lot, Project
from venue.models.rooms import Room


class BookedLot(Base):
    """预约的分包 a lot of a booking; the unique indexes allow it one live booking at a time."""

    __tablename__ = "booking_lot"
    __table_args__ = (
        Index(
            "booking_lot_one_live", "lot_id", "purpose", unique=True, postgresql_where=text("live")
        ),
        Index(
            "booking_lot_one_change",
            "lot_id",
            "purpose",
            unique=True,
            postgresql_where=text("changing"),
        ),
    )

    booking_id: Mapped[UUID] = mapped_column(ForeignKey("venue_booking.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("venue_lot.lot_id"), primary_key=True)
    purpose: Mapped[str]
    live: Mapped[bool] = mapped_column(server_default=text("false"))
    changing: Mapped[bool] = mapped_column(server_default=text("false"))
    released: Mapped[bool] = mapped_column(server_default=text("false"))
    lot: Mapped[Lot] = relationship(lazy="joined")


class Booking(Base):
    """场地预约 a form of domain §5.3: one or several lots of one project that open together.

    A 场地变更 (domain §5.4) is one of kind ``change``, with what it changes as ``base``. ``told``
    is what has been told of a change that awaits its 变更公告. A 复评 (domain §5.10) is one of
    purpose ``re_evaluation``: its one meeting stands in the columns of the opening.
    """

    __tablename__ = "venue_booking"
    __table_args__ = (
        CheckConstraint("purpose IN ('opening', 're_evaluation')", name="venue_booking_purpose"),
        CheckConstraint("kind IN ('original', 'change')", name="venue_booking_kind"),
        CheckConstraint("(kind = 'change') = (base_id IS NOT NULL)", name="venue_booking_base"),
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'deleted', 'void', 'released',"
            " 'used')",
            name="venue_booking_state",
        ),
        CheckConstraint(
            "num_nonnulls(evaluation_room_id, evaluation_at, evaluation_minutes) IN (0, 3)",
            name="venue_booking_evaluation",
        ),
        CheckConstraint(
            "NOT awaiting_notice OR (kind = 'change' AND state = 'approved')",
            name="venue_booking_awaiting",
        ),
        CheckConstraint(
            "num_nonnulls(re_evaluation_kind, legal_case)"
            " = CASE purpose WHEN 're_evaluation' THEN 2 ELSE 0 END",
            name="venue_booking_re_evaluation",
        ),
        CheckConstraint("told IN ('no', 'reminder', 'alarm')", name="venue_booking_told"),
        Index("venue_booking_awaits", "id", postgresql_where=text("awaiting_notice")),
        Index("venue_booking_agency", "agency_id", "updated_at"),
        Index("venue_booking_running", "opening_at", postgresql_where=text("state = 'approved'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("venue_project.id"), index=True)
    agency_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(server_default="opening")
    kind: Mapped[str] = mapped_column(server_default="original")
    base_id: Mapped[UUID | None] = mapped_column(ForeignKey("venue_booking.id"))
    state: Mapped[str] = mapped_column(server_default="draft")
    version: Mapped[int] = mapped_column(server_default="1")
    opening_at: Mapped[datetime]
    opening_minutes: Mapped[int]
    opening_room_id: Mapped[int] = mapped_column(ForeignKey("venue_room.id"))
    evaluation_at: Mapped[datetime | None]
    evaluation_minutes: Mapped[int | None]
    evaluation_room_id: Mapped[int | None] = mapped_column(ForeignKey("venue_room.id"))
    attendees: Mapped[int] = mapped_column(server_default="0")
    services: Mapped[str | None]
    contact: Mapped[str]
    phone: Mapped[str]
    remark: Mapped[str | None]
    reason: Mapped[str | None]
    affects_documents: Mapped[bool | None]
    awaiting_notice: Mapped[bool] = mapped_column(server_default=text("false"))
    awaiting_since: Mapped[datetime | None]
    told: Mapped[str] = mapped_column(server_default="no")
    change_notice_id: Mapped[UUID | None]
    re_evaluation_kind: Mapped[str | None]
    legal_case: Mapped[str | None]
    statement: Mapped[str | None]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    project: Mapped[Project] = relationship(lazy="joined")
    base: Mapped["Booking | None"] = relationship(remote_side="Booking.id")
    opening_room: Mapped[Room] = relationship(foreign_keys=opening_room_id, lazy="joined")
    evaluation_room: Mapped[Room | None] = relationship(
        foreign_keys=evaluation_room_id, lazy="joined"
    )
    lots: Mapped[list[BookedLot]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=BookedLot.lot_id
    )

    @property
    def standing(self) -> list[BookedLot]:
        """The lots it is still for; all of them once it is released as a whole."""
        left = [one for one in self.lots if not one.released] or self.lots
        return sorted(left, key=lambda one: one.lot.position)
