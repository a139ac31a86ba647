"""Tables of uploads and immutable versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from documents.models.base import Base


class StoredObject(Base):
    """已核实的字节 bytes in the store that are true.

    ``read`` where this service has read them all; else the store has, and this service does so soon
    (``usecases/integrity.py``).
    """

    __tablename__ = "stored_object"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    read: Mapped[bool] = mapped_column(server_default="true")


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
    uploader_name: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]


class Upload(Base):
    """上传登记 bytes that were announced.

    ``mode``: present (the organisation has these bytes), direct (PUT to the final key; one open
    upload for each hash, so that bytes found there are its holder's), staged (PUT aside, because
    the store has such bytes already and knowing their hash is no proof of having them).
    ``part_size`` (bytes) where it comes in parts, ``parts_id`` the store's name for those.
    ``cleared`` once nothing of it is left in the store that should not be.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'done', 'refused', 'expired', 'cancelled')", name="upload_state"
        ),
        CheckConstraint("mode IN ('present', 'direct', 'staged')", name="upload_mode"),
        CheckConstraint("(state = 'done') = (version IS NOT NULL)", name="upload_done"),
        Index(
            "upload_direct",
            "sha256",
            unique=True,
            postgresql_where=text("state = 'open' AND mode = 'direct'"),
        ),
        Index("upload_due", "expires_at", postgresql_where=text("state = 'open'")),
        Index("upload_uncleared", "id", postgresql_where=text("NOT cleared AND state <> 'open'")),
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
    part_size: Mapped[int | None] = mapped_column(BigInteger)
    parts_id: Mapped[str | None]
    cleared: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
