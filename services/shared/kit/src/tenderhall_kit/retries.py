"""重试 runs again the events whose handler failed, ever later, until they are done or dead."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import eventlet
from sqlalchemy import case, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenderhall_kit.call import Kit
from tenderhall_kit.database import asked
from tenderhall_kit.tables import Inbox

TRIES = 8
"""A handler that has failed so often is dead: an operator's list, see ``letters``."""

LONGEST = 300.0
"""Units of delay at most, however often it failed."""

LEASE = 60
"""Seconds that a retry has before another process may take it; longer than any handler runs."""

PAUSE = 0.2
"""Seconds between two looks for what is due, at the least: each is a transaction."""

_DUE = "SELECT EXISTS (SELECT FROM kit_inbox WHERE status = 'retry' AND next_at <= now())"
_ERROR_LENGTH = 2000
_KILLERS = (
    update(Inbox)
    .where(Inbox.status == "retry", Inbox.next_at <= func.now(), Inbox.attempts >= TRIES)
    .values(status="dead", error=func.coalesce(Inbox.error, "its process died each time"))
)
_log = logging.getLogger(__name__)


def record_failure(
    kit: Kit,
    handler: str,
    body: Mapping[str, Any],
    fault: BaseException,
    *,
    leased: bool = False,
    hopeless: bool = False,
) -> None:
    """记录失败 note that a handler failed on an event; after ``TRIES``, or if hopeless, it is dead.

    ``leased`` where this was a retry: its lease has counted the attempt.

    Raises:
        sqlalchemy.exc.DBAPIError: where the database is away; the message must then go back.
    """
    unit = kit.settings.retry_unit
    tries = Inbox.attempts + (0 if leased else 1)
    delay = func.least(func.power(2, tries), LONGEST) * unit
    dead = or_(literal(hopeless), tries >= TRIES)
    told = f"{type(fault).__name__}: {fault}"[:_ERROR_LENGTH]
    values = {"error": told, "body": dict(body), "attempts": 1}
    with Session(kit.engine) as session, session.begin():
        session.execute(
            insert(Inbox)
            .values(
                event_id=UUID(body["event_id"]),
                handler=handler,
                step="",
                status="dead" if hopeless else "retry",
                next_at=func.now() + timedelta(seconds=2 * unit),
                **values,
            )
            .on_conflict_do_update(
                index_elements=[Inbox.event_id, Inbox.handler, Inbox.step],
                set_={
                    **values,
                    "attempts": tries,
                    "status": case((dead, "dead"), else_="retry"),
                    "next_at": func.now() + func.make_interval(0, 0, 0, 0, 0, 0, delay),
                },
                where=Inbox.status != "dead",
            )
        )


def record_done(kit: Kit, handler: str, body: Mapping[str, Any]) -> None:
    """记录完成 note that a handler is done with an event whose effect no run of it claimed."""
    with Session(kit.engine) as session, session.begin():
        session.execute(
            insert(Inbox)
            .values(event_id=UUID(body["event_id"]), handler=handler, step="", status="done")
            .on_conflict_do_update(
                index_elements=[Inbox.event_id, Inbox.handler, Inbox.step],
                set_={"status": "done", "next_at": None},
                where=Inbox.status == "retry",
            )
        )


class Retries:
    """重试循环 leases due events, so that no two processes run one at a time."""

    def __init__(self, kit: Kit, again: Callable[[str, dict[str, Any]], bool]) -> None:
        """``again`` hands an event to its handler; False where there is no such handler."""
        self.kit = kit
        self.again = again
        self.stopping = False

    def run(self) -> None:
        """循环 until stopped; no fault of the database ends it."""
        while not self.stopping:
            try:
                self._pass()
            except Exception:  # noqa: BLE001 — the loop outlives every fault of the database
                _log.exception("retries not started")
            eventlet.sleep(min(1.0, max(PAUSE, self.kit.settings.retry_unit)))

    def _pass(self) -> None:
        if not asked(self.kit.engine, _DUE):
            return
        for handler, body in self._lease():
            if not self.again(handler, body):
                fault = LookupError(f"no handler {handler}")
                record_failure(self.kit, handler, body, fault, hopeless=True)

    def _lease(self) -> list[tuple[str, dict[str, Any]]]:
        due = (
            select(Inbox.event_id, Inbox.handler, Inbox.step)
            .where(Inbox.status == "retry", Inbox.next_at <= func.now())
            .order_by(Inbox.next_at)
            .limit(10)
            .with_for_update(skip_locked=True)
            .subquery()
        )
        leased = (
            update(Inbox)
            .where(Inbox.event_id == due.c.event_id, Inbox.handler == due.c.handler)
            .where(Inbox.step == due.c.step)
            .values(next_at=func.now() + timedelta(seconds=LEASE), attempts=Inbox.attempts + 1)
            .returning(Inbox.handler, Inbox.body)
        )
        with Session(self.kit.engine) as session, session.begin():
            session.execute(_KILLERS)
            return [(handler, body or {}) for handler, body in session.execute(leased).tuples()]
