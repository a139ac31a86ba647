"""查看与下载 documents and their versions; a receipt is what other services accept them by."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.uploads import PREVIEWED
from tenderhall_kit import receipts
from tenderhall_kit.storage import FETCH_SECONDS, Ref, Storage
from tenderhall_kit.work import Work

from documents import store
from documents.models import Document, Version
from documents.usecases.uploads import org_of


def _visible(work: Work, document_id: UUID) -> Document:
    """文件 that who asks may see: an agency its own, the centre and services all."""
    owner = org_of(work) if work.actor.role.of_agency else None
    found = store.find_document(work.session, document_id, owner)
    if found is None:
        raise Problem("NOT_FOUND")
    return found


def show_version(work: Work, document_id: UUID, version: int) -> dict[str, Any]:
    """文件版本 with its receipt."""
    document = _visible(work, document_id)
    return _told(work, document, store.get_version(work.session, document_id, version))


def show(work: Work, document_id: UUID) -> dict[str, Any]:
    """查看文件 with all its versions, newest first."""
    document = _visible(work, document_id)
    versions = [_told(work, document, one) for one in document.versions]
    return {"document_id": document.id, "kind": document.kind, "versions": versions}


def _wanted(work: Work, form: Mapping[str, Any]) -> dict[str, Any]:
    """待下载版本 the named version, or the newest."""
    document = _visible(work, form["document_id"])
    wanted = form.get("version")
    for one in document.versions:
        if wanted in (None, one.version):
            return _file(one)
    raise Problem("NOT_FOUND")


def download(work: Work, storage: Storage, form: Mapping[str, Any]) -> dict[str, Any]:
    """下载地址 a URL of five minutes; a browser saves it under its name.

    It is shown only where that was asked for, and by its type it can run nothing.
    """
    file = _wanted(work, form)
    ref: Ref = {"sha256": file["sha256"], "size": file["size"], "mime": file["mime"]}
    inline = bool(form.get("inline")) and file["mime"] in PREVIEWED
    url = storage.presign_get(ref, file["name"], inline=inline)
    until = work.real_now + timedelta(seconds=FETCH_SECONDS)
    return {"url": url, "file": file, "expires_at": until}


def _file(version: Version) -> dict[str, Any]:
    return {name: getattr(version, name) for name in ("sha256", "size", "mime", "name")}


def _told(work: Work, document: Document, version: Version) -> dict[str, Any]:
    file = _file(version)
    receipt = receipts.Receipt(
        document_id=str(document.id),
        version=version.version,
        kind=document.kind,
        org_id=str(document.org_id),
        **file,
    )
    return {
        "document_id": document.id,
        "version": version.version,
        "file": file,
        "kind": document.kind,
        "receipt": receipts.issue(work.settings, receipt, version.at),
        "at": version.at,
        "scan": version.scan,
        "by": version.uploader_name,
    }
