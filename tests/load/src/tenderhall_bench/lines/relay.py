"""转发 outbox events a second through the relay, beside one confirm for each event."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg2
from kombu import Connection
from sqlalchemy import Row
from tenderhall_kit import database
from tenderhall_kit.call import Kit
from tenderhall_kit.relay import BATCH, Confirms, Relay
from tenderhall_kit.settings import Settings
from tenderhall_kit.testprocess import declare

from tenderhall_bench.line import Line, Result
from tenderhall_bench.noted import start
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import interleave, took

EVENTS, ROUNDS = 1000, 5
ONE_BY_ONE = 200
"""Fewer, for each waits on the broker's disk."""

_FILL = """
    INSERT INTO kit_outbox (event_id, exchange, routing_key, envelope)
    SELECT gen_random_uuid(), 'bench.events', 'bench.noted', jsonb_build_object(
        'event_id', gen_random_uuid(), 'type', 'bench.noted', 'version', 1, 'source', 'bench',
        'occurred_at', now(), 'trace_id', gen_random_uuid(), 'region', '430400',
        'actor', jsonb_build_object('user_id', gen_random_uuid(), 'role', 'agency_operator'),
        'aggregate', jsonb_build_object('type', 'note', 'id', n, 'version', 1),
        'data', jsonb_build_object('id', n, 'text', repeat('标', 40)))
    FROM generate_series(1, %s) AS n
"""
_AUDIT = """
    INSERT INTO kit_audit (at, request_id, actor, action, subject_type, subject_id, after)
    SELECT now(), gen_random_uuid(), jsonb_build_object('role', 'agency_operator'), 'note.add',
        'note', n, jsonb_build_object('text', repeat('标', 40))
    FROM generate_series(1, %s) AS n
"""
_LEFT = "SELECT count(*) FROM kit_outbox WHERE sent_at IS NULL"


class OneByOne(Confirms):
    """逐条确认 what a plain publisher with confirms does."""

    def publish(self, row: Row[Any]) -> None:
        """Publish, and wait for this one's confirm."""
        super().publish(row)
        self.wait()


class OneByOneRelay(Relay):
    """逐条转发 the same relay, but for the waiting."""

    def _pass(self) -> int:
        if self._confirms is None:
            self._confirms = OneByOne(self.kit.settings.amqp_uri)
        return super()._pass()


def run(stage: Stage) -> Iterator[Result]:
    """测量 both ways, on a database and a virtual host of their own."""
    began = time.monotonic()
    url, uri = stage.database(start.PACKAGE, "relay"), stage.vhost()
    declare(start.PACKAGE, start.env(stage.stack, uri, url))
    _listen(uri)
    settings = Settings("bench", "test", uri, url, {}, start.SEED)
    kit = Kit(settings, database.engine(settings))
    pipelined, single = Relay(kit), OneByOneRelay(kit)
    ways = {
        "ours": partial(_speed, pipelined, stage.superuser(url), EVENTS),
        "confirm each": partial(_speed, single, stage.superuser(url), ONE_BY_ONE),
    }
    done = interleave(ways, ROUNDS)
    for relay in (pipelined, single):
        relay._drop()
    kit.engine.dispose()
    sizes = {"events": EVENTS, "batch": BATCH, "rounds": ROUNDS}
    spent = time.monotonic() - began
    yield Result(
        *("relay", done.median("ours"), "events/s", None, "higher", done.medians()),
        *(sizes, spent, "events/s"),
    )


def _listen(uri: str) -> None:
    """A queue as a handler's: what comes is written to disk; it keeps the last thousand."""
    with Connection(uri) as connection:
        channel = connection.channel()
        limits = {"x-queue-type": "quorum", "x-max-length": EVENTS}
        channel.queue_declare("evt-bench", durable=True, auto_delete=False, arguments=limits)
        channel.queue_bind("evt-bench", "bench.events", "#")


def _speed(relay: Relay, address: str, events: int) -> float:
    _ask(address, _FILL, events)
    _ask(address, _AUDIT, events)
    seconds = took(partial(_empty, relay, events))
    if left := _ask(address, _LEFT):
        raise AssertionError(f"{left} events were not sent")
    return events / seconds


def _empty(relay: Relay, events: int) -> None:
    sent = 0
    while sent < events:
        now = relay._pass()
        if not now:
            raise AssertionError(f"the relay stopped after {sent} events")
        sent += now


def _ask(address: str, query: str, *values: object) -> int:
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return int(cursor.fetchone()[0]) if cursor.description else 0
    finally:
        connection.close()


LINE = Line("relay", "事件转发 · outbox events through the relay", "infra", run)
