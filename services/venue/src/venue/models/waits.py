"""Table of the requests that wait for a slot."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from venue.models.base import Base
from venue.models.bookings import Booking


class Wait(Base):
    """候补 a draft whose slot another project holds; the time and room are the draft's own."""

    __tablename__ = "venue_wait"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'offered', 'ended')", name="venue_wait_state"),
        CheckConstraint(
            "(state = 'ended') = (cause IS NOT NULL) AND"
            " (state <> 'offered' OR offered_until IS NOT NULL)",
            name="venue_wait_told",
        ),
        Index(
            "venue_wait_one_live",
            "booking_id",
            unique=True,
            postgresql_where=text("state <> 'ended'"),
        ),
        Index("venue_wait_row", "asked_at", "id", postgresql_where=text("state <> 'ended'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("venue_booking.id"))
    agency_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="waiting")
    cause: Mapped[str | None]
    asked_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    booking: Mapped[Booking] = relationship(lazy="joined")
