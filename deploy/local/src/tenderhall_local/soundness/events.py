"""Every event told once, published once, handled once by each that listens."""

import re
from collections.abc import Iterable, Iterator

from tenderhall_local.accounts import SERVICES
from tenderhall_local.soundness.books import Books, Fault

UNSENT = "SELECT id, routing_key FROM kit_outbox WHERE sent_at IS NULL OR seq IS NULL"
NUMBERS = "SELECT count(*), min(seq), max(seq) FROM kit_outbox WHERE seq IS NOT NULL"
TOLD = "SELECT event_id FROM kit_outbox WHERE routing_key = :type AND created_at >= :since"
HANDLED = """
SELECT event_id FROM kit_inbox
 WHERE handler = :handler AND step = '' AND status = 'done' AND claimed_at IS NOT NULL
"""
UNFINISHED = """
SELECT event_id, handler, status, attempts, error FROM kit_inbox
 WHERE status <> 'done' AND at >= :since
"""
DOUBLED = """
SELECT routing_key, envelope->'aggregate'->>'id', count(*) FROM kit_outbox
 WHERE created_at >= :since
 GROUP BY 1, 2, envelope->'aggregate'->>'version', envelope->'data'
HAVING count(*) > 1
"""
_QUEUE = re.compile(
    r"evt-(?P<source>[a-z]+)-(?P<type>[a-z_.]+)--(?P<service>[a-z]+)\.(?P<handler>\w+)"
)


def unsent(books: Books) -> Iterator[Fault]:
    """未发送 an event that was committed and never left."""
    for service, row in books.each(UNSENT):
        yield Fault("event-unsent", service, f"{row[1]} (outbox {row[0]})")


def misnumbered(books: Books) -> Iterator[Fault]:
    """编号缺口 the numbers of the events of a service have no gap."""
    for service, (count, first, last) in books.each(NUMBERS):
        if count and last - first + 1 != count:
            yield Fault("event-numbers", service, f"{count} events numbered {first} to {last}")


def undelivered(books: Books, queues: Iterable[str]) -> Iterator[Fault]:
    """未送达 an event that one of its listeners never handled; the queues say who listens."""
    for name in sorted(queues):
        found = _QUEUE.fullmatch(name)
        if not found or found["source"] not in SERVICES:  # others keep their own books
            continue
        told = books.rows(found["source"], TOLD, type=found["type"])
        handled = books.rows(found["service"], HANDLED, handler=found["handler"])
        for lost in {row[0] for row in told} - {row[0] for row in handled}:
            who = f"{found['service']}.{found['handler']}"
            yield Fault("event-lost", who, f"{found['type']} {lost}")


def unfinished(books: Books) -> Iterator[Fault]:
    """未处理 an event that waits for another try, or was given up."""
    for service, row in books.each(UNFINISHED):
        event, handler, status, attempts, error = row
        told = f"{handler} {event}: {status} after {attempts}, {str(error)[:200]}"
        yield Fault("event-unfinished", service, told)


def doubled(books: Books) -> Iterator[Fault]:
    """重复事件 the same change of the same thing is told once."""
    for service, (name, identity, count) in books.each(DOUBLED):
        yield Fault("event-doubled", service, f"{count} × {name} of {identity}")
