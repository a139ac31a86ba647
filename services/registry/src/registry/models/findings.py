"""合规记录 what was late, overridden or corrected against a rule."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class ComplianceFinding(Base):
    """合规记录 found once, dealt with once; nothing removes it."""

    __tablename__ = "compliance_finding"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('late', 'overridden', 'corrected')", name="compliance_finding_kind"
        ),
        CheckConstraint(
            "(state = 'open') = (resolved_at IS NULL)", name="compliance_finding_resolved"
        ),
        CheckConstraint("state IN ('open', 'resolved')", name="compliance_finding_state"),
        Index("compliance_finding_newest", "state", "at"),
        Index("compliance_finding_by_org", "org_id", "at"),
        Index("compliance_finding_by_subject", "subject_type", "subject_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    rule_id: Mapped[str]
    text_zh: Mapped[str]
    basis: Mapped[str]
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id"))
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id"))
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    due: Mapped[date | None]
    actual: Mapped[date | None]
    by_user: Mapped[str]
    by_name: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str]
    resolved_by: Mapped[str | None]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
