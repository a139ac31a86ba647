"""Table of the calendars that people subscribe to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from venue.models.base import Base
from venue.models.rooms import Room


class Feed(Base):
    """订阅 whose, in which role, of which room; its secret is computed and stands nowhere."""

    __tablename__ = "venue_feed"
    __table_args__ = (
        Index(
            "venue_feed_one_live",
            "user_id",
            "role",
            "org_id",
            text("COALESCE(room_id, 0)"),
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    user_name: Mapped[str]
    role: Mapped[str]
    org_id: Mapped[UUID]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("venue_room.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    room: Mapped[Room | None] = relationship(lazy="joined")
