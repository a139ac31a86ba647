"""测试总线 a plain client of the bus: asks as the gateway does, hears as a service does."""

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from kombu import Connection, Exchange, Queue
from tenderhall_contracts.core import Kind, Rpc
from tenderhall_contracts.errors import Problem

from tenderhall_kit.actors import Actor, issue
from tenderhall_kit.asking import body_for, headers_for, result_of

WAIT = 45.0
"""Seconds that a test waits for what must come; more than it ever takes."""


class _Ear:
    """A queue of one's own, for replies or for events."""

    def __init__(self, uri: str, exchange: str, key: str) -> None:
        self.connection = Connection(uri, connect_timeout=5)
        self.channel = self.connection.channel()
        Exchange(exchange, type="topic", durable=True)(self.channel).declare()
        self.queue = Queue(f"test-{uuid4().hex}", exclusive=True, auto_delete=True)(self.channel)
        self.queue.queue_declare()
        self.queue.bind_to(exchange=exchange, routing_key=key)
        self.heard: list[Any] = []
        self.consumer = self.channel.Consumer(
            [self.queue], callbacks=[lambda _body, message: self.heard.append(message)], no_ack=True
        )
        self.consumer.consume()

    def listen(self, seconds: float) -> None:
        try:
            self.connection.drain_events(timeout=seconds)
        except TimeoutError:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.connection.release()


class Bus(_Ear):
    """总线客户 one question at a time."""

    def __init__(self, uri: str, seed: bytes) -> None:
        """``seed`` signs the actor tokens: the gateway's."""
        self.reply_to = str(uuid4())
        super().__init__(uri, "nameko-rpc", self.reply_to)
        self.producer = self.connection.Producer()
        self.seed = seed

    def call(
        self,
        rpc: Rpc,
        payload: Mapping[str, Any],
        actor: Actor | None = None,
        *,
        key: str | None = None,
        timeout: float = WAIT,
        request_id: str | None = None,
    ) -> Any:
        """提问 and wait for the answer.

        Raises:
            Problem: what the service refuses with; DEADLINE where nothing came in time.
        """
        if key is None and rpc.kind is Kind.COMMAND:
            key = str(uuid4())
        asked = self.send(
            rpc.routing_key, body_for(payload, key), actor, timeout=timeout, request_id=request_id
        )
        return rpc.gives().load(result_of(self.reply(asked, timeout)))

    def send(
        self,
        route: str,
        body: str,
        actor: Actor | None = None,
        *,
        timeout: float = WAIT,
        request_id: str | None = None,
        **properties: Any,
    ) -> str:
        """提问 without waiting; gives the correlation id."""
        correlation = str(uuid4())
        headers = headers_for("", request_id or f"test-{uuid4().hex[:8]}", timeout)
        del headers["nameko.actor"]
        if actor is not None:
            headers["nameko.actor"] = issue(actor, self.seed)
        told = {
            "headers": headers,
            "reply_to": self.reply_to,
            "correlation_id": correlation,
            "expiration": timeout,
            "content_type": "application/json",
            "content_encoding": "utf-8",
        }
        self.producer.publish(body, exchange="nameko-rpc", routing_key=route, **told | properties)
        return correlation

    def reply(self, correlation: str, timeout: float = WAIT) -> Any:
        """等答复 the body of the answer to a question sent before.

        Raises:
            Problem: DEADLINE.
        """
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for message in self.heard:
                if message.properties.get("correlation_id") == correlation:
                    self.heard.remove(message)
                    return json.loads(message.body)
            self.listen(end - time.monotonic())
        raise Problem("DEADLINE", rpc="in a test")


class Probe(_Ear):
    """事件探针 hears all events of one service."""

    def __init__(self, uri: str, source: str) -> None:
        """From now on."""
        super().__init__(uri, f"{source}.events", "#")

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was heard so far: envelopes, in order."""
        self.listen(0.2)
        return [json.loads(message.body) for message in self.heard]

    def wait(self, kind: str, count: int = 1, timeout: float = WAIT) -> list[dict[str, Any]]:
        """等事件 until so many events of this type were told; a failure says what came instead."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            found = [event for event in self.events if event["type"] == kind]
            if len(found) >= count:
                return found
        came = [event["type"] for event in self.events]
        raise AssertionError(f"{count} × {kind} expected, but came: {came}")
