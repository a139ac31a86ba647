"""项目与分包 projects, their lots and attachments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Numeric,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.models.base import Base
from registry.models.members import Organisation


class NumberSeries(Base):
    """编号计数 counted in the transaction that uses the number: no gaps, no repeats."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


_SAID = (
    "lower(no || ' ' || name || ' ' || coalesce(purchaser ->> 'name', '')"
    " || ' ' || coalesce(plan_no, ''))"
)
"""What a search looks in."""

_SEEN = text("state <> 'deleted'")
_SENT = text("state <> 'deleted' AND submitted_at IS NOT NULL")

_FILTERS = ["id", "state", "stage", "region", "category", "method"]
"""A list is narrowed by these inside the index, without a look at the rows."""


class Project(Base):
    """项目 a draft may be incomplete; what must be there is checked at submit."""

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'deleted')", name="project_state"
        ),
        CheckConstraint(
            "state <> 'deleted' OR approved_at IS NULL", name="project_approved_is_kept"
        ),
        Index(
            "project_of_agency",
            *("agency_id", "created_at", "no"),
            postgresql_where=_SEEN,
            postgresql_include=_FILTERS,
        ),
        Index(
            "project_newest",
            *("created_at", "no"),
            postgresql_where=_SENT,
            postgresql_include=[*_FILTERS, "agency_id"],
        ),
        Index(
            "project_by_stage",
            *("stage", "created_at", "no"),
            postgresql_where=_SENT,
            postgresql_include=["id", "region", "category", "method", "agency_id"],
        ),
        Index("project_search", "pairs", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    version: Mapped[int]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    plan_no: Mapped[str | None]
    method: Mapped[str | None]
    organisation: Mapped[str | None]
    purchaser: Mapped[dict[str, Any]]
    agency_leader: Mapped[str | None]
    agency_phone: Mapped[str | None]
    agreement_no: Mapped[str | None]
    agreement_date: Mapped[date | None]
    budget: Mapped[Decimal | None]
    ceiling: Mapped[Decimal | None]
    fund_source: Mapped[str | None]
    region: Mapped[str]
    consortium: Mapped[bool | None]
    sme_only: Mapped[bool | None]
    imports: Mapped[bool | None]
    summary: Mapped[str | None]
    performance_period: Mapped[str | None]
    electronic: Mapped[bool | None]
    remark: Mapped[str | None]
    created_by: Mapped[str]
    submitted_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    """When it was first approved; such a project is kept for ever (domain §6 C1)."""

    stage: Mapped[str]
    """项目进展 as its lots stood last (``rules.lots.stage``); before approval its state."""
    category: Mapped[str | None]
    said: Mapped[str] = mapped_column(Computed(_SAID, persisted=True), deferred=True)
    pairs: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), Computed(f"text_pairs({_SAID})", persisted=True), deferred=True
    )
    """Every two neighbouring characters of ``said``: Chinese is searched by as few as two."""

    agency: Mapped[Organisation] = relationship(lazy="joined")
    lots: Mapped[list["Lot"]] = relationship(
        order_by="Lot.position, Lot.round", cascade="all, delete-orphan", lazy="selectin"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.position", cascade="all, delete-orphan", lazy="selectin"
    )


class Lot(Base):
    """分包 its state is moved only under the row's lock (domain §5.1)."""

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint(
            "state IN ('registered', 'preparing', 'tendering', 'opening', 'evaluated',"
            " 're_evaluating', 'awarded', 'suspended', 'cancelled', 'failed')",
            name="lot_state",
        ),
        CheckConstraint(
            "(state = 'suspended') = (suspended_in IS NOT NULL)", name="lot_suspended_in"
        ),
        CheckConstraint("failure_ground BETWEEN 1 AND 4", name="lot_failure_ground"),
        UniqueConstraint(
            *("project_id", "position", "round"),
            name="lot_position",
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("from_lot_id", name="lot_retendered_once"),
        Index("lot_by_no", "no"),
        Index("lot_by_state", "state", "project_id"),
        Index("lot_opens", "opens_at", postgresql_where=text("state = 'tendering'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"))
    position: Mapped[int]
    no: Mapped[str]
    state: Mapped[str]
    round: Mapped[int] = mapped_column(server_default="1")
    version: Mapped[int] = mapped_column(server_default="1")
    name: Mapped[str] = mapped_column(server_default="")
    catalogue_code: Mapped[str | None]
    budget: Mapped[Decimal | None]
    ceiling: Mapped[Decimal | None]
    deposit: Mapped[Decimal | None]
    qualification: Mapped[str | None]
    evaluation: Mapped[str | None]
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(18, 3))
    unit: Mapped[str | None]
    requirement: Mapped[str | None]
    opens_at: Mapped[datetime | None]
    """投标截止（开标）时间 as last published, in business time."""
    suspended_in: Mapped[str | None]
    """The state that a suspended lot goes back to."""
    evaluation_round: Mapped[int] = mapped_column(server_default="1")
    """Which evaluation is awaited: a re-evaluation counts on."""
    award_live: Mapped[bool] = mapped_column(server_default=false())
    """True once its 中标公告 is published."""
    contract_at: Mapped[datetime | None]
    failure_ground: Mapped[int | None]
    """废标情形 1 to 4 of 政府采购法第36条."""
    from_lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id", name="lot_from_lot"))
    """重新招标 the failed lot of the round before."""


class Attachment(Base):
    """电子件 the documents service's receipt and what it says."""

    __tablename__ = "project_attachment"
    __table_args__ = (UniqueConstraint("project_id", "position", name="attachment_position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"))
    position: Mapped[int]
    kind: Mapped[str]
    document_id: Mapped[UUID]
    version: Mapped[int]
    sha256: Mapped[str]
    size: Mapped[int]
    mime: Mapped[str]
    name: Mapped[str]
    receipt: Mapped[str]
