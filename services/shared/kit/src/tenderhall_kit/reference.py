"""参考数据 a service's copy of registry's law rules, calendar, policies and business clock.

Kept in ``kit_reference``, so that a service starts and decides with registry away; refreshed by the
event ``reference.updated`` and, while missing, by asking registry.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.registry import ReferenceOut

from tenderhall_kit.clock import Clock
from tenderhall_kit.law import Calculator
from tenderhall_kit.platforms import Account, accounts
from tenderhall_kit.tables import Reference

OWNER = "registry"

FRESH = 0.5
"""Seconds that a look at the table is good for: another replica may have stored something newer."""


class References:
    """参考数据缓存 what registry said last, read from the table at most every half second."""

    def __init__(
        self,
        transaction: Callable[[], AbstractContextManager[Session]] | None = None,
        *,
        production: bool = False,
    ) -> None:
        """Without a transaction it holds only what ``take`` is given, as in a unit test."""
        self._transaction = transaction
        self._production = production
        self._looked = float("-inf")
        self._forgotten = 0
        self._data: Mapping[str, Any] = {}
        self._clock = Clock.plain()
        self._law: Calculator | None = None
        self._accounts: Mapping[str, Account] = {}
        self._version = 0

    @property
    def missing(self) -> bool:
        """True until registry has told this service once."""
        return not self.version

    @property
    def version(self) -> int:
        """版本 of what registry said last; 0 where it has said nothing yet."""
        self._look()
        return self._version

    @property
    def clock(self) -> Clock:
        """业务时钟 the business clock; real time until registry has said otherwise."""
        self._look()
        return self._clock

    @property
    def policies(self) -> Mapping[str, str]:
        """政策 recorded policies by name, as ``seal.auth``."""
        self._look()
        return dict(self._data.get("policies", {}))

    @property
    def law(self) -> Calculator:
        """法定期限计算器 a ``law.Calculator`` over the rules and the calendar last told."""
        self._look()
        if self._law is None:
            self._law = _calculator(self._data)
        return self._law

    @property
    def accounts(self) -> Mapping[str, Account]:
        """服务账号 the active ones of other platforms, by the issuer of their tokens."""
        self._look()
        return self._accounts

    def get(self, name: str) -> Any:
        """A part of ``ReferenceOut`` by name (rules, days, clock ...); None until told."""
        self._look()
        return self._data.get(name)

    def forget(self) -> None:
        """Look at the table again at the next question, whoever is reading it now."""
        self._forgotten += 1
        self._looked = float("-inf")

    def take(self, told: Mapping[str, Any]) -> None:
        """Adopt what registry told, as JSON values of ``ReferenceOut``."""
        data = ReferenceOut().load(told)
        self._clock = Clock.from_reference(data["clock"], production=self._production)
        self._accounts = accounts(data["service_accounts"])
        self._version, self._data, self._law = data["version"], data, None

    def _look(self) -> None:
        """Look, unless that was done just now.

        While one looks, the others go by what is known. Until anything is, they look themselves:
        else who comes while the first one is still reading would decide by no law at all.
        """
        if self._transaction is None or time.monotonic() - self._looked < FRESH:
            return
        forgotten = self._forgotten
        if self._version:
            self._looked = time.monotonic()
        with self._transaction() as session:
            version = session.scalar(select(Reference.version).where(Reference.owner == OWNER))
            if version is not None and version != self._version:
                self.take(session.get_one(Reference, OWNER).data)
        if forgotten == self._forgotten:
            self._looked = time.monotonic()


def store(session: Session, told: Mapping[str, Any]) -> None:
    """存入参考数据 keep what registry told (``ReferenceOut`` as JSON), unless it is old news.

    registry itself calls this in the transaction that changes its rules, clock or policies.
    """
    values = {"version": told["version"], "data": dict(told)}
    session.execute(
        insert(Reference)
        .values(owner=OWNER, **values)
        .on_conflict_do_update(
            index_elements=[Reference.owner],
            set_={**values, "at": func.now()},
            where=Reference.version < told["version"],
        )
    )


def _calculator(data: Mapping[str, Any]) -> Calculator:
    days = {one["date"]: one["kind"] for one in data.get("days", [])}
    years = set(data.get("official_years", []))
    return Calculator(data.get("rules", []), days, years, policies=data.get("policies"))
