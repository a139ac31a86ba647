"""Tables of notices. What must never be false stands in the migrations as constraints."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """表基类 notices' own metadata."""

    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy's own way to say it
        datetime: DateTime(timezone=True),
        str: Text,
        Decimal: Numeric(18, 2),
        dict[str, Any]: JSONB(none_as_null=True),
        list[str]: ARRAY(Text),
        list[UUID]: ARRAY(Uuid),
    }


class Notice(Base):
    """公告 a notice on its way: entered, sealed, reviewed, published.

    ``entered`` is what the agency typed, ``facts`` what the other services said when last asked.
    ``frozen`` is the view that the sealed PDF was made from, with its template; it goes when the
    content changes, and the seal with it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'deleted', 'void')",
            name="notice_state",
        ),
        CheckConstraint(
            "publish_state IN ('unpublished', 'publishing', 'published', 'failed',"
            " 'changed', 'terminated')",
            name="notice_publish_state",
        ),
        CheckConstraint(
            "state <> 'pending' OR sealed_pdf IS NOT NULL", name="notice_reviewed_is_sealed"
        ),
        Index("notice_agency", "agency_id", "created_at"),
        Index("notice_project", "project_id"),
        Index("notice_about", "about_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    publish_state: Mapped[str]
    publish_error: Mapped[str | None]
    no: Mapped[str | None] = mapped_column(unique=True)
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    region: Mapped[str]
    lot_ids: Mapped[list[UUID]]
    lot_nos: Mapped[list[str]]
    about_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice.id"))
    """The published notice that this one changes."""
    serial: Mapped[int | None]
    """第N次 of its kind about that notice, given with the number."""
    agency_id: Mapped[UUID]
    agency_name: Mapped[str]
    title: Mapped[str]
    entered: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    opening_at: Mapped[datetime | None]
    frozen: Mapped[dict[str, Any] | None]
    body: Mapped[str | None]
    content_sha256: Mapped[str | None]
    pdf: Mapped[dict[str, Any] | None]
    seal_job_id: Mapped[UUID | None]
    seal_error: Mapped[str | None]
    sealed_pdf: Mapped[dict[str, Any] | None]
    signer: Mapped[str | None]
    submitted_by: Mapped[str | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime]

    steps: Mapped[list["NoticeStep"]] = relationship(order_by="NoticeStep.id")


class NoticeStep(Base):
    """办理记录 one step of a notice's history; rows are only ever added."""

    __tablename__ = "notice_step"
    __table_args__ = (Index("notice_step_notice", "notice_id"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    version: Mapped[int]
    action: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    role: Mapped[str]
    auth: Mapped[str | None]
    ca_serial: Mapped[str | None]
    opinion: Mapped[str | None]
    content_sha256: Mapped[str | None]
    at: Mapped[datetime]


class NoticeNumber(Base):
    """公告编号 the last number given for a kind of notice of a project: a row, so no gaps."""

    __tablename__ = "notice_number"

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Publication(Base):
    """已发布公告 a notice as published; a trigger refuses every change (R34, 101号令第14条)."""

    __tablename__ = "notice_publication"
    __table_args__ = (Index("notice_publication_at", "published_at"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    no: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    lot_nos: Mapped[list[str]]
    about_id: Mapped[UUID | None]
    serial: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    content_sha256: Mapped[str]
    body: Mapped[str]
    pdf: Mapped[dict[str, Any]]
    media: Mapped[list[str]]
    verdict: Mapped[dict[str, Any]]
    url: Mapped[str]
    opening_at: Mapped[datetime]
    published_at: Mapped[datetime]
    period_days: Mapped[int]
    period_ends_on: Mapped[date]


class Award(Base):
    """中标记录 one version of an award; rows are only ever added, so every one can be read."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'cancelled')", name="award_status"),
        Index("award_project", "project_id"),
        Index("award_notice", "notice_id"),
    )

    award_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    replaces: Mapped[UUID | None]
    """The award of another winner that this one stands in for."""
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    notice_no: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    lot_id: Mapped[UUID]
    lot_no: Mapped[str]
    winner: Mapped[dict[str, Any]]
    price_form: Mapped[str]
    amount: Mapped[Decimal | None]
    rate: Mapped[str | None]
    rank: Mapped[int | None]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    determined_on: Mapped[date | None]
    published_at: Mapped[datetime]
    period_ends_on: Mapped[date]
    challenge_until: Mapped[date | None]


class AwardLetter(Base):
    """中标通知书 to the winner of an award: printed, sealed, then issued."""

    __tablename__ = "award_letter"
    __table_args__ = (
        CheckConstraint(
            "state IN ('unsealed', 'sealing', 'issued', 'cancelled')", name="award_letter_state"
        ),
        CheckConstraint(
            "state <> 'issued' OR sealed_pdf IS NOT NULL", name="award_letter_issued_is_sealed"
        ),
        ForeignKeyConstraint(["award_id", "award_version"], ["award.award_id", "award.version"]),
        Index("award_letter_notice", "notice_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    award_id: Mapped[UUID]
    award_version: Mapped[int]
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    state: Mapped[str]
    pdf: Mapped[dict[str, Any] | None]
    seal_job_id: Mapped[UUID | None]
    seal_error: Mapped[str | None]
    sealed_pdf: Mapped[dict[str, Any] | None]
    signer: Mapped[str | None]
    issued_at: Mapped[datetime | None]


class MediaDelivery(Base):
    """媒体交送 a published notice on its way to one of its other media, and what came of it.

    Its id is the key by which the medium knows that it has the notice already.
    """

    __tablename__ = "media_delivery"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'handed_over', 'refused', 'by_hand', 'acknowledged')",
            name="media_delivery_state",
        ),
        CheckConstraint("via IN ('answer', 'poll', 'event', 'hand')", name="media_delivery_via"),
        CheckConstraint(
            "(state = 'acknowledged') = (published_at IS NOT NULL AND external_url IS NOT NULL)",
            name="media_delivery_acknowledged",
        ),
        UniqueConstraint("notice_id", "medium", name="media_delivery_once"),
        Index(
            "media_delivery_due",
            "next_at",
            postgresql_where=text("state IN ('waiting', 'handed_over')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice_publication.notice_id"))
    medium: Mapped[str]
    designated: Mapped[bool]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    next_at: Mapped[datetime] = mapped_column(server_default=func.now())
    handed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    fault: Mapped[str | None]
    """What the medium told that cannot be so, as another digest (R33)."""
    external_url: Mapped[str | None]
    published_at: Mapped[datetime | None]
    via: Mapped[str | None]
    acknowledged_by: Mapped[str | None]


class Announcement(Base):
    """情况公告 what the system tells the public of a lot's exception; never changed either.

    It tells what no sealed notice of an agency does: a supervisor's order, a form without a seal.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('suspension', 'resumption', 'cancellation', 'failure',"
            " 'clarification', 'supplement')",
            name="announcement_kind_check",
        ),
        Index("announcement_at", "published_at"),
        Index("announcement_project", "project_id"),
    )

    form_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    lot_nos: Mapped[list[str]]
    paragraphs: Mapped[list[str]]
    pdf: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The agency's own file, of a clarification."""
    url: Mapped[str]
    published_at: Mapped[datetime]


class PublicEntry(Base):
    """公开目录 each publication and announcement as the public finds it: for search and feeds.

    Made from the record and from what registry said of the project then; it can be made again.
    ``seq`` is given one by one under a lock that is held until the commit: whoever has read up to a
    number has missed nothing before it.
    """

    __tablename__ = "public_entry"
    __table_args__ = (
        Index("public_entry_words", "words", postgresql_using="gin"),
        Index("public_entry_at", "published_at", "seq"),
        Index("public_entry_project", "project_no"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    no: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    project_id: Mapped[UUID]
    project_no: Mapped[str]
    project_name: Mapped[str]
    lot_nos: Mapped[list[str]]
    region: Mapped[str]
    method: Mapped[str | None]
    category: Mapped[str | None]
    catalogue: Mapped[list[str]]
    purchaser: Mapped[str]
    agency: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    opening_at: Mapped[datetime | None]
    published_at: Mapped[datetime]
    url: Mapped[str]
    pdf_sha256: Mapped[str | None]
    sealed: Mapped[bool]
    ocid: Mapped[str]
    release_id: Mapped[str]
    about: Mapped[dict[str, Any]]
    release: Mapped[dict[str, Any]]
    said: Mapped[str]
    words: Mapped[Any] = mapped_column(TSVECTOR, deferred=True)


class Subscription(Base):
    """订阅 a saved search whose new finds go to an address; its row goes when its holder does.

    ``cursor``: how far it has come in the change feed; ``token`` is its holder's; ``secret`` signs
    what a webhook gets; ``since_at`` keeps out what is older, until a replay asks for it.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("channel IN ('mail', 'webhook')", name="subscription_channel"),
        CheckConstraint("state IN ('unconfirmed', 'active', 'paused')", name="subscription_state"),
        Index("subscription_due", "next_at", postgresql_where=text("state <> 'paused'")),
        Index("subscription_address", "address"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str]
    address: Mapped[str]
    filter: Mapped[dict[str, Any]]
    token: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[str]
    state: Mapped[str]
    cursor: Mapped[int] = mapped_column(BigInteger)
    since_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    next_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    """When the mail that asks for confirmation went out."""
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]


class SubscriptionDelivery(Base):
    """投递 of one notice to one subscription; its id is the same at every try."""

    __tablename__ = "subscription_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('sent', 'failed')", name="subscription_delivery_state"),
        UniqueConstraint("subscription_id", "no", name="subscription_delivery_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(BigInteger)
    no: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    error: Mapped[str | None]
