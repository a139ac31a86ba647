"""保存 how long each project is kept, legal holds, and what the store is told to refuse."""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from tenderhall_contracts.documents import retention_changed
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.law import day_of
from tenderhall_kit.storage import Storage, cas_key
from tenderhall_kit.work import Work

from documents.models import ArchiveExport, ProjectKept
from documents.rules import retention as rules
from documents.store import archives as store

ROUND = 200
"""Objects that one round locks at most."""

_log = logging.getLogger(__name__)


# ── 项目 what registry says of it ───────────────────────────────────────────────────────────────
def follow(work: Work, event: Envelope, project: Mapping[str, Any]) -> None:
    """跟进项目 its end is known once every lot has been awarded, cancelled, or has failed.

    A lot that lives again (re-evaluation, a new round) makes the end unknown again: what has no
    end is kept.
    """
    row = store.put_project(work.session, _new(work, project))
    row.project_name = project["name"]
    over = rules.ended(project["lots"])
    day = day_of(event.occurred_at)
    ended_on = max(day, row.ended_on or day) if over else None
    if ended_on == row.ended_on:
        return
    before = _state(row)
    until = rules.retain_until(ended_on, work.law) if ended_on else None
    row.ended_on, row.retain_until = ended_on, until
    store.link_files(work.session, row.project_id, _own_files(work, row.project_id))
    _changed(work, row, "end", before)


def _own_files(work: Work, project_id: UUID) -> list[str]:
    """The files of this service's own forms, at once; those of the others follow."""
    kept = store.attached(work.session, project_id)
    return [one["file"]["sha256"] for one in kept]


def keep(work: Work, project_id: UUID, hashes: Iterable[str]) -> None:
    """项目文件 of every service: kept as long as the project from now on."""
    store.link_files(work.session, project_id, hashes)


def _new(work: Work, project: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "project_id": project["id"],
        "project_no": project["no"],
        "project_name": project["name"],
        "agency_id": project["agency_id"],
        "agency_name": project["agency"].get("name", ""),
        "version": 1,
        "changed_at": work.now,
    }


# ── 法律保全 legal holds ────────────────────────────────────────────────────────────────────────
def hold(work: Work, form: Mapping[str, Any]) -> dict[str, Any]:
    """保全 nothing of the project may go, whatever its retention says, until it is released."""
    row = _found(work, form["project_id"])
    _reasoned(form)
    if row.hold_at is not None:
        raise Problem("STATE_CONFLICT", held=True)
    before = _state(row)
    row.hold_reason, row.hold_by, row.hold_at = form["reason"], work.actor.name, work.now
    _changed(work, row, "hold", before, form["reason"])
    return show(work, row)


def release(work: Work, form: Mapping[str, Any]) -> dict[str, Any]:
    """解除保全 with the reason; the retention period still stands."""
    row = _found(work, form["project_id"])
    _reasoned(form)
    if row.hold_at is None:
        raise Problem("STATE_CONFLICT", held=False)
    before = _state(row)
    row.hold_reason, row.hold_by, row.hold_at = None, None, None
    _changed(work, row, "release", before, form["reason"])
    return show(work, row)


def _found(work: Work, project_id: UUID) -> ProjectKept:
    row = store.project(work.session, project_id, lock=True)
    if row is None:
        raise Problem("NOT_FOUND")
    return row


def _reasoned(form: Mapping[str, Any]) -> None:
    if not form["reason"].strip():
        invalid([Finding("reason", "REQUIRED", "请填写理由", "A reason is required")])


def _state(row: ProjectKept) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("ended_on", "retain_until", "hold_reason")}


def _changed(
    work: Work, row: ProjectKept, what: str, before: dict[str, Any], reason: str | None = None
) -> None:
    row.version += 1
    row.changed_at = work.now
    subject = ("retention", row.project_id)
    work.record(
        f"retention.{what}", subject=subject, before=before, after=_state(row), opinion=reason
    )
    facts = {"project_id": row.project_id, "project_no": row.project_no, "what": what}
    facts |= {"ended_on": row.ended_on, "retain_until": row.retain_until}
    work.emit(
        retention_changed,
        facts | {"held": row.hold_at is not None},
        aggregate=(*subject, row.version),
        project_no=row.project_no,
        visibility="restricted",
    )


# ── 查看 looking ────────────────────────────────────────────────────────────────────────────────
_SHOWN = (
    *("project_id", "project_no", "project_name", "agency_name", "ended_on", "retain_until"),
    *("hold_reason", "hold_by", "hold_at", "changed_at"),
)


def show(work: Work, row: ProjectKept, *, whole: bool = True) -> dict[str, Any]:
    """项目保存 as its contract tells it; ``whole`` with its archives."""
    told = {name: getattr(row, name) for name in _SHOWN} | {"held": row.hold_at is not None}
    if whole:
        found = store.exports(work.session, row.project_id)
        told["archives"] = [show_export(one) for one in found]
    return told


def show_export(row: ArchiveExport) -> dict[str, Any]:
    """档案导出 one job."""
    names = ("id", "project_id", "state", "done", "total", "error", "asked_by_name", "asked_at")
    told = {name: getattr(row, name) for name in (*names, "finished_at")}
    return told | {"file": row.file}


def get(work: Work, project_id: UUID) -> dict[str, Any]:
    """查看项目保存."""
    row = store.project(work.session, project_id)
    if row is None:
        raise Problem("NOT_FOUND")
    return show(work, row)


def page(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """项目保存列表."""
    total, rows = store.projects(work.session, asked)
    objects, locked = store.count_locks(work.session)
    items = [show(work, one, whole=False) for one in rows]
    return {"total": total, "items": items, "objects": objects, "locked": locked}


# ── 对象锁定 what the store is told to refuse ───────────────────────────────────────────────────
def due(work: Work) -> list[dict[str, Any]]:
    """待锁定 this round's objects."""
    standing = rules.standing(work.real_now.date())
    rows = store.unlocked(work.session, rules.LEAST, standing, ROUND)
    return [{"sha256": one.sha256, "until": one.until} for one in rows]


def lock(storage: Storage, sha256: str, until: date) -> None:
    """锁定 by the store's Object Lock, in compliance mode: nobody can shorten it.

    Raises:
        Problem: UNAVAILABLE; NOT_FOUND where the bytes are gone.
    """
    storage.lock(cas_key(sha256), datetime.combine(until, time(), UTC))


def note_lock(work: Work, sha256: str, until: date) -> None:
    """登记锁定."""
    store.note_lock(work.session, sha256, until, work.real_now)


def report(*, lockable: bool | None) -> None:
    """记录 which of the two walls around what is kept stand."""
    if lockable is None:
        _log.warning("the store could not be asked for Object Lock")
    elif lockable:
        _log.info("the store has Object Lock: what is kept is locked for %d years", rules.LEAST)
    else:
        _log.warning(
            "the store has no Object Lock: retention rests on the database alone; whoever holds"
            " the store's keys could remove files"
        )
