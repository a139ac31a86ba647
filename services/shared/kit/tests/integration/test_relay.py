"""The relay alone, step by step: what the broker does not confirm stays unsent."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection
from sample import usecases
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.claims import CommandClaim
from tenderhall_kit.relay import BATCH, Relay
from tenderhall_kit.testprocess import declare


@pytest.fixture(scope="module")
def own_vhost(stack: Any, service_env: Callable[[str, str], dict[str, str]]) -> Iterator[str]:
    name = f"relay-{uuid4().hex[:8]}"
    uri = stack.create_vhost(name)
    declare("sample", service_env("sample", "") | {"AMQP_URI": uri})
    yield uri
    stack.delete_vhost(name)


@pytest.fixture
def kit(kit_for: Callable[[str], Kit], own_vhost: str) -> Kit:
    made = kit_for("sample")
    return Kit(replace(made.settings, amqp_uri=own_vhost), made.engine, references=made.references)


@pytest.fixture
def relay(kit: Kit, rows: Callable[..., list[Any]]) -> Iterator[Relay]:
    rows("DELETE FROM kit_outbox")
    made = Relay(kit)
    yield made
    made._drop()


@pytest.fixture
def tell(kit: Kit, clerk: Actor) -> Callable[[int], None]:
    def notes(count: int) -> None:
        for _ in range(count):
            claim = CommandClaim("sample.test", clerk.user_id, str(uuid4()), "")
            Call(kit, clerk, "req", claim=claim).run(usecases.add_note, {"text": "n"})

    return notes


@pytest.fixture
def full(own_vhost: str) -> Iterator[Any]:
    """A queue that refuses what comes: the broker then answers with nack."""
    with Connection(own_vhost) as connection:
        channel = connection.channel()
        arguments = {"x-max-length": 1, "x-overflow": "reject-publish"}
        channel.queue_declare("full", durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind("full", "sample.events", "#")
        yield channel
        channel.queue_delete("full")


def unsent(rows: Callable[..., list[Any]]) -> int:
    return int(rows("SELECT count(*) FROM kit_outbox WHERE sent_at IS NULL")[0][0])


def test_a_batch_is_confirmed_as_a_whole(
    relay: Relay, tell: Callable[[int], None], rows: Callable[..., list[Any]]
) -> None:
    tell(BATCH + 5)
    assert [relay._pass(), relay._pass(), relay._pass()] == [BATCH, 5, 0]
    assert unsent(rows) == 0
    seqs = [row.seq for row in rows("SELECT seq FROM kit_outbox ORDER BY id")]
    assert seqs == list(range(1, BATCH + 6))


def test_what_the_broker_refuses_stays_unsent_and_is_sent_later_under_the_same_number(
    relay: Relay, tell: Callable[[int], None], rows: Callable[..., list[Any]], full: Any
) -> None:
    tell(3)
    relay._pass()
    assert unsent(rows) == 3
    before = rows("SELECT id, seq FROM kit_outbox ORDER BY id")
    full.queue_delete("full")
    assert relay._pass() == 3
    assert rows("SELECT id, seq FROM kit_outbox ORDER BY id") == before


def test_only_one_relay_at_a_time_works(
    relay: Relay, kit: Kit, tell: Callable[[int], None], rows: Callable[..., list[Any]]
) -> None:
    tell(1)
    with kit.engine.begin() as other:
        other.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('kit_relay'))")
        assert relay._pass() == 0
        assert unsent(rows) == 1
    assert relay._pass() == 1


def test_numbers_go_on_after_the_sent_events_were_pruned(
    relay: Relay, tell: Callable[[int], None], rows: Callable[..., list[Any]]
) -> None:
    tell(3)
    relay._pass()
    rows("DELETE FROM kit_outbox WHERE seq < 3")
    tell(1)
    relay._pass()
    assert [row.seq for row in rows("SELECT seq FROM kit_outbox ORDER BY seq")] == [3, 4]


def test_audit_rows_are_linked_in_the_same_pass(
    relay: Relay, tell: Callable[[int], None], rows: Callable[..., list[Any]]
) -> None:
    tell(2)
    relay._pass()
    links = rows("SELECT prev_hash, hash FROM kit_audit ORDER BY seq")
    assert all(after.prev_hash == before.hash for before, after in itertools.pairwise(links))
