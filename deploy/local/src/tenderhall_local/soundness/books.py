"""The books of the five services, read as the database's administrator."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.orm import Session

from tenderhall_local.accounts import SERVICES
from tenderhall_local.stack import Stack

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Fault:
    """账实不符 one rule that is broken, in which service, by what."""

    rule: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule} [{self.where}] {self.detail}"


@dataclass
class Books:
    """账本 one session per service, kept open; ``since`` leaves out what was before a test.

    Nothing is ever committed, so a test may plant damage in a session and let the checks see it.
    """

    address: Callable[[str], str]
    since: datetime = LONG_AGO
    _open: dict[str, Session] = field(default_factory=dict)
    _left: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def of(cls, stack: Stack, since: datetime = LONG_AGO) -> Self:
        """账本 of the platform on this stack."""
        return cls(stack.superuser_dsn, since)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.close()
        self._open.clear()

    def session(self, service: str) -> Session:
        """会话 with the database of a service."""
        if service not in self._open:
            address = self.address(service).replace("postgresql://", "postgresql+psycopg2://")
            engine = create_engine(address, poolclass=NullPool)
            self._open[service] = self._left.enter_context(Session(engine))
        return self._open[service]

    def rows(self, service: str, query: str, **values: Any) -> list[Any]:
        """查询 all rows; ``:since`` is known in every query."""
        told = {"since": self.since, **values}
        wanted = {name: value for name, value in told.items() if f":{name}" in query}
        return list(self.session(service).execute(text(query), wanted))

    def each(self, query: str, **values: Any) -> Iterator[tuple[str, Any]]:
        """逐服务查询 (service, row) of the same query in every service."""
        for service in SERVICES:
            for row in self.rows(service, query, **values):
                yield service, row
