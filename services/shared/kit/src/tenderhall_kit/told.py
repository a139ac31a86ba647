"""待写 audit rows, outbox rows and the claim's result: one trip to the database for all of them.

Every command writes these. Through the ORM, one by one, they cost more than the rest of a small
command; gathered, and written as one text when the use case is done, a third of that.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from tenderhall_kit.database import named
from tenderhall_kit.driver import Connection
from tenderhall_kit.plain import plain

_PLACE = "tenderhall_told"

_COLUMNS = {
    "kit_audit": (
        *("at", "request_id", "actor", "action", "subject_type", "subject_id", "before", "after"),
        *("opinion", "content_sha256"),
    ),
    "kit_outbox": ("event_id", "exchange", "routing_key", "envelope"),
}

Row = tuple[Any, ...]
Statement = tuple[str, Row]
"""SQL with %s, and its values."""


def as_json(value: Any) -> str | None:
    """JSON 文本 for a jsonb column; None stays NULL."""
    return None if value is None else json.dumps(plain(value), ensure_ascii=False)


@dataclass(slots=True)
class Told:
    """待写的行 of one transaction, in the order in which they were told."""

    audit: list[Row] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)

    def write(self, session: Session) -> None:
        """写入 now what was told since the last time."""
        send(session, self._take())

    def leave(self, session: Session, *more: Statement) -> None:
        """留待提交 what was told, and ``more``, goes with the COMMIT; its faults show there."""
        text, values = _joined([*self._take(), *more])
        if text:
            driver = session.connection().connection.dbapi_connection
            if isinstance(driver, Connection):
                driver.stage(named(text), values)
            else:
                session.connection().exec_driver_sql(text, values)

    def _take(self) -> Sequence[Statement]:
        told = (("kit_audit", self.audit), ("kit_outbox", self.outbox))
        self.audit, self.outbox = [], []
        return [
            (_insert(table, len(rows)), tuple(value for row in rows for value in row))
            for table, rows in told
            if rows
        ]


def of(session: Session) -> Told:
    """待写 of this session's transaction."""
    told: Told = session.info.setdefault(_PLACE, Told())
    return told


def settle(session: Session) -> None:
    """先写后读 before the session looks at audit rows, those just told must be there."""
    session.flush()
    of(session).write(session)


def send(session: Session, statements: Sequence[Statement]) -> int:
    """一次发送 all of them; rows that the last one changed."""
    if not statements:
        return 0
    return int(session.connection().exec_driver_sql(*_joined(statements)).rowcount)


def _joined(statements: Sequence[Statement]) -> Statement:
    text = ";\n".join(sql for sql, _ in statements)
    return text, tuple(value for _, row in statements for value in row)


@cache
def _insert(table: str, rows: int) -> str:
    columns = _COLUMNS[table]
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608 — our own names
