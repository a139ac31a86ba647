"""审计总览 copies of every service's signed heads, and what verifications found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class AuditCopy(Base):
    """链首副本 of a service and a day; the first that came stays."""

    __tablename__ = "audit_copy"

    service: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
    signature: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class AuditCheck(Base):
    """核验记录 one row for each verification."""

    __tablename__ = "audit_check"
    __table_args__ = (Index("audit_check_newest", "service", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    service: Mapped[str]
    at: Mapped[datetime]
    by_name: Mapped[str]
    ok: Mapped[bool]
    rows: Mapped[int]
    waiting: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int]
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
