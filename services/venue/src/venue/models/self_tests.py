"""Table of the self-tests: one row a day."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from venue.models.base import Base


class SelfTest(Base):
    """自检记录 what the daily look at the constraint and the claims found."""

    __tablename__ = "venue_self_test"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    ok: Mapped[bool]
    guarded: Mapped[bool]
    overlaps: Mapped[int]
    bookings: Mapped[int]
    claims: Mapped[int]
