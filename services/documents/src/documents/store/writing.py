"""招标文件制作 contents of tender documents and the makings of their PDFs."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.models import TenderBuild, TenderContent


def find_content(session: Session, tender_id: UUID, *, lock: bool = False) -> TenderContent | None:
    """招标文件内容 of this tender document."""
    wanted = select(TenderContent).where(TenderContent.tender_id == tender_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def find_build(session: Session, build_id: UUID, *, lock: bool = False) -> TenderBuild | None:
    """生成 of that id."""
    wanted = select(TenderBuild).where(TenderBuild.id == build_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def last_build(session: Session, tender_id: UUID) -> TenderBuild | None:
    """最近一次生成 the last that was asked for."""
    wanted = select(TenderBuild).where(TenderBuild.tender_id == tender_id)
    newest = wanted.order_by(TenderBuild.asked_at.desc(), TenderBuild.id.desc())
    return session.scalar(newest.limit(1))


def note_pages(session: Session, build_id: UUID, pages: int) -> None:
    """记录进度 how many pages have been laid out."""
    asked = (TenderBuild.id == build_id, TenderBuild.state == "asked")
    session.execute(update(TenderBuild).where(*asked).values(pages=pages))
