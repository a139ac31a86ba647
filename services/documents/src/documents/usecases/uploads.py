"""登记与完成上传 announce bytes, and accept them once they are proven (documents.md §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.uploads import PART, PARTS_FROM
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work
from uuid6 import uuid7

from documents import store
from documents.models import Document, Upload, Version
from documents.rules.kinds import check_declared
from documents.rules.names import check_name

LIFETIME = timedelta(hours=1)
"""How long an announced upload may take."""

PARTS_LIFETIME = timedelta(days=1)
"""How long an upload in parts may take: it may be paused, and resumed on another day."""

GRACE = timedelta(minutes=10)
"""A PUT that began in time may end this much later."""


def org_of(work: Work) -> UUID:
    """本单位 the organisation of who asks.

    Raises:
        Problem: FORBIDDEN_ROLE where the actor has none.
    """
    if not work.actor.org_id:
        raise Problem("FORBIDDEN_ROLE", role=work.actor.role.value)
    return UUID(work.actor.org_id)


def create(work: Work, form: Mapping[str, Any], *, in_store: bool) -> dict[str, Any]:
    """登记上传 remember what will come; ``in_store`` where the final key is taken already."""
    org_id = org_of(work)
    declared = check_declared(form["kind"], form["name"], form["size"], form["mime"])
    invalid([*check_name(form["name"]), *declared])
    _same_kind(work, org_id, form)
    mode = _mode(work, org_id, form["sha256"], in_store=in_store)
    parted = form["parts"] and form["size"] > PARTS_FROM and mode != "present"
    upload = Upload(
        id=uuid7(),
        org_id=org_id,
        user_id=work.actor.user_id,
        state="open",
        mode=mode,
        part_size=PART if parted else None,
        created_at=work.real_now,
        expires_at=work.real_now + (PARTS_LIFETIME if parted else LIFETIME),
        **{name: form[name] for name in ("name", "size", "sha256", "mime", "document_id")},
        kind=form["kind"].value,
    )
    work.session.add(upload)
    after = {"mode": upload.mode, "name": upload.name, "kind": upload.kind}
    subject = ("upload", upload.id)
    work.record("upload.create", subject=subject, after=after, content_sha256=upload.sha256)
    return facts(upload)


def begin_parts(work: Work, upload_id: UUID, parts_id: str) -> dict[str, Any]:
    """分片上传开始 keep the store's name of it; of two, the first is kept, and told."""
    upload = _own(work, upload_id, org_of(work), lock=True)
    _still_open(upload)
    upload.parts_id = upload.parts_id or parts_id
    return facts(upload)


def _same_kind(work: Work, org_id: UUID, form: Mapping[str, Any]) -> None:
    if form["document_id"] is None:
        return
    document = store.find_document(work.session, form["document_id"], org_id)
    if document is None:
        raise Problem("NOT_FOUND")
    if document.kind != form["kind"]:
        zh, en = "新版本须与原文件类型相同", "A new version is of the same kind"
        raise Problem("VALIDATION_FAILED", [Finding("kind", "FILE_KIND", zh, en)])


def _mode(work: Work, org_id: UUID, sha256: str, *, in_store: bool) -> str:
    """How these bytes may come: knowing a hash is no proof of having the bytes."""
    store.lock_hash(work.session, sha256)
    if store.has_bytes(work.session, org_id, sha256):
        return "present"
    over = work.real_now - GRACE
    store.expire_uploads(work.session, over, sha256)
    taken = in_store or store.is_proven(work.session, sha256)
    return "staged" if taken or store.is_direct_open(work.session, sha256, over) else "direct"


def facts(upload: Upload) -> dict[str, Any]:
    """上传登记 what is needed to know where and how its bytes come."""
    names = ("id", "mode", "state", "sha256", "size", "mime", "kind", "part_size", "parts_id")
    told = {name: getattr(upload, name) for name in names}
    return told | {"expires_at": plain(upload.expires_at)}


def find(work: Work, upload_id: UUID, org_id: UUID | None = None) -> dict[str, Any]:
    """待完成的上传 what completion needs to know; of the own organisation where none is named.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where it is over; UPLOAD_MISMATCH where it was refused.
    """
    upload = _own(work, upload_id, org_id or org_of(work))
    _still_open(upload)
    proven = upload.mode == "staged" and store.is_proven(work.session, upload.sha256)
    return facts(upload) | {"proven": proven}


def _own(work: Work, upload_id: UUID, org_id: UUID, *, lock: bool = False) -> Upload:
    upload = store.find_upload(work.session, upload_id, org_id, lock=lock)
    if upload is None:
        raise Problem("NOT_FOUND")
    return upload


def _still_open(upload: Upload) -> None:
    if upload.state == "refused":
        raise Problem("UPLOAD_MISMATCH", [Finding(**one) for one in upload.findings])
    if upload.state in {"expired", "cancelled"}:
        zh, en = "上传登记已过期，请重新登记", "The registration is over; register again"
        raise Problem("STATE_CONFLICT", [Finding("id", "UPLOAD_EXPIRED", zh, en)])


def complete(work: Work, upload_id: UUID, scan: str, *, whole: bool) -> dict[str, Any]:
    """完成上传 make the proven bytes the next version; a second time gives the first version.

    ``whole`` where this service has read them all.

    Raises:
        Problem: STATE_CONFLICT where the bytes at the final key may be another organisation's.
    """
    upload = _own(work, upload_id, org_of(work), lock=True)
    _still_open(upload)
    if upload.state == "open":
        _ensure_own(work, upload)
        _add_version(work, upload, scan, whole=whole)
    return locate(upload)


def _ensure_own(work: Work, upload: Upload) -> None:
    """Bytes that were proven by another way since: who put them at the final key is not known."""
    store.lock_hash(work.session, upload.sha256)
    if upload.mode != "direct" or not store.is_proven(work.session, upload.sha256):
        return
    if not store.has_bytes(work.session, upload.org_id, upload.sha256):
        zh, en = "请重新登记并上传", "Register and upload once more"
        raise Problem("STATE_CONFLICT", [Finding("id", "UPLOAD_UNPROVEN", zh, en)])


def _add_version(work: Work, upload: Upload, scan: str, *, whole: bool) -> None:
    store.keep_proof(work.session, upload.sha256, upload.size, read=whole)
    document = _document(work, upload)
    version = Version(
        document_id=document.id,
        version=store.count_versions(work.session, document.id) + 1 if upload.document_id else 1,
        **{name: getattr(upload, name) for name in ("sha256", "size", "mime", "name")},
        scan=scan,
        uploader_id=work.actor.user_id,
        uploader_name=work.actor.name,
        at=work.real_now,
    )
    work.session.add(version)
    upload.state, upload.document_id, upload.version = "done", document.id, version.version
    upload.cleared = upload.mode != "staged"
    after = {"version": version.version, "name": version.name, "scan": scan}
    subject = ("document", document.id)
    work.record("upload.complete", subject=subject, after=after, content_sha256=version.sha256)


def _document(work: Work, upload: Upload) -> Document:
    if upload.document_id:
        found = store.find_document(work.session, upload.document_id, upload.org_id, lock=True)
        if found is None:
            raise Problem("NOT_FOUND")
        return found
    made = Document(id=uuid7(), org_id=upload.org_id, kind=upload.kind)
    work.session.add(made)
    work.session.flush()
    return made


def locate(upload: Upload) -> dict[str, Any]:
    """版本位置 which version the upload became."""
    return {"document_id": upload.document_id, "version": upload.version}


def refuse(work: Work, upload_id: UUID, findings: Sequence[Finding]) -> None:
    """拒收 the bytes are not what was registered; kept with the reasons."""
    upload = store.find_upload(work.session, upload_id, org_of(work), lock=True)
    if upload is None or upload.state != "open":
        return
    upload.state, upload.findings = "refused", [asdict(one) for one in findings]
    after = {"findings": plain(upload.findings)}
    subject = ("upload", upload.id)
    work.record("upload.refuse", subject=subject, after=after, content_sha256=upload.sha256)


def cancel(work: Work, upload_id: UUID) -> dict[str, Any]:
    """取消上传 what has not become a version yet never will."""
    upload = _own(work, upload_id, org_of(work), lock=True)
    if upload.state == "open":
        upload.state = "cancelled"
        work.record("upload.cancel", subject=("upload", upload.id), content_sha256=upload.sha256)
    return {}
