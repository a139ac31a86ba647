"""The only place where documents asks its database."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.models import (
    Document,
    NoticeSeen,
    StoredObject,
    TenderDocument,
    TenderLot,
    Upload,
    Version,
)

EFFECTIVE = ("approved", "issued")


# ── 上传 uploads ────────────────────────────────────────────────────────────────────────────────
def lock_hash(session: Session, sha256: str) -> None:
    """锁定摘要 one at a time decides about these bytes, until the transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:it, 0))"), {"it": sha256})


def find_upload(
    session: Session, upload_id: UUID, org_id: UUID, *, lock: bool = False
) -> Upload | None:
    """上传登记 of this organisation."""
    wanted = select(Upload).where(Upload.id == upload_id, Upload.org_id == org_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def has_bytes(session: Session, org_id: UUID, sha256: str) -> bool:
    """该单位已有 True where the organisation has uploaded these bytes before."""
    owned = select(Version.sha256).join(Document).where(Document.org_id == org_id)
    return session.scalar(owned.where(Version.sha256 == sha256).limit(1)) is not None


def is_proven(session: Session, sha256: str) -> bool:
    """已核实 True where somebody has uploaded these bytes before."""
    return session.get(StoredObject, sha256) is not None


def is_direct_open(session: Session, sha256: str, since: datetime) -> bool:
    """直传占用 True where an upload may still be putting these bytes at their final key."""
    held = select(Upload.id).where(Upload.sha256 == sha256, Upload.mode == "direct")
    held = held.where(Upload.state == "open", Upload.expires_at >= since)
    return session.scalar(held.limit(1)) is not None


def expire_uploads(session: Session, before: datetime, sha256: str | None = None) -> list[Upload]:
    """登记过期 end the open uploads whose time is over; gives them."""
    late = update(Upload).where(Upload.state == "open", Upload.expires_at < before)
    if sha256:
        late = late.where(Upload.sha256 == sha256)
    return list(session.scalars(late.values(state="expired").returning(Upload)))


def keep_proof(session: Session, sha256: str, size: int) -> None:
    """记录核实 these bytes have been read and found true."""
    values = {"sha256": sha256, "size": size}
    session.execute(insert(StoredObject).values(values).on_conflict_do_nothing())


def find_document(
    session: Session, document_id: UUID, org_id: UUID | None, *, lock: bool = False
) -> Document | None:
    """文件 of this organisation, or of any where none is named."""
    wanted = select(Document).where(Document.id == document_id)
    if org_id:
        wanted = wanted.where(Document.org_id == org_id)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def count_versions(session: Session, document_id: UUID) -> int:
    """版本数 of a document."""
    counted = select(func.count()).where(Version.document_id == document_id)
    return session.scalar(counted) or 0


def get_version(session: Session, document_id: UUID, version: int) -> Version:
    """版本 that is known to be there."""
    return session.get_one(Version, (document_id, version))


# ── 招标文件 tender documents ────────────────────────────────────────────────────────────────────
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
    title = TenderDocument.title.icontains(q, autoescape=True)
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
        TenderDocument.id.in_(owners), TenderDocument.state.in_(("draft", "approved"))
    )
    locked = wanted.order_by(TenderDocument.id).with_for_update(of=TenderDocument)
    return session.scalars(locked).all()


# ── 公告 notices, as heard of ─────────────────────────────────────────────────────────────────────
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
