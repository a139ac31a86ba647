"""数据库 the engine of a service: sized for its workers, bounded in time, traced by request.

Import this after ``eventlet.monkey_patch()`` in a running service: psycopg2 is then green
(psycopg 3 in C would block the whole process).
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg2
import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

from tenderhall_kit.driver import Connection
from tenderhall_kit.logs import request_id
from tenderhall_kit.plain import plain
from tenderhall_kit.settings import Settings

SPARE = 3
"""Connections beyond one a worker: the relay, the retry loop, the health check."""

IDLE = 2.0
"""Seconds after which a connection of the pool is asked whether it still lives, before its use."""

_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=5000"
    " -c idle_in_transaction_session_timeout=30000 -c timezone=Asia/Shanghai"
)
_PLAIN_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")


def engine(settings: Settings) -> Engine:
    """引擎 a pool with a connection for each worker; the server bounds each statement's time."""
    made = sqlalchemy.create_engine(
        settings.database_url,
        pool_size=settings.workers + SPARE,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=1800,
        json_serializer=lambda value: json.dumps(plain(value), ensure_ascii=False),
        connect_args={
            "options": _OPTIONS,
            "connect_timeout": 5,
            "keepalives_idle": 30,
            "application_name": settings.service,
            "connection_factory": Connection,
        },
    )
    event.listen(made, "before_cursor_execute", _comment, retval=True)
    event.listen(made, "checkin", _put_back)
    event.listen(made, "checkout", _take_out)
    return made


def asked(engine: Engine, question: str) -> bool:
    """询问 what a bare SELECT answers, for loops that mostly find nothing."""
    with engine.connect() as connection:
        return bool(connection.exec_driver_sql(question).scalar())


def _put_back(_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _take_out(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has been idle whether it still lives; a busy one was just heard of."""
    since = record.info.get("idle_since")
    if since is None or time.monotonic() - since < IDLE:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except psycopg2.Error as fault:
        raise DisconnectionError from fault


def _comment(
    _conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any
) -> tuple[str, Any]:
    """Name the request in each statement: pg_stat_activity and the server's log then show it."""
    return named(statement), parameters


def named(statement: str) -> str:
    """署名语句 with the request's id in front, where that is fit to stand there."""
    asked = request_id.get()
    return f"/* {asked} */ {statement}" if _PLAIN_ID.fullmatch(asked) else statement


@contextmanager
def _transaction(bound: Engine) -> Iterator[Session]:
    with Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


def transactions(bound: Engine) -> Any:
    """事务 a function that opens a session whose block is one transaction."""
    return partial(_transaction, bound)
