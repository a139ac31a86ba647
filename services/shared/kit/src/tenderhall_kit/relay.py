"""转发 publishes the outbox: in order, numbered, confirmed by the broker, by one process at a time.

Two transactions: the first gives each new event its ``seq`` and links the audit chain, the second
publishes and marks. So an event that is published twice, after a crash between the broker's confirm
and the mark, has the same ``seq`` and the same ``message_id`` both times.
"""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import amqp
from eventlet.event import Event as Signal
from eventlet.queue import Empty, LightQueue
from kombu.utils.url import parse_url
from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from tenderhall_kit import faults
from tenderhall_kit.audit import link
from tenderhall_kit.bus import BROKER_LOST
from tenderhall_kit.call import Kit
from tenderhall_kit.database import asked
from tenderhall_kit.tables import Outbox

BATCH = 100
PACE = 0.1
"""Seconds from the beginning of one pass to the next while there is less than a batch to send.

What is told to a resting relay goes out at once; under load a pass takes what came meanwhile, so
that its two transactions are shared by many events instead of slowing every command.
"""

POLL = 1.0
"""Seconds between looks at the outbox when no commit in this process wakes the relay."""

CONFIRM = 15.0
"""Seconds that the broker has to confirm a batch."""

DRAIN = 5.0
"""Seconds that the relay goes on after the last worker, while there is something to send."""

_ANYTHING = """
    SELECT EXISTS (SELECT FROM kit_outbox WHERE seq IS NULL)
        OR EXISTS (SELECT FROM kit_outbox WHERE sent_at IS NULL)
        OR EXISTS (SELECT FROM kit_audit WHERE seq IS NULL)
"""
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('kit_relay'))")
_NUMBER = text("""
    UPDATE kit_outbox SET seq = fresh.seq FROM (
        SELECT id, row_number() OVER (ORDER BY id)
            + (SELECT coalesce(max(seq), 0) FROM kit_outbox) AS seq
        FROM (SELECT id FROM kit_outbox WHERE seq IS NULL ORDER BY id LIMIT :batch) AS first
    ) AS fresh WHERE kit_outbox.id = fresh.id
""")
_UNSENT = text("""
    SELECT id, event_id, exchange, routing_key,
        (envelope || jsonb_build_object('seq', seq))::text AS body
    FROM kit_outbox WHERE sent_at IS NULL AND seq IS NOT NULL ORDER BY seq LIMIT :batch
""")
_SENT = "UPDATE kit_outbox SET sent_at = now() WHERE id = ANY(%s)"
_log = logging.getLogger(__name__)


class NotConfirmedError(Exception):
    """未确认 the broker refused an event, or did not confirm it in time."""


class Confirms:
    """确认通道 a channel that publishes ahead and waits once for all confirms of a batch."""

    def __init__(self, uri: str) -> None:
        """Connect to the broker."""
        to = parse_url(uri)
        self.connection = amqp.Connection(
            host=f"{to['hostname']}:{to['port'] or 5672}",
            userid=to["userid"],
            password=to["password"],
            virtual_host=to["virtual_host"] or "/",
            ssl=to.get("ssl") or False,
            connect_timeout=5,
        )
        self.connection.connect()
        self.channel = self.connection.channel()
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self._ack)
        self.channel.events["basic_nack"].add(self._nack)
        self.tag = 0
        self.open: set[int] = set()
        self.refused: set[int] = set()

    def publish(self, row: Row[Any]) -> None:
        """Publish one event (a row of ``_UNSENT``), persistent, without waiting."""
        message = amqp.Message(
            row.body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=2,
            message_id=str(row.event_id),
            type=row.routing_key,
        )
        self.channel.basic_publish(message, exchange=row.exchange, routing_key=row.routing_key)
        self.tag += 1
        self.open.add(self.tag)

    def wait(self) -> None:
        """Wait until the broker has confirmed all.

        Raises:
            NotConfirmedError: it refused one, or took too long.
        """
        end = time.monotonic() + CONFIRM
        while self.open:
            left = end - time.monotonic()
            if left <= 0:
                raise NotConfirmedError(f"{len(self.open)} events unconfirmed")
            self.connection.drain_events(timeout=left)
        if self.refused:
            raise NotConfirmedError(f"{len(self.refused)} events refused")

    def close(self) -> None:
        """Close, whatever state it is in."""
        with suppress(Exception):
            self.connection.close()

    def _ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 — py-amqp's own callback
        self.open = {one for one in self.open if one > tag} if multiple else self.open - {tag}

    def _nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001 — as _ack
        self.refused.add(tag)
        self._ack(tag, multiple)


class Relay:
    """转发者 the loop of one process; an advisory lock leaves one of them active in a service."""

    def __init__(self, kit: Kit) -> None:
        """Connect to nothing yet."""
        self.kit = kit
        self.stopping = False
        self.ended = Signal()
        self.beat = time.monotonic()
        self._woken: LightQueue = LightQueue(1)
        self._confirms: Confirms | None = None

    def wake(self) -> None:
        """唤醒 a transaction has just told something."""
        if self._woken.empty():
            self._woken.put_nowait(None)

    def stop(self) -> None:
        """停止 send what is left, for at most ``DRAIN`` seconds, and end."""
        self.stopping = True
        self.wake()
        self.ended.wait()

    def run(self) -> None:
        """循环 until stopped; no fault of broker or database ends it."""
        end = float("inf")
        while time.monotonic() < end:
            self.beat = time.monotonic()
            left = self._pass()
            if self.stopping:
                end = min(end, time.monotonic() + DRAIN)
                if not left:
                    break
            if left < BATCH:
                self._rest()
        self._drop()
        self.ended.send(None)

    def _rest(self) -> None:
        """Until a transaction tells something, but for no shorter than the pace."""
        if not self.stopping:
            time.sleep(max(0.0, self.beat + PACE - time.monotonic()))
        with suppress(Empty):
            self._woken.get(timeout=0.1 if self.stopping else POLL)

    def _pass(self) -> int:
        """Events sent, or one where a fault left some unsent."""
        try:
            if not asked(self.kit.engine, _ANYTHING):
                return 0
            self._number()
            return self._publish()
        except (*BROKER_LOST, amqp.AMQPError, NotConfirmedError) as fault:
            _log.warning("events not sent, the broker is away or refuses: %r", fault)
        except Exception:  # noqa: BLE001 — the relay outlives every fault of its parts
            _log.exception("events not sent")
        self._drop()
        return 1

    def _number(self) -> None:
        with Session(self.kit.engine) as session, session.begin():
            if session.scalar(_LOCK):
                session.execute(_NUMBER, {"batch": BATCH})
                link(session, BATCH)

    def _publish(self) -> int:
        with Session(self.kit.engine) as session, session.begin():
            rows = self._unsent(session) if session.scalar(_LOCK) else []
            if rows:
                self._send(rows)
                faults.point("after_publish")
                sent = [row.id for row in rows]
                session.connection().exec_driver_sql(_SENT, (sent,))
            return len(rows)

    @staticmethod
    def _unsent(session: Session) -> Sequence[Row[Any]]:
        return session.execute(_UNSENT, {"batch": BATCH}).all()

    def _send(self, rows: Sequence[Row[Any]]) -> None:
        if self._confirms is None:
            self._confirms = Confirms(self.kit.settings.amqp_uri)
        for row in rows:
            self._confirms.publish(row)
        self._confirms.wait()

    def _drop(self) -> None:
        """Forget the connection: the next batch makes a new one."""
        confirms, self._confirms = self._confirms, None
        if confirms is not None:
            confirms.close()


def backlog(session: Session) -> dict[str, Any]:
    """积压 events not sent yet: how many, and the age in seconds of the oldest."""
    oldest = func.extract("epoch", func.now() - func.min(Outbox.created_at))
    count, age = session.execute(select(func.count(), oldest).where(Outbox.sent_at.is_(None))).one()
    return {"unsent": count, "oldest_seconds": float(age or 0)}
