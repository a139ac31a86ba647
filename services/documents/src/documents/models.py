"""Tables of documents: uploads and immutable versions; tender documents; notices as heard of."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """表基类 the metadata of this service."""

    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy's own way to say it
        datetime: DateTime(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        list[UUID]: ARRAY(Uuid),
    }


class StoredObject(Base):
    """已核实的字节 bytes in the store that this service has read and found true."""

    __tablename__ = "stored_object"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Document(Base):
    """文件 belongs to one organisation; what it says stands in its versions."""

    __tablename__ = "document"
    __table_args__ = (Index("document_org", "org_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    versions: Mapped[list["Version"]] = relationship(order_by="Version.version.desc()")


class Version(Base):
    """文件版本 immutable: a trigger refuses every change."""

    __tablename__ = "document_version"
    __table_args__ = (
        CheckConstraint("scan IN ('UNSCANNED', 'CLEAN')", name="document_version_scan"),
        Index("document_version_sha256", "sha256"),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_object.sha256"))
    size: Mapped[int] = mapped_column(BigInteger)
    mime: Mapped[str]
    name: Mapped[str]
    scan: Mapped[str]
    uploader_id: Mapped[str]
    at: Mapped[datetime]


class Upload(Base):
    """上传登记 bytes that were announced.

    ``mode``: present (the organisation has these bytes), direct (PUT to the final key; one open
    upload for each hash, so that bytes found there are its holder's), staged (PUT aside, because
    the store has such bytes already and knowing their hash is no proof of having them).
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'refused', 'expired')", name="upload_state"),
        CheckConstraint("mode IN ('present', 'direct', 'staged')", name="upload_mode"),
        CheckConstraint("(state = 'done') = (version IS NOT NULL)", name="upload_done"),
        Index(
            "upload_direct",
            "sha256",
            unique=True,
            postgresql_where=text("state = 'open' AND mode = 'direct'"),
        ),
        Index("upload_due", "expires_at", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    user_id: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    mime: Mapped[str]
    mode: Mapped[str]
    state: Mapped[str]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int | None]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class TenderDocument(Base):
    """招标文件 a form (domain §5.5); a trigger refuses every change once it is 已发出."""

    __tablename__ = "tender_document"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'issued', 'deleted', 'void')",
            name="tender_document_state",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'issued') OR"
            " (file IS NOT NULL AND approved_by_policy IS NOT NULL AND submitted_at IS NOT NULL)",
            name="tender_document_complete",
        ),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="tender_issued_at"),
        Index("tender_document_agency", "agency_id", "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    template: Mapped[str]
    title: Mapped[str]
    bid_validity_days: Mapped[int | None]
    evaluation: Mapped[str | None]
    price_weight: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    price: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    obtaining: Mapped[str | None]
    file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What registry said of project and lots when it was last asked."""
    state: Mapped[str]
    version: Mapped[int]
    approved_by_policy: Mapped[str | None]
    ever_approved: Mapped[bool] = mapped_column(server_default="false")
    submitted_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    lots: Mapped[list["TenderLot"]] = relationship(
        order_by="TenderLot.lot_no", cascade="all, delete-orphan", lazy="selectin"
    )


class TenderLot(Base):
    """招标文件的分包 at most one effective tender document for each lot: the database's promise."""

    __tablename__ = "tender_document_lot"
    __table_args__ = (
        Index(
            "tender_lot_one_effective",
            "lot_id",
            unique=True,
            postgresql_where=text("effective"),
        ),
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender_document.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_no: Mapped[str]
    effective: Mapped[bool] = mapped_column(server_default="false")


class NoticeSeen(Base):
    """已知公告 where the notices of a lot stand, as their events told; guards 撤回."""

    __tablename__ = "notice_seen"
    __table_args__ = (Index("notice_seen_lots", "lot_ids", postgresql_using="gin"),)

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    title: Mapped[str]
    lot_ids: Mapped[list[UUID]]
