"""Tables of the rooms."""

from datetime import time

from sqlalchemy import CheckConstraint, Identity, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from venue.models.base import Base


class Room(Base):
    """场地 a room with its daily opening hours (Asia/Shanghai) and the minutes around a meeting.

    ``before_min`` are for its preparation, ``buffer_min`` for the clean-up after it.
    """

    __tablename__ = "venue_room"
    __table_args__ = (
        CheckConstraint("kind IN ('opening', 'evaluation', 'other')", name="venue_room_kind"),
        CheckConstraint("opens < closes", name="venue_room_hours"),
        CheckConstraint("capacity > 0 AND buffer_min >= 0", name="venue_room_sizes"),
        CheckConstraint("before_min >= 0", name="venue_room_before"),
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
    before_min: Mapped[int] = mapped_column(server_default="0")
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
