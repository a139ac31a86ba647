"""档案导出 the job: asked for once, taken by one process, taken over where that falls silent."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.documents import archive_ready
from tenderhall_contracts.errors import Problem
from tenderhall_kit.storage import FETCH_SECONDS, Storage
from tenderhall_kit.work import Work
from uuid6 import uuid7

from documents.models import ArchiveExport
from documents.store import archives as store
from documents.usecases.retention import show_export

SILENT = timedelta(minutes=3)
"""A job whose process has said nothing for so long is taken over."""

TRIES = 3
MIME = "application/zip"
_FILE = ("sha256", "size", "mime", "name")


def request(work: Work, form: Mapping[str, Any]) -> dict[str, Any]:
    """申请导出 a new job, or the one that is running already."""
    project = store.project(work.session, form["project_id"], lock=True)
    if project is None:
        raise Problem("NOT_FOUND")
    found = store.running(work.session, project.project_id)
    if found:
        return show_export(found)
    made = ArchiveExport(
        id=uuid7(),
        project_id=project.project_id,
        state="queued",
        version=1,
        done=0,
        total=0,
        attempts=0,
        asked_by=work.actor.user_id,
        asked_by_name=work.actor.name,
        asked_at=work.now,
    )
    work.session.add(made)
    work.record("archive.request", subject=_subject(made), after={"project_no": project.project_no})
    return show_export(made)


def claim(work: Work) -> dict[str, Any] | None:
    """领取 the next job; None where none waits. What fails too often is given up."""
    row = store.next_export(work.session, work.real_now - SILENT)
    if row is None:
        return None
    if row.attempts >= TRIES:
        _end(work, row, "failed", "多次中断，请重新申请")
        return None
    row.state, row.beat_at, row.attempts = "building", work.real_now, row.attempts + 1
    row.done, row.total = 0, 0
    row.version += 1
    project = store.project(work.session, row.project_id)
    no = project.project_no if project else ""
    return {"id": row.id, "project_id": row.project_id, "project_no": no}


def note(work: Work, export_id: UUID, done: int, total: int) -> None:
    """进度 also says that this process still lives."""
    row = _building(work, export_id)
    row.done, row.total, row.beat_at = done, total, work.real_now


def finish(work: Work, export_id: UUID, file: Mapping[str, Any], hashes: list[str]) -> None:
    """完成 the project's files are known now, and kept as long as the project."""
    row = _building(work, export_id)
    store.link_files(work.session, row.project_id, hashes)
    project = store.project(work.session, row.project_id)
    row.file, row.done, row.total = dict(file), len(hashes), len(hashes)
    _end(work, row, "ready", None)
    facts = {
        "project_id": row.project_id,
        "project_no": project.project_no if project else "",
        "archive_id": row.id,
        "sha256": file["sha256"],
        "size": file["size"],
    }
    work.emit(
        archive_ready,
        facts,
        aggregate=("archive", row.id, row.version),
        project_no=facts["project_no"],
        visibility="restricted",
    )


def other_versions(work: Work, document_ids: Iterable[str]) -> list[dict[str, Any]]:
    """其他版本 of the documents that a form has one version of."""
    rows = store.versions_of(work.session, [UUID(one) for one in document_ids])
    return [{name: getattr(one, name) for name in _FILE} for one in rows]


def fail(work: Work, export_id: UUID, why: str) -> None:
    """失败 with what a person can do about it."""
    _end(work, _building(work, export_id), "failed", why)


def give_back(work: Work, export_id: UUID) -> None:
    """退回 somebody who was asked is away: the job waits, and is tried again."""
    row = _building(work, export_id)
    row.state = "failed" if row.attempts >= TRIES else "queued"
    if row.state == "failed":
        _end(work, row, "failed", "有服务暂时不可用，请稍后重新申请")


def _building(work: Work, export_id: UUID) -> ArchiveExport:
    row = store.export(work.session, export_id, lock=True)
    if row is None or row.state != "building":
        raise Problem("STATE_CONFLICT")
    return row


def _end(work: Work, row: ArchiveExport, state: str, why: str | None) -> None:
    before = row.state
    row.state, row.error, row.finished_at = state, why, work.now
    row.version += 1
    work.record(
        f"archive.{state}",
        subject=_subject(row),
        before={"state": before},
        after={"state": state},
        opinion=why,
        content_sha256=row.file["sha256"] if row.file else None,
    )


def _subject(row: ArchiveExport) -> tuple[str, UUID]:
    return ("archive", row.id)


def key_of(export: Mapping[str, Any]) -> str:
    """存放位置 the same for every attempt of a job."""
    return f"archives/{export['project_id']}/{export['id']}.zip"


def download(work: Work, storage: Storage, export_id: UUID) -> dict[str, Any]:
    """下载档案 a URL of five minutes; who fetched it stands in the log of requests."""
    row = store.export(work.session, export_id)
    if row is None:
        raise Problem("NOT_FOUND")
    if row.file is None:
        raise Problem("STATE_CONFLICT", state=row.state)
    url = storage.presign_get(key_of(vars(row)), row.file["name"], mime=MIME)
    until = work.real_now + timedelta(seconds=FETCH_SECONDS)
    return {"url": url, "file": row.file, "expires_at": until}
