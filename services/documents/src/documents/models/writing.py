"""Tables of what tender documents say, and of the makings of their PDFs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from documents.models.base import Base


class TenderContent(Base):
    """招标文件内容 by which model text, and what stands in it; a trigger freezes it at issue.

    ``document_id`` is the document whose versions are the PDFs made of it.
    """

    __tablename__ = "tender_content"

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender_document.id"), primary_key=True)
    version: Mapped[int]
    pattern_id: Mapped[str]
    pattern_version: Mapped[str]
    pattern_sha256: Mapped[str]
    content: Mapped[dict[str, Any]]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]

    def made(self, file: Mapping[str, Any] | None) -> bool:
        """是否所生成 whether that file of its tender document was made of what is written here."""
        made = self.document_id
        return bool(made and file and file["document_id"] == str(made))


class TenderBuild(Base):
    """生成 one making of the PDF; at most one at a time for each document."""

    __tablename__ = "tender_build"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'done', 'failed', 'outdated')", name="tender_build_state"
        ),
        CheckConstraint("(state = 'done') = (file IS NOT NULL)", name="tender_build_done"),
        CheckConstraint("(state = 'asked') = (finished_at IS NULL)", name="tender_build_over"),
        Index(
            "tender_build_one", "tender_id", unique=True, postgresql_where=text("state = 'asked'")
        ),
        Index("tender_build_of", "tender_id", "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tender_content.tender_id"))
    content_version: Mapped[int]
    state: Mapped[str]
    pages: Mapped[int]
    findings: Mapped[list[dict[str, Any]]]
    file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
