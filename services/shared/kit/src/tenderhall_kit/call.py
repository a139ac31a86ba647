"""一次调用 what an entry point hands to a service: who asks, and how to run a use case."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Finding, Problem

from tenderhall_kit import faults, told
from tenderhall_kit.actors import Actor
from tenderhall_kit.claims import Claim
from tenderhall_kit.plain import plain
from tenderhall_kit.platforms import Keys
from tenderhall_kit.reference import References
from tenderhall_kit.settings import Settings
from tenderhall_kit.storage import Storage
from tenderhall_kit.work import Work

TRIES = 5
"""How often a transaction is tried when the database asks for it."""

RETRYABLE = frozenset({"40P01", "40001", "55P03"})
"""SQLSTATE: deadlock detected, serialization failure, lock not available."""

OVERFLOW = frozenset({"22003", "22008"})
"""SQLSTATE: numeric value out of range, datetime field overflow."""

_log = logging.getLogger(__name__)


def _nothing() -> None:
    """Wake nobody: no relay runs in this process."""


@dataclass
class Kit:
    """部件 what all calls of one service process share."""

    settings: Settings
    engine: Engine
    wake: Callable[[], None] = _nothing
    references: References = field(default_factory=References)

    @cached_property
    def storage(self) -> Storage:
        """对象存储 made at first use."""
        return Storage(self.settings)

    @cached_property
    def keys(self) -> Keys:
        """公钥 of whoever may ask."""
        return Keys(self.settings.actor_keys, self.references)

    @cached_property
    def reading(self) -> Engine:
        """The same pool, for transactions that cannot write."""
        return self.engine.execution_options(postgresql_readonly=True)


@dataclass
class Call:
    """一次调用 one RPC, one delivery of an event, or one tick of a timer."""

    kit: Kit
    actor: Actor
    request_id: str
    key: str | None = None
    claim: Claim | None = None
    token: str | None = field(default=None, repr=False)
    """The caller's own actor token, to ask others on the caller's behalf."""
    fresh: bool = False
    """True once a run of this call has claimed its key: its effect is new."""

    @property
    def settings(self) -> Settings:
        """设置 the service's settings."""
        return self.kit.settings

    @property
    def reference(self) -> References:
        """参考数据 as registry told it."""
        return self.kit.references

    @property
    def storage(self) -> Storage:
        """对象存储 the S3 store."""
        return self.kit.storage

    def run(self, use_case: Callable[..., Any], *args: Any, step: str = "", **kwargs: Any) -> Any:
        """执行 run ``use_case(work, ...)`` in one transaction, once for each key.

        A repeat with the same key gives the first result and runs nothing. The result comes back as
        JSON values, first time and repeats alike. A method of several runs names each but one by
        ``step``. Deadlocks, serialization failures and lock timeouts are tried again.

        Raises:
            Problem: what the use case refuses with; IDEMPOTENCY_MISMATCH; UNAVAILABLE where the
                database is away.
        """
        for left in reversed(range(TRIES)):
            try:
                return self._once(step, use_case, args, kwargs)
            except DBAPIError as fault:
                if not left or not self._again(fault):
                    raise _unavailable(fault) from fault
                _log.warning("transaction tried again: %s", _state(fault))
                time.sleep(random.uniform(0, 0.05 * 2 ** (TRIES - left)))
            except PoolTimeout as fault:
                raise Problem("UNAVAILABLE") from fault
        raise AssertionError("unreachable")

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """查询 run ``query(work, ...)`` in a read-only transaction."""
        for again in (True, False):
            try:
                with Session(self.kit.reading, expire_on_commit=False) as session, session.begin():
                    found = query(Work(session, self), *args, **kwargs)
                    told.of(session).write(session)  # refused by the database, not lost in silence
                    return found
            except DBAPIError as fault:
                if not (again and fault.connection_invalidated):
                    raise _unavailable(fault) from fault
            except PoolTimeout as fault:
                raise Problem("UNAVAILABLE") from fault
        raise AssertionError("unreachable")

    def derived_key(self, what: str) -> str | None:
        """派生键 a key for what this call asks of others: the same in every repeat of this call."""
        return self.claim.derive(what) if self.claim else None

    def _once(
        self, step: str, use_case: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> Any:
        with Session(self.kit.engine, expire_on_commit=False) as session, session.begin():
            repeat = self.claim.take(session, step) if self.claim else None
            if repeat:
                return repeat.result
            work = Work(session, self)
            result = plain(use_case(work, *args, **kwargs))
            session.flush()
            told.of(session).leave(session, *(self.claim.kept(step, result) if self.claim else ()))
            faults.point("before_commit")
        faults.point("after_commit")
        self.fresh = self.fresh or not step
        if work.told:
            self.kit.wake()
        return result

    def _again(self, fault: DBAPIError) -> bool:
        """A lost connection leaves it open whether the commit came through: only a claim knows."""
        return _state(fault) in RETRYABLE or (fault.connection_invalidated and bool(self.claim))


def _state(fault: DBAPIError) -> str | None:
    return getattr(fault.orig, "pgcode", None)


def _unavailable(fault: DBAPIError) -> Exception:
    """The problem to tell where the database is away, overloaded or overflows; else it is a bug."""
    if _state(fault) in OVERFLOW:
        _log.warning("a value does not fit its column", exc_info=fault)
        zh, en = "数值超出可存储范围", "A value is too large to be kept"
        return Problem("VALIDATION_FAILED", [Finding("", "OUT_OF_RANGE", zh, en)])
    away = isinstance(fault, OperationalError) or fault.connection_invalidated
    return Problem("UNAVAILABLE") if away else fault
