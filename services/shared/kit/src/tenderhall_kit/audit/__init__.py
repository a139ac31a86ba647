"""审计链 links audit rows after their commit: each hash covers the row and the hash before it.

A row that is changed, removed or slipped in breaks the chain from there on; signed heads
(``heads``) show where a tail was cut or the chain hashed anew. ``verdict`` names what does not
hold; ``python -m tenderhall_kit.audit verify <service>`` is the same as a command.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from tenderhall_kit.plain import canonical
from tenderhall_kit.tables import Audit

START = "0" * 64
"""The hash before the first row."""

_CHUNK = 500
_LINK = """
    UPDATE kit_audit SET seq = link.seq, prev_hash = link.before, hash = link.after
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])
        AS link (id, seq, before, after)
    WHERE kit_audit.id = link.id
"""
COVERED = (
    *("id", "at", "request_id", "actor", "action", "subject_type", "subject_id"),
    *("before", "after", "opinion", "content_sha256", "seq"),
)
"""What a row's hash covers, besides the hash before."""


def hash_of(row: Audit | Row[Any], seq: int, before: str) -> str:
    """链上摘要 SHA-256 of the hash before and the row's canonical JSON."""
    content: dict[str, Any] = {name: getattr(row, name) for name in COVERED} | {"seq": seq}
    return hashlib.sha256(before.encode() + canonical(content)).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """链首 number and hash of the last linked row."""
    linked = select(Audit.seq, Audit.hash).where(Audit.seq.is_not(None))
    last = session.execute(linked.order_by(Audit.seq.desc()).limit(1)).first()
    return (last.seq or 0, last.hash or START) if last else (0, START)


def link(session: Session, batch: int) -> int:
    """链接 the rows committed since, in insert order; gives how many. The caller holds the lock."""
    columns = [getattr(Audit, name) for name in COVERED]
    fresh = select(*columns).where(Audit.seq.is_(None)).order_by(Audit.id).limit(batch)
    rows = session.execute(fresh).all()
    if not rows:
        return 0
    seq, before = head(session)
    links = []
    for row in rows:
        seq, after = seq + 1, hash_of(row, seq + 1, before)
        links.append((row.id, seq, before, after))
        before = after
    values = tuple(list(column) for column in zip(*links, strict=True))
    session.connection().exec_driver_sql(_LINK, values)
    return len(rows)


def linked(session: Session) -> Iterator[Audit]:
    """已链接的记录 in order, some hundreds at a time."""
    last = 0
    while True:
        after = select(Audit).where(Audit.seq > last).order_by(Audit.seq).limit(_CHUNK)
        rows = session.scalars(after).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].seq or 0
