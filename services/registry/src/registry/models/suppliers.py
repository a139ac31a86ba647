"""供应商库 suppliers, the periods in which they may not take part, and what awards keep of them."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class Supplier(Base):
    """供应商 found by any part of its name (``grams``), the beginning of its pinyin or its code."""

    __tablename__ = "supplier"
    __table_args__ = (
        CheckConstraint("size IN ('large', 'medium', 'small', 'micro')", name="supplier_size"),
        Index("supplier_by_grams", "grams", postgresql_using="gin"),
        Index("supplier_by_pinyin", "pinyin", postgresql_ops={"pinyin": "text_pattern_ops"}),
        Index("supplier_by_initials", "initials", postgresql_ops={"initials": "text_pattern_ops"}),
        Index("supplier_by_uscc", "uscc", postgresql_ops={"uscc": "text_pattern_ops"}),
    )

    uscc: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str]
    pinyin: Mapped[str]
    initials: Mapped[str]
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    address: Mapped[str | None]
    legal_representative: Mapped[str | None]
    contact: Mapped[str | None]
    contact_phone: Mapped[str | None]
    size: Mapped[str | None]
    source: Mapped[str]
    updated_at: Mapped[dt.datetime]


class SupplierDebarment(Base):
    """禁止参加 by code, whether the directory knows the supplier or not."""

    __tablename__ = "supplier_debarment"
    __table_args__ = (
        CheckConstraint("debarred_until >= debarred_from", name="supplier_debarment_period"),
        UniqueConstraint("uscc", "doc_no", name="supplier_debarment_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    uscc: Mapped[str]
    debarred_from: Mapped[dt.date]
    debarred_until: Mapped[dt.date | None]
    doc_no: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    recorded_at: Mapped[dt.datetime]


class SupplierSnapshot(Base):
    """供应商快照 never changed: the same content is one snapshot."""

    __tablename__ = "supplier_snapshot"
    __table_args__ = (UniqueConstraint("uscc", "sha256", name="supplier_snapshot_once"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    uscc: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[dict[str, Any]]
    taken_at: Mapped[dt.datetime]
