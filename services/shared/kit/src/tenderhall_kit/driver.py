"""驱动 psycopg2 with fewer trips: BEGIN goes with the first statement, the last ones with COMMIT.

psycopg2 sends BEGIN and COMMIT on their own, and each trip costs two changes of process: of a small
command's six trips, three were empty talk. Here the connection is in autocommit for psycopg2, and
this class alone knows where a transaction begins and ends; for SQLAlchemy nothing is different.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2 import extensions as pg

_LEVELS = {
    pg.ISOLATION_LEVEL_READ_COMMITTED: "",
    pg.ISOLATION_LEVEL_REPEATABLE_READ: " ISOLATION LEVEL REPEATABLE READ",
    pg.ISOLATION_LEVEL_SERIALIZABLE: " ISOLATION LEVEL SERIALIZABLE",
}
_END_OF_COMMENT = "*/ "

Values = Sequence[Any] | Mapping[str, Any] | None


class Cursor(pg.cursor):  # type: ignore[misc]  # psycopg2 ships no types
    """游标 whatever it does, it does inside a transaction."""

    connection: "Connection"

    def execute(self, query: Any, vars: Values = None) -> None:  # noqa: A002 — psycopg2's own name
        """Execute; the first statement of a transaction brings its BEGIN."""
        self.connection.send_staged()
        if isinstance(query, str) and not self.connection.begun:
            super().execute(_after_comment(query, self.connection.take_begin()), vars)
        else:
            self.connection.begin()
            super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        """Execute one after another, inside the transaction."""
        self.connection.begin()
        super().executemany(query, vars_list)

    def callproc(self, *args: Any) -> Any:
        """Call, inside the transaction."""
        self.connection.begin()
        return super().callproc(*args)

    def copy_expert(self, *args: Any, **kwargs: Any) -> None:
        """Copy, inside the transaction."""
        self.connection.begin()
        super().copy_expert(*args, **kwargs)


class Connection(pg.connection):  # type: ignore[misc]  # as Cursor
    """连接 ``begun`` while a transaction is open; ``staged`` waits for its COMMIT."""

    autocommit = False
    """What others see: here every statement is in a transaction."""

    readonly: bool | None = None
    deferrable: bool | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_session(autocommit=True)
        self.cursor_factory = Cursor
        self.begun = False
        self.staged: list[bytes] = []
        self._level = ""

    def set_isolation_level(self, level: int) -> None:
        """隔离级别 of the transactions from now on.

        Raises:
            KeyError: for autocommit, which there is not.
        """
        self._level = _LEVELS[level]

    def take_begin(self) -> str:
        """The BEGIN for who sends it now; should it fail, a ROLLBACK too many does no harm."""
        self.begun = True
        return f"BEGIN{self._level}{' READ ONLY' if self.readonly else ''}; "

    def begin(self) -> None:
        """Begin now, on its own, what cannot bring its BEGIN; what was staged goes first."""
        if not self.begun:
            self._send(self.take_begin().encode())
        self.send_staged()

    def stage(self, query: str, values: Values) -> None:
        """留待提交 send this with the COMMIT, or before what comes next; faults show then."""
        with pg.cursor(self) as cursor:
            self.staged.append(cursor.mogrify(query, values))

    def send_staged(self) -> None:
        """What was staged must be there before anything else is asked."""
        if self.staged:
            begin = b"" if self.begun else self.take_begin().encode()
            staged, self.staged = self.staged, []
            self._send(begin + b"; ".join(staged))

    def commit(self) -> None:
        """提交 with all that was staged."""
        if self.begun or self.staged:
            begin = b"" if self.begun else self.take_begin().encode()
            staged, self.staged = self.staged, []
            self._send(begin + b"; ".join([*staged, b"COMMIT"]))
            self.begun = False

    def rollback(self) -> None:
        """回滚 and forget what was staged."""
        self.staged = []
        if self.begun:
            self.begun = False
            self._send(b"ROLLBACK")

    def _send(self, text: bytes) -> None:
        with pg.cursor(self) as cursor:
            cursor.execute(text)


def _after_comment(query: str, begin: str) -> str:
    """BEGIN behind the comment that names the request, so that it still comes first."""
    if not query.startswith("/* "):
        return begin + query
    comment, end, rest = query.partition(_END_OF_COMMENT)
    return f"{comment}{end}{begin}{rest}"
