"""执行计划 how PostgreSQL answers what a call asks: EXPLAIN of each statement that it sends."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import psycopg2.extras
from sqlalchemy import Engine, event

Statement = tuple[str, Any]
_INDEX = re.compile(r"(?:Index(?: Only)? Scan(?: Backward)? using|Bitmap Index Scan on) (\w+)")
_WHOLE = re.compile(r"Seq Scan on (project|lot|work_item|lot_activity)\b")


@contextmanager
def listening() -> Iterator[list[Statement]]:
    """所发语句 those that read, while the block runs."""
    heard: list[Statement] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            heard.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def explain(address: str, work: Callable[[], object]) -> str:
    """计划 of all statements of one call, as text."""
    with listening() as heard:
        work()
    psycopg2.extras.register_uuid()
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            return "\n\n".join(_plan(cursor, *one) for one in heard)
    finally:
        connection.close()


def _plan(cursor: Any, statement: str, parameters: Any) -> str:
    cursor.execute(f"EXPLAIN (COSTS OFF) {statement}", parameters)
    plan = "\n".join(row[0] for row in cursor.fetchall())
    return f"{statement}\n{plan}"


def indexes(plan: str) -> set[str]:
    """所用索引."""
    return set(_INDEX.findall(plan))


def whole(plan: str) -> set[str]:
    """整表扫描 the large tables that are read from their beginning."""
    return set(_WHOLE.findall(plan))
