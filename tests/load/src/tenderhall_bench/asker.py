"""提问者 one plain client for all ways of RPC: keeps so many questions in flight."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from kombu import Connection, Exchange, Queue

PATIENCE = 30.0
"""Seconds that an answer may take before the measurement counts as failed."""

EXCHANGE = "nameko-rpc"


@dataclass(frozen=True, slots=True)
class Question:
    """问题 one request."""

    route: str
    body: Any
    headers: Mapping[str, str]


Next = Callable[[], Question]


class Asker:
    """提问者 publishes without confirms, listens on a queue of its own."""

    def __init__(self, uri: str) -> None:
        """Connect."""
        self.connection = Connection(uri, connect_timeout=5)
        self.channel = self.connection.channel()
        Exchange(EXCHANGE, type="topic", durable=True)(self.channel).declare()
        self.reply_to = str(uuid4())
        queue = Queue(f"bench-{self.reply_to}", exclusive=True, auto_delete=True)(self.channel)
        queue.queue_declare()
        queue.bind_to(exchange=EXCHANGE, routing_key=self.reply_to)
        self.producer = self.connection.Producer(self.channel)
        self.waiting: dict[str, float] = {}
        self.spent: list[float] = []
        self.channel.Consumer([queue], callbacks=[self._hear], no_ack=True).consume()

    def __enter__(self) -> Self:
        """Connected already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Hang up."""
        self.connection.release()

    def rate(self, following: Next, flight: int, seconds: float) -> float:
        """速率 answers a second with ``flight`` questions under way; ``spent`` has their seconds.

        Raises:
            AssertionError: an answer was an error, or did not come.
        """
        self.spent = []
        began = time.perf_counter()
        end = began + seconds
        while time.perf_counter() < end or self.waiting:
            while time.perf_counter() < end and len(self.waiting) < flight:
                self._ask(following())
            if self.waiting:
                self.connection.drain_events(timeout=PATIENCE)
        return len(self.spent) / (time.perf_counter() - began)

    def await_service(self, following: Next) -> None:
        """等待就绪 ask until somebody answers: a request to nobody is dropped."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.waiting.clear()
            self._ask(following())
            try:
                self.connection.drain_events(timeout=1)
            except TimeoutError:
                continue
            return
        raise AssertionError(f"{following().route}: nobody answers")

    def _ask(self, question: Question) -> None:
        correlation = str(uuid4())
        self.waiting[correlation] = time.perf_counter()
        self.producer.publish(
            json.dumps(question.body),
            exchange=EXCHANGE,
            routing_key=question.route,
            headers=dict(question.headers),
            reply_to=self.reply_to,
            correlation_id=correlation,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
        )

    def _hear(self, body: Any, message: Any) -> None:
        asked = self.waiting.pop(message.properties["correlation_id"], None)
        if asked is None:
            return  # of a question that was given up
        self.spent.append(time.perf_counter() - asked)
        if body["error"]:
            raise AssertionError(f"refused: {body['error']}")
