"""上传 uploads, documents and their versions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.models import (
    Document,
    StoredObject,
    Upload,
    Version,
)


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


def next_uncleared(session: Session, after: UUID | None) -> Upload | None:
    """待清理 the next upload that has ended and may have left something in the store, locked.

    One that somebody else is clearing is passed over.
    """
    wanted = select(Upload).where(~Upload.cleared, Upload.state != "open").order_by(Upload.id)
    if after:
        wanted = wanted.where(Upload.id > after)
    return session.scalar(wanted.limit(1).with_for_update(skip_locked=True))


def is_awaited(session: Session, sha256: str) -> bool:
    """在途 True where an open upload brings these bytes."""
    held = select(Upload.id).where(Upload.sha256 == sha256, Upload.state == "open")
    return session.scalar(held.limit(1)) is not None


def known_parts(session: Session, names: Sequence[str]) -> set[str]:
    """在册的分片上传 which of the store's names are those of open uploads."""
    wanted = select(Upload.parts_id).where(Upload.parts_id.in_(names), Upload.state == "open")
    return {str(one) for one in session.scalars(wanted)}


def keep_proof(session: Session, sha256: str, size: int, *, read: bool) -> None:
    """记录核实 these bytes are true; ``read`` where this service has read them all."""
    values = {"sha256": sha256, "size": size, "read": read}
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
