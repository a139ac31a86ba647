"""The checker itself: a sound platform has no fault, and each planted damage is found by its rule.

Damage is planted in the checker's own transactions and never committed.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection
from sqlalchemy import text
from tenderhall_local.soundness import Books, examine, outside, settle
from tenderhall_local.stack import Stack

PLANTED = Path(__file__).with_name("damage.sql").read_text()
DAMAGE = {
    found["what"]: (found["rule"], found["where"], found["sql"])
    for found in re.finditer(
        r"^-- (?P<what>.+?) \| (?P<rule>.+?) \| (?P<where>[a-z]+)$(?P<sql>[^-]+(?:-(?!-)[^-]*)*)",
        PLANTED,
        re.MULTILINE,
    )
}


@pytest.fixture
def books(procurement: Any) -> Iterator[Books]:
    """The books of one procurement that is at rest."""
    made = Books.of(procurement.platform.stack, procurement.began)
    assert settle(procurement.platform.stack, made) == []
    with made:
        yield made


@pytest.mark.timeout(400)
def test_a_procurement_in_peace_is_sound(procurement: Any) -> None:
    assert procurement.sound() == []


@pytest.mark.parametrize("damage", DAMAGE)
def test_planted_damage_is_found(books: Books, procurement: Any, damage: str) -> None:
    rule, service, planted = DAMAGE[damage]
    session = books.session(service)
    for statement in filter(str.strip, planted.split(";")):
        assert session.execute(text(statement)).rowcount != 0, "nothing was damaged"
    faults = examine(procurement.platform.stack, books)
    assert rule in {each.rule for each in faults}
    assert all(str(each) for each in faults)


@pytest.fixture
def dead_letter(stack: Stack) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """A letter in a dead-letter queue of our own, and what the broker says of its queues."""
    vhost, name = f"dead-{uuid4().hex[:8]}", "dead-test"
    with Connection(stack.create_vhost(vhost)) as connection:
        connection.SimpleQueue(name).put("{}")
    yield lambda: stack.broker().queues(vhost)
    stack.delete_vhost(vhost)


def test_a_dead_letter_is_found(dead_letter: Callable[[], list[dict[str, Any]]]) -> None:
    found: list[Any] = []
    while not found:  # the broker's statistics follow some seconds behind
        found = list(outside.queues(dead_letter()))
    assert found[0].rule == "queue-not-empty"
