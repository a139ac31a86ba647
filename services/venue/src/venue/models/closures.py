"""Table of the closures: why the centre keeps rooms to itself, and for how long."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from venue.models.base import Base


class Closure(Base):
    """场地关闭 of one room or several: its claims are judged like those of bookings."""

    __tablename__ = "venue_closure"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('out_of_use', 'maintenance', 'reserved')", name="venue_closure_kind"
        ),
        CheckConstraint("begins < ends", name="venue_closure_times"),
        CheckConstraint("num_nonnulls(ended_by, ended_at) IN (0, 2)", name="venue_closure_end"),
        Index("venue_closure_ends", "ends"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    version: Mapped[int] = mapped_column(server_default="1")
    kind: Mapped[str]
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    reason: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
