"""Tables of venue. What must never be false stands in the first migration as constraints."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """表基类 venue's own metadata."""

    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy's own way to say it
        datetime: DateTime(timezone=True),
        str: Text,
    }


class Room(Base):
    """场地 a room with its daily opening hours (Asia/Shanghai) and clean-up minutes."""

    __tablename__ = "venue_room"
    __table_args__ = (
        CheckConstraint("kind IN ('opening', 'evaluation')", name="venue_room_kind"),
        CheckConstraint("opens < closes", name="venue_room_hours"),
        CheckConstraint("capacity > 0 AND buffer_min >= 0", name="venue_room_sizes"),
    )

    id: Mapped[int] = mapped_column(SmallInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    floor: Mapped[str] = mapped_column(server_default="")
    capacity: Mapped[int]
    equipment: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    opens: Mapped[time]
    closes: Mapped[time]
    buffer_min: Mapped[int] = mapped_column(server_default="0")
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))


class Project(Base):
    """项目 what registry told of a project: a copy, for names and row rights."""

    __tablename__ = "venue_project"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[str]
    name: Mapped[str]
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]


class Lot(Base):
    """分包 a copy of registry's lot, and the row that every change of its bookings locks first."""

    __tablename__ = "venue_lot"

    id: Mapped[UUID] = mapped_column("lot_id", primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("venue_project.id"), index=True)
    no: Mapped[str]
    position: Mapped[int]
    state: Mapped[str]
    told_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")


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
    """场地预约 a form of domain §5.3: one or several lots of one project that open together."""

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
        Index("venue_booking_agency", "agency_id", "updated_at"),
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
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    project: Mapped[Project] = relationship(lazy="joined")
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


class Claim(Base):
    """占用 a room held by a booking (or closed) for a time; the constraint judges these rows.

    ``blocked`` is ``during`` with the buffers, computed by the database. A claim that no longer
    holds stays as history.
    """

    __tablename__ = "venue_claim"
    __table_args__ = (
        CheckConstraint("num_nonnulls(booking_id, closure_id) = 1", name="venue_claim_one_cause"),
        CheckConstraint(
            "NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)"
            " AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name="venue_claim_half_open",
        ),
        CheckConstraint(
            "closure_id IS NOT NULL OR upper(during) - lower(during) <= interval '24 hours'",
            name="venue_claim_max_length",
        ),
        ExcludeConstraint(
            ("room_id", "="),
            ("blocked", "&&"),
            ("project_id", "<>"),
            name="venue_claim_no_overlap",
            using="gist",
            where=text("holding"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey("venue_booking.id"), index=True)
    closure_id: Mapped[int | None] = mapped_column(BigInteger)
    room_id: Mapped[int] = mapped_column(ForeignKey("venue_room.id"))
    project_id: Mapped[UUID]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    before_min: Mapped[int] = mapped_column(server_default="0")
    after_min: Mapped[int] = mapped_column(server_default="0")
    blocked: Mapped[Range[datetime]] = mapped_column(
        TSTZRANGE, Computed("venue_blocked(during, before_min, after_min)", persisted=True)
    )
    holding: Mapped[bool]
    held_at: Mapped[datetime] = mapped_column(server_default=func.now())
    freed_at: Mapped[datetime | None]
