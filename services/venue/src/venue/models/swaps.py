"""Table of the swaps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from venue.models.base import Base
from venue.models.bookings import Booking


class Swap(Base):
    """场地互换 two approved bookings, and what each held when the swap was proposed."""

    __tablename__ = "venue_swap"
    __table_args__ = (
        CheckConstraint("one_id <> other_id", name="venue_swap_of_two"),
        CheckConstraint(
            "state IN ('proposed', 'pending', 'approved', 'rejected', 'deleted')",
            name="venue_swap_state",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    one_id: Mapped[UUID] = mapped_column(ForeignKey("venue_booking.id"), index=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("venue_booking.id"), index=True)
    state: Mapped[str]
    version: Mapped[int]
    reason: Mapped[str]
    one_slot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    other_slot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    one: Mapped[Booking] = relationship(foreign_keys=one_id)
    other: Mapped[Booking] = relationship(foreign_keys=other_id)

    @property
    def both(self) -> tuple[Booking, Booking]:
        """The proposing side first."""
        return self.one, self.other
