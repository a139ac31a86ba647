"""项目档案 one service's part of a project's archive, as a signed file in the store.

Every row that belongs to the project is found by the tables' own foreign keys, so that what a
later migration adds is in the archive without anybody thinking of it.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ColumnElement, MetaData, Table, false, or_, select
from sqlalchemy.orm import Session

from tenderhall_kit.audit import COVERED, heads, verdict
from tenderhall_kit.call import Call
from tenderhall_kit.plain import canonical, plain
from tenderhall_kit.tables import Audit
from tenderhall_kit.work import Work

MIME = "application/json"

Rows = dict[str, list[dict[str, Any]]]


def part(call: Call, metadata: MetaData, root: str, project_id: UUID) -> dict[str, Any]:
    """分卷 made, signed and put into the store; ``root`` is the table of projects, if there is one.

    The answer is ``archiving.ArchivePartOut``.
    """
    told = canonical(call.read(contents, metadata, root, project_id))
    name = call.settings.service
    file = call.storage.put(told, MIME)
    signature = Ed25519PrivateKey.from_private_bytes(call.settings.service_key).sign(told)
    return {
        "service": name,
        "file": {**file, "name": f"{name}.json"},
        "signature": base64.b64encode(signature).decode(),
    }


def contents(work: Work, metadata: MetaData, root: str, project_id: UUID) -> dict[str, Any]:
    """分卷内容 rows by table, the audit rows about them, the signed heads and today's verdict."""
    rows = rows_of(work.session, metadata, root, project_id)
    subjects = {str(project_id), *_identities(metadata, rows)}
    return {
        "service": work.settings.service,
        "project_id": project_id,
        "made_at": work.real_now,
        "tables": rows,
        "audit": _audit(work.session, subjects),
        "heads": [plain(vars_of(one)) for one in heads.own(work.session)],
        "verdict": verdict.of(work, []),
    }


def rows_of(session: Session, metadata: MetaData, root: str, project_id: UUID) -> Rows:
    """项目的行 of every table, parents before their children."""
    found: Rows = {}
    for table in metadata.sorted_tables:
        asked = select(table).where(_belongs(table, root, project_id, found))
        rows = session.execute(asked.order_by(*table.primary_key.columns)).mappings()
        if told := [_row(one) for one in rows]:
            found[table.name] = told
    return found


def _belongs(table: Table, root: str, project_id: UUID, found: Rows) -> ColumnElement[bool]:
    """Of the project by itself, or by a row that it hangs on and that was found before."""
    if table.name == root:
        return table.c.id == project_id
    if "project_id" in table.c:
        return table.c.project_id == project_id
    ways = [
        key.parent.in_([row[key.column.name] for row in found[key.column.table.name]])
        for key in table.foreign_keys
        if key.column.table.name in found and key.column.table.name != table.name
    ]
    return or_(*ways) if ways else false()


def _row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _value(one) for name, one in row.items()}


def _value(value: Any) -> Any:
    try:
        return plain(value)
    except TypeError:  # a range, bytes: what JSON has no form for
        return value.hex() if isinstance(value, bytes) else str(value)


def _identities(metadata: MetaData, rows: Rows) -> Iterable[str]:
    """What the audit log calls these rows."""
    for name, told in rows.items():
        keys = [one.name for one in metadata.tables[name].primary_key.columns]
        for row in told:
            yield from (str(row[key]) for key in keys)


def _audit(session: Session, subjects: set[str]) -> list[dict[str, Any]]:
    columns = [getattr(Audit, name) for name in (*COVERED, "prev_hash", "hash")]
    asked = select(*columns).where(Audit.subject_id.in_(sorted(subjects))).order_by(Audit.id)
    return [_row(one) for one in session.execute(asked).mappings()]


def vars_of(head: heads.Head) -> dict[str, Any]:
    """链首 as a mapping."""
    return {name: getattr(head, name) for name in ("service", "day", "seq", "hash", "signature")}
