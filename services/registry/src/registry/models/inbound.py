"""平台事件 what other platforms have told, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class InboundEvent(Base):
    """平台事件 ``restricted`` is kept apart (R25); a refused one keeps nothing of its content."""

    __tablename__ = "inbound_event"
    __table_args__ = (
        CheckConstraint(
            "status IN ('applied', 'waiting', 'recorded', 'refused')", name="inbound_status"
        ),
        CheckConstraint(
            "(entered_by IS NULL) = (entered_reason IS NULL)"
            " AND (entered_by IS NULL) = (file IS NULL)",
            name="inbound_by_hand",
        ),
        Index(
            "inbound_once", "event_id", unique=True, postgresql_where=text("status <> 'refused'")
        ),
        Index("inbound_of_lot", "lot_id", "received_at"),
        Index("inbound_newest", "received_at"),
        Index("inbound_waiting", "lot_id", postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    """The sender's own; ``id`` is ours."""
    type: Mapped[str]
    source: Mapped[str]
    """The account that has proven itself; of a refused one, who it says to be."""
    status: Mapped[str]
    reason: Mapped[str | None]
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id"))
    lot_no: Mapped[str | None]
    trace_id: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    """When one that waits for its time is tried again, in business time."""
    data: Mapped[dict[str, Any]]
    restricted: Mapped[dict[str, Any]]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    entered_by: Mapped[str | None]
    entered_reason: Mapped[str | None]
    file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
