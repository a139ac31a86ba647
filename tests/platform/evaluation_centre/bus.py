"""Asking and telling over Tenderhall's RabbitMQ, with nothing but kombu."""

import datetime as dt
import json
import time
from typing import Any
from uuid import uuid4

from kombu import Connection, Queue

from evaluation_centre.identity import Identity


class Refused(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """A problem as Tenderhall tells it: a stable code, and findings by field."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["code"])
        self.problem = problem


class Bus:
    """One connection: what we ask, the answers, and the events that we tell."""

    def __init__(self, uri: str, identity: Identity) -> None:
        self.identity, self.reply_to = identity, str(uuid4())
        self.connection = Connection(uri, transport_options={"confirm_publish": True})
        self.producer = self.connection.Producer()
        # The exchanges are there already; our queues begin with our user's name and a dot.
        name = f"{identity.user}.replies-{self.reply_to}"
        replies = Queue(name, exclusive=True, auto_delete=True)(self.connection.default_channel)
        replies.queue_declare()
        replies.bind_to("nameko-rpc", routing_key=self.reply_to)
        self.answers: dict[str, Any] = {}
        self.connection.Consumer([replies], callbacks=[self._take], no_ack=True).consume()

    def ask(self, rpc: str, payload: dict[str, Any], seconds: float = 10) -> Any:
        """One RPC. Raises Refused, or TimeoutError: then ask again, a query changes nothing."""
        asked = str(uuid4())
        self.producer.publish(
            {"args": [], "kwargs": {"payload": payload, "key": None}},
            serializer="json",
            exchange="nameko-rpc",
            routing_key=rpc,
            reply_to=self.reply_to,
            correlation_id=asked,
            expiration=seconds,
            headers={"nameko.actor": self.identity.call_token(), "nameko.request_id": asked},
        )
        end = time.monotonic() + seconds
        while asked not in self.answers:
            self.connection.drain_events(timeout=max(0.1, end - time.monotonic()))
        answer = self.answers.pop(asked)
        if answer["error"]:
            raise Refused(json.loads(answer["error"]["exc_args"][0]))
        return answer["result"]

    def tell(self, kind: str, lot_no: str, data: dict[str, Any], seq: int = 0) -> str:
        """One event; gives its id. Keep it, and send the same again if you are not sure."""
        event_id = str(uuid4())
        envelope = {
            "event_id": event_id,
            "type": kind,
            "version": 1,
            "seq": seq,
            "occurred_at": dt.datetime.now(dt.UTC).isoformat(),
            "source": self.identity.issuer,
            "trace_id": event_id,
            "actor": {"user_id": self.identity.issuer, "role": "platform", "auth": "service"},
            "aggregate": {"type": "lot", "id": lot_no, "version": 1},
            "lot_nos": [lot_no],
            "data": {"lot_no": lot_no, **data},
        }
        body = json.dumps(envelope, ensure_ascii=False).encode()
        self.producer.publish(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            exchange="platform.events",
            routing_key=kind,
            delivery_mode=2,
            message_id=event_id,
            headers={"nameko.actor": self.identity.event_token(event_id, body)},
        )
        return event_id

    def _take(self, body: Any, message: Any) -> None:
        self.answers[message.properties["correlation_id"]] = body
