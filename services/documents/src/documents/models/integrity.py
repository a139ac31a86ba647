"""Table of what the integrity sweep found."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from documents.models.base import Base


class IntegrityCheck(Base):
    """完整性检查 the last look at one stored object; ``since`` when the outcome was first found."""

    __tablename__ = "integrity_check"
    __table_args__ = (
        CheckConstraint("outcome IN ('sound', 'changed', 'lost')", name="integrity_check_outcome"),
        Index("integrity_check_faults", "since", postgresql_where=text("outcome <> 'sound'")),
    )

    sha256: Mapped[str] = mapped_column(ForeignKey("stored_object.sha256"), primary_key=True)
    at: Mapped[datetime]
    outcome: Mapped[str]
    since: Mapped[datetime]
