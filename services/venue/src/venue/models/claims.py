"""Table of the claims: a room, a time, a project. The constraint judges its rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Identity,
    Index,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from venue.models.base import Base


class Claim(Base):
    """占用 a room held by a booking (or closed) for a time; the constraint judges these rows.

    ``blocked`` is ``during`` with the buffers, computed by the database. A claim that no longer
    holds stays as history: ``used`` where it was held to its end.
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
        CheckConstraint("NOT (used AND holding)", name="venue_claim_used"),
        Index(
            "venue_claim_past",
            "room_id",
            "blocked",
            postgresql_using="gist",
            postgresql_where=text("used"),
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
    closure_id: Mapped[int | None] = mapped_column(
        ForeignKey("venue_closure.id", name="venue_claim_closure"), index=True
    )
    room_id: Mapped[int] = mapped_column(ForeignKey("venue_room.id"))
    project_id: Mapped[UUID]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    before_min: Mapped[int] = mapped_column(server_default="0")
    after_min: Mapped[int] = mapped_column(server_default="0")
    blocked: Mapped[Range[datetime]] = mapped_column(
        TSTZRANGE, Computed("venue_blocked(during, before_min, after_min)", persisted=True)
    )
    holding: Mapped[bool]
    used: Mapped[bool] = mapped_column(server_default=text("false"))
    held_at: Mapped[datetime] = mapped_column(server_default=func.now())
    freed_at: Mapped[datetime | None]
