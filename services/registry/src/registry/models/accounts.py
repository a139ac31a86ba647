"""服务账号 of other platforms' services."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class ServiceAccount(Base):
    """服务账号 the public half of its key, and what it may do; revoked for ever, never deleted."""

    __tablename__ = "service_account"
    __table_args__ = (
        CheckConstraint(
            "active = (revoked_at IS NULL) AND (active OR revoked_reason IS NOT NULL)",
            name="service_account_revoked",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    organisation: Mapped[str]
    broker_user: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    scopes: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None]
