"""Tables of signing: hosts and tokens as they report themselves, seal records, seal jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """表基类 the metadata of this service."""

    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy's own way to say it
        datetime: DateTime(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
    }


class Host(Base):
    """签章主机 as it last reported; online while ``last_seen`` is younger than 30 s."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    version: Mapped[str]
    last_seen: Mapped[datetime]
    tokens: Mapped[list["Token"]] = relationship(
        back_populates="host", cascade="all, delete-orphan", order_by="Token.serial"
    )


class Token(Base):
    """介质 a token plugged into a host at its last report."""

    __tablename__ = "token"

    serial: Mapped[str] = mapped_column(primary_key=True)
    host_name: Mapped[str] = mapped_column(ForeignKey("host.name", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    subject: Mapped[str | None]
    certificate_sha256: Mapped[str | None]
    not_after: Mapped[datetime | None]
    flags: Mapped[list[str]]
    host: Mapped[Host] = relationship(back_populates="tokens")


class Seal(Base):
    """印章 a seal record, signed by the centre; ``signature`` covers what a host must believe."""

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("valid_from < valid_until", name="seal_validity"),
        CheckConstraint("cardinality(certificates) > 0", name="seal_certificates"),
        Index("seal_org", "org_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    org_name: Mapped[str]
    name: Mapped[str]
    token_serial: Mapped[str]
    certificate_subject: Mapped[str]
    certificates: Mapped[list[str]]
    image: Mapped[dict[str, Any]]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    signature: Mapped[str]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def record(self) -> dict[str, Any]:
        """印章记录 the fields that the centre has signed (``signing.records``)."""
        return {
            "seal_id": self.id,
            "org_id": self.org_id,
            "org_name": self.org_name,
            "name": self.name,
            "image_sha256": self.image["sha256"],
            "certificates": self.certificates,
            "valid_from": self.valid_from,
            "valid_until": self.valid_until,
        }


class Job(Base):
    """签章任务 one document, one seal; ``operation`` is the attempt now under way or next.

    At most one job of a document is live: a new one makes the older one expire.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'signing', 'done', 'failed', 'expired')", name="job_state"
        ),
        CheckConstraint("(state = 'done') = (sealed IS NOT NULL)", name="job_done_is_sealed"),
        CheckConstraint("(state = 'failed') = (failure_code IS NOT NULL)", name="job_failure"),
        Index(
            "job_one_live",
            "owner",
            "owner_id",
            unique=True,
            postgresql_where=text("state IN ('open', 'signing')"),
        ),
        Index("job_signing", "started_at", postgresql_where=text("state = 'signing'")),
        Index("job_operation", "operation", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner: Mapped[str]
    owner_id: Mapped[UUID]
    purpose: Mapped[str]
    user_id: Mapped[UUID]
    org_id: Mapped[UUID]
    session_id: Mapped[UUID]
    seal_id: Mapped[UUID] = mapped_column(ForeignKey("seal.id"))
    pdf: Mapped[dict[str, Any]]
    placement: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="open")
    host: Mapped[str]
    operation: Mapped[UUID]
    attempts: Mapped[int] = mapped_column(server_default="0")
    key: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    expires_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    sealed: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    verdict: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    failure_code: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    hold: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seal: Mapped[Seal] = relationship()
