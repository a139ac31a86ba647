"""All checks together."""

import time
from collections.abc import Iterator
from itertools import chain

from tenderhall_local.platform import VHOST
from tenderhall_local.soundness import events, outside, state
from tenderhall_local.soundness.books import Books, Fault
from tenderhall_local.stack import Stack

CHECKS = (
    events.unsent,
    events.misnumbered,
    events.unfinished,
    events.doubled,
    state.audit,
    state.lots,
    state.publications,
    state.seals,
    state.overlaps,
)
PASSING = frozenset(
    {"event-unsent", "event-unfinished", "event-lost", "audit-unlinked", "queue-not-empty"}
)
"""What is no fault while the platform is still at work: it must pass by itself."""

PATIENCE = 60.0
"""Seconds in which the platform must come to rest."""


def examine(stack: Stack, books: Books) -> list[Fault]:
    """查账 every fault that can be seen now; none where the platform is sound and at rest."""
    return list(_all(stack, books))


def _all(stack: Stack, books: Books) -> Iterator[Fault]:
    found = stack.broker().queues(VHOST)
    yield from chain.from_iterable(check(books) for check in CHECKS)
    yield from events.undelivered(books, (each["name"] for each in found))
    yield from outside.queues(found)
    yield from outside.portal(books, stack.s3)


def settle(stack: Stack, books: Books, patience: float = PATIENCE) -> list[Fault]:
    """静待后查账 as ``examine``, once what is still on its way has arrived.

    Waits only for what may pass by itself; a lasting fault is told at once.
    """
    end = time.monotonic() + patience
    while True:
        with Books(books.address, books.since) as fresh:
            faults = examine(stack, fresh)
        if {each.rule for each in faults} - PASSING or not faults or time.monotonic() > end:
            return faults
        time.sleep(0.5)
