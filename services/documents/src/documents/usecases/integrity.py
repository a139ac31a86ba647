"""完整性检查 the bytes of every stored object are read again in its turn and hashed.

What is not what it was is never mended in silence: it is written down, told and shown.
"""

from datetime import timedelta
from typing import Any

from tenderhall_contracts.documents import integrity_failed
from tenderhall_contracts.errors import Problem
from tenderhall_kit.storage import Storage, cas_key
from tenderhall_kit.work import Work

from documents.models import IntegrityCheck
from documents.store import integrity as store

AGAIN = timedelta(days=30)
"""How long a reading is good for."""

OBJECTS, BYTES = 500, 4 * 1024**3
"""Most of one round: other work is not to wait for it."""

FRESH = 100
"""Most new objects of one round."""

_SHOWN = 100
_MIME = "application/octet-stream"


def due(work: Work) -> list[dict[str, Any]]:
    """待检查 this round's objects: the longest unread, as many as it may read."""
    found: list[dict[str, Any]] = []
    left = BYTES
    for one in store.oldest(work.session, work.real_now - AGAIN, OBJECTS):
        if found and one.size > left:
            break
        found.append({"sha256": one.sha256, "size": one.size})
        left -= one.size
    return found


def fresh(work: Work) -> list[dict[str, Any]]:
    """新收文件 what the store has compared with its hash, and this service has not read yet."""
    found = store.unread(work.session, FRESH)
    return [{"sha256": one.sha256, "size": one.size} for one in found]


def look(storage: Storage, sha256: str) -> str:
    """检查 read one object: sound, changed, or lost.

    Raises:
        Problem: UNAVAILABLE where the store does not answer; nothing is known then.
    """
    try:
        read = storage.measure(cas_key(sha256), _MIME)
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise
        return "lost"
    return "sound" if read["sha256"] == sha256 else "changed"


def note(work: Work, sha256: str, outcome: str) -> None:
    """登记检查结果 and tell it where it has become another."""
    row = store.lock(work.session, sha256)
    before = row.outcome if row else "sound"
    if row is None:
        row = IntegrityCheck(sha256=sha256, since=work.real_now)
        work.session.add(row)
    if outcome != before:
        row.since = work.real_now
    row.outcome, row.at = outcome, work.real_now
    if outcome != before:
        _tell(work, row, before)


def integrity(work: Work) -> dict[str, Any]:
    """完整性总览 what is kept, what is still to be read, and what is not what it was."""
    found = store.faults(work.session, _SHOWN)
    return {
        **store.totals(work.session, work.real_now - AGAIN),
        "again_days": AGAIN.days,
        "faults": [dict(one._mapping) for one in found],  # noqa: SLF001 — as in the store
    }


def _tell(work: Work, row: IntegrityCheck, before: str) -> None:
    subject = ("object", row.sha256)
    work.record(
        "object.integrity",
        subject=subject,
        before={"outcome": before},
        after={"outcome": row.outcome},
        content_sha256=row.sha256,
    )
    if row.outcome != "sound":
        facts = {
            "sha256": row.sha256,
            "outcome": row.outcome,
            "document_ids": store.owners(work.session, row.sha256),
        }
        work.emit(integrity_failed, facts, aggregate=(*subject, 1), visibility="restricted")
