"""公共表 what every service's database has: outbox, inbox, idempotency, audit, reference.

A service's first migration calls ``create(op)``; its downgrade calls ``drop(op)``.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from alembic.operations import Operations  # no service needs alembic to run


class KitBase(DeclarativeBase):
    """公共表基类 the kit's own metadata; services have theirs."""

    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy's own way to say it
        datetime: DateTime(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
    }


class Outbox(KitBase):
    """发件箱 an event told in the transaction that made it true; the relay publishes it later.

    ``seq`` is given by the one relay, in insert order, before the broker sees the event.
    """

    __tablename__ = "kit_outbox"
    __table_args__ = (
        Index("kit_outbox_unnumbered", "id", postgresql_where=text("seq IS NULL")),
        Index("kit_outbox_unsent", "seq", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    exchange: Mapped[str]
    routing_key: Mapped[str]
    envelope: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    sent_at: Mapped[datetime | None]


class Inbox(KitBase):
    """收件箱 what a handler did with an event: its effect once (``claimed_at``), and its delivery.

    ``step`` is empty for the delivery itself; a handler of several transactions has one row each.
    """

    __tablename__ = "kit_inbox"
    __table_args__ = (
        CheckConstraint("status IN ('done', 'retry', 'dead')", name="kit_inbox_status"),
        Index("kit_inbox_due", "next_at", postgresql_where=text("status = 'retry'")),
        Index("kit_inbox_dead", "handler", postgresql_where=text("status = 'dead'")),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    handler: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True, server_default="")
    status: Mapped[str]
    claimed_at: Mapped[datetime | None]
    result: Mapped[Any] = mapped_column(JSONB, nullable=True)
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_at: Mapped[datetime | None]
    body: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Idempotency(KitBase):
    """幂等键 the first result of a command, by who sent it under which key."""

    __tablename__ = "kit_idempotency"
    __table_args__ = (Index("kit_idempotency_at", "at"),)

    rpc: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True, server_default="")
    fingerprint: Mapped[str]
    result: Mapped[Any] = mapped_column(JSONB, nullable=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Audit(KitBase):
    """审计 who did what to what, and why; append-only, hash-chained by the relay.

    ``seq``, ``prev_hash`` and ``hash`` are filled once, after the commit, in order.
    """

    __tablename__ = "kit_audit"
    __table_args__ = (
        Index("kit_audit_unlinked", "id", postgresql_where=text("seq IS NULL")),
        Index("kit_audit_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    request_id: Mapped[str]
    actor: Mapped[dict[str, Any]]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    opinion: Mapped[str | None]
    content_sha256: Mapped[str | None]
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    prev_hash: Mapped[str | None]
    hash: Mapped[str | None]


class AuditHead(KitBase):
    """审计链首 number and hash of the last linked row, signed once a day; append-only."""

    __tablename__ = "kit_audit_head"

    day: Mapped[date] = mapped_column(primary_key=True)
    service: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    signature: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Reference(KitBase):
    """参考数据 this service's copy of registry's rules, calendar, policies, clock: one row."""

    __tablename__ = "kit_reference"

    owner: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


_APPEND_ONLY = """
CREATE FUNCTION kit_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.seq IS NOT NULL
        AND (to_jsonb(OLD) - 'seq' - 'prev_hash' - 'hash')
          = (to_jsonb(NEW) - 'seq' - 'prev_hash' - 'hash') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'kit_audit is append-only';
END $$;
CREATE TRIGGER kit_audit_rows BEFORE UPDATE OR DELETE ON kit_audit
    FOR EACH ROW EXECUTE FUNCTION kit_audit_append_only();
CREATE TRIGGER kit_audit_table BEFORE TRUNCATE ON kit_audit
    FOR EACH STATEMENT EXECUTE FUNCTION kit_audit_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON kit_audit FROM PUBLIC, CURRENT_USER;
GRANT UPDATE (seq, prev_hash, hash) ON kit_audit TO CURRENT_USER;
"""


_HEAD_APPEND_ONLY = """
CREATE FUNCTION kit_audit_head_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kit_audit_head is append-only';
END $$;
CREATE TRIGGER kit_audit_head_rows BEFORE UPDATE OR DELETE ON kit_audit_head
    FOR EACH ROW EXECUTE FUNCTION kit_audit_head_append_only();
CREATE TRIGGER kit_audit_head_table BEFORE TRUNCATE ON kit_audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION kit_audit_head_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON kit_audit_head FROM PUBLIC, CURRENT_USER;
"""

_FIRST = ("kit_outbox", "kit_inbox", "kit_idempotency", "kit_audit", "kit_reference")
"""The tables that a service's first migration makes; later ones have a migration of their own."""


def create(op: "Operations") -> None:
    """建表 make the kit's tables; audit rows cannot be changed or removed, even by their owner."""
    KitBase.metadata.create_all(op.get_bind(), _tables(*_FIRST), checkfirst=False)
    op.execute(_APPEND_ONLY)


def drop(op: "Operations") -> None:
    """删表 undo ``create``."""
    KitBase.metadata.drop_all(op.get_bind(), _tables(*_FIRST), checkfirst=False)
    op.execute("DROP FUNCTION kit_audit_append_only()")


def create_heads(op: "Operations") -> None:
    """建链首表 heads cannot be changed or removed either."""
    KitBase.metadata.create_all(op.get_bind(), _tables("kit_audit_head"), checkfirst=False)
    op.execute(_HEAD_APPEND_ONLY)


def drop_heads(op: "Operations") -> None:
    """删链首表 undo ``create_heads``."""
    KitBase.metadata.drop_all(op.get_bind(), _tables("kit_audit_head"), checkfirst=False)
    op.execute("DROP FUNCTION kit_audit_head_append_only()")


def _tables(*names: str) -> list[Table]:
    return [KitBase.metadata.tables[name] for name in names]
