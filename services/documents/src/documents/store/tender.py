"""招标文件 tender documents, and the notices of their lots as heard of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.models import (
    NoticeSeen,
    TenderDocument,
    TenderLot,
)
from documents.rules.wording import spellings

_OPEN = ("draft", "pending", "rejected", "approved")


def find_tender(
    session: Session, tender_id: UUID, org_id: UUID | None, *, lock: bool = False
) -> TenderDocument | None:
    """招标文件 of this agency, or of any where none is named; deleted ones are not found."""
    wanted = select(TenderDocument).where(
        TenderDocument.id == tender_id, TenderDocument.state != "deleted"
    )
    if org_id:
        wanted = wanted.where(TenderDocument.agency_id == org_id)
    if lock:
        wanted = wanted.with_for_update(of=TenderDocument)
    return session.scalar(wanted)


def list_tenders(
    session: Session,
    *,
    org_id: UUID | None,
    hidden: Collection[str],
    q: str | None,
    state: str | None,
    limit: int,
    offset: int,
) -> tuple[int, Sequence[TenderDocument]]:
    """招标文件列表 how many there are, and one page of them, newest first."""
    wanted = select(TenderDocument).where(TenderDocument.state.not_in(hidden))
    if org_id:
        wanted = wanted.where(TenderDocument.agency_id == org_id)
    if state:
        wanted = wanted.where(TenderDocument.state == state)
    if q:
        wanted = _search(wanted, q)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(TenderDocument.updated_at.desc(), TenderDocument.id)
    return total, session.scalars(newest.limit(limit).offset(offset)).all()


def _search(wanted: Select[TenderDocument], q: str) -> Select[TenderDocument]:
    title = TenderDocument.title.regexp_match(spellings(q), flags="i")
    return wanted.where(title | TenderDocument.project_no.icontains(q, autoescape=True))


def effective_tenders(
    session: Session, lot_ids: Iterable[UUID], *, lock: bool = False
) -> Sequence[TenderDocument]:
    """有效招标文件 of these lots; several lots may share one."""
    owners = select(TenderLot.tender_id).where(
        TenderLot.lot_id.in_(list(lot_ids)), TenderLot.effective
    )
    wanted = select(TenderDocument).where(TenderDocument.id.in_(owners)).order_by(TenderDocument.id)
    if lock:
        wanted = wanted.with_for_update(of=TenderDocument)
    return session.scalars(wanted).all()


def open_tenders(session: Session, lot_id: UUID) -> Sequence[TenderDocument]:
    """未发出的招标文件 of this lot, locked."""
    owners = select(TenderLot.tender_id).where(TenderLot.lot_id == lot_id)
    wanted = select(TenderDocument).where(
        TenderDocument.id.in_(owners), TenderDocument.state.in_(_OPEN)
    )
    locked = wanted.order_by(TenderDocument.id).with_for_update(of=TenderDocument)
    return session.scalars(locked).all()


def note_notice(session: Session, values: Mapping[str, Any]) -> None:
    """记下公告 where it stands now; an older word that comes late changes nothing."""
    new = insert(NoticeSeen).values(values)
    session.execute(
        new.on_conflict_do_update(
            index_elements=[NoticeSeen.notice_id],
            set_=dict(values),
            where=NoticeSeen.version < values["version"],
        )
    )


def waiting_notices(
    session: Session, lot_ids: list[UUID], states: Iterable[str]
) -> Sequence[NoticeSeen]:
    """在办公告 the notices on these lots that stand in one of these states."""
    wanted = select(NoticeSeen).where(
        NoticeSeen.lot_ids.overlap(lot_ids), NoticeSeen.state.in_(list(states))
    )
    return session.scalars(wanted).all()
