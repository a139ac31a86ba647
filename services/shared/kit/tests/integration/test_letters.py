"""The broker's dead letters, with no service running that could take them."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection
from tenderhall_kit import letters
from tenderhall_kit.testprocess import declare, until

QUEUE = "evt-sample-sample.noted--sample.on_noted"


@pytest.fixture(scope="module")
def own_vhost(stack: Any, service_env: Callable[[str, str], dict[str, str]]) -> Iterator[str]:
    name = f"letters-{uuid4().hex[:8]}"
    uri = stack.create_vhost(name)
    declare("sample", service_env("sample", "") | {"AMQP_URI": uri})
    yield uri
    stack.delete_vhost(name)


@pytest.fixture
def channel(own_vhost: str) -> Iterator[Any]:
    with Connection(own_vhost) as connection:
        channel = connection.channel()
        channel.queue_purge(QUEUE)
        channel.queue_purge("dead-sample")
        yield channel


def get(channel: Any) -> Any:
    got: list[Any] = []
    until(lambda: (message := channel.basic_get(QUEUE)) and (got.append(message) or True))
    return got[0]


def kill(channel: Any, body: bytes, mark: str) -> None:
    told = channel.prepare_message(
        body, content_type="application/json", content_encoding="utf-8",
        properties={"message_id": mark},
    )  # fmt: skip
    channel.basic_publish(told, exchange="sample.events", routing_key="sample.noted")
    channel.basic_reject(get(channel).delivery_tag, requeue=False)


def test_a_dead_letter_tells_where_and_why_it_died(channel: Any, own_vhost: str) -> None:
    kill(channel, b"{}", "letter-1")
    until(lambda: letters.dead_messages(own_vhost, "sample"))
    (told,) = letters.dead_messages(own_vhost, "sample")
    assert (told["id"], told["queue"], told["reason"]) == ("letter-1", QUEUE, "rejected")


def test_a_replayed_letter_is_back_in_its_queue_as_it_was(channel: Any, own_vhost: str) -> None:
    kill(channel, '{"甲": 1}'.encode(), "letter-2")
    until(lambda: letters.dead_messages(own_vhost, "sample"))
    assert letters.replay_messages(own_vhost, "sample") == 1
    message = get(channel)
    assert bytes(message.body.encode() if isinstance(message.body, str) else message.body) == (
        '{"甲": 1}'.encode()
    )
    assert message.properties["message_id"] == "letter-2"
    assert letters.dead_messages(own_vhost, "sample") == []


def test_only_the_letter_that_was_asked_for_is_replayed(channel: Any, own_vhost: str) -> None:
    for mark in ("letter-3", "letter-4"):
        kill(channel, b"{}", mark)
    until(lambda: len(letters.dead_messages(own_vhost, "sample")) == 2)
    assert letters.replay_messages(own_vhost, "sample", "letter-4") == 1
    assert [one["id"] for one in letters.dead_messages(own_vhost, "sample")] == ["letter-3"]


def test_an_event_that_kills_whoever_takes_it_is_set_aside(channel: Any, own_vhost: str) -> None:
    told = channel.prepare_message(b"{}", properties={"message_id": "deadly"})
    channel.basic_publish(told, exchange="sample.events", routing_key="sample.noted")

    def take_and_die() -> bool:
        with Connection(own_vhost) as victim:
            victim.channel().basic_get(QUEUE)
        return bool(letters.dead_messages(own_vhost, "sample"))

    until(take_and_die)
    (dead,) = letters.dead_messages(own_vhost, "sample")
    assert (dead["id"], dead["reason"]) == ("deadly", "delivery_limit")
