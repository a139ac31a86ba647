"""总线 nameko 2.14.1's AMQP extensions, repaired (each repair has a test, see runtime.md §3).

Stock nameko turns into a zombie when the broker goes away in mid call, dies of a malformed request
and takes every replica with it, and loses what it cannot decode.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

import eventlet
from amqp.exceptions import ConnectionError as AmqpConnectionError
from eventlet.event import Event as Signal
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError, OperationalError
from kombu.pools import producers
from nameko import messaging
from nameko import rpc as nameko_rpc
from nameko.extensions import SharedExtension
from tenderhall_contracts.errors import Problem

BROKER_LOST = (AmqpConnectionError, OperationalError, OSError)
"""What a lost connection to the broker looks like, from py-amqp, kombu and the socket."""

RECONNECT = {"interval_start": 0.5, "interval_step": 0.5, "interval_max": 5}
"""Seconds between attempts to reach the broker; kombu's own grow to 30 s."""

LOOK_UP = 0.25
"""Seconds between looks at what a consumer was asked to do when no message comes."""

_RETRY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2}
_log = logging.getLogger(__name__)


def rpc_exchange(_config: Any = None) -> Exchange:
    """The exchange of all requests and replies; the deploy step declares it, services may not."""
    return Exchange("nameko-rpc", type="topic", durable=True, no_declare=True)


nameko_rpc.get_rpc_exchange = rpc_exchange


class QueueConsumer(messaging.QueueConsumer):
    """消费者 never lets a lost broker kill the container: unacknowledged messages come back."""

    connected = False
    draining = False
    """True from the moment that the service was asked to stop: begin nothing any more."""

    def ack_message(self, message: Any) -> None:
        """Acknowledge; where the broker is lost it will deliver again, and the claim will know."""
        self._settle(message, message.ack)

    def requeue_message(self, message: Any) -> None:
        """Give the message back."""
        self._settle(message, message.requeue)

    def reject_message(self, message: Any) -> None:
        """Send the message to the dead letters of its queue, if it has any."""
        self._settle(message, message.reject)

    @staticmethod
    def _settle(message: Any, settle: Any) -> None:
        if not message.channel.connection:
            return  # the broker has reclaimed it already
        try:
            settle()
        except BROKER_LOST as fault:
            _log.warning("broker lost before a message was settled: %r", fault)

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        """What cannot be decoded goes to the dead letters; kombu would acknowledge it away."""
        _log.error("undecodable message rejected: %r", exc)
        self._settle(message, message.reject)

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        """Hand a message on; what its handler cannot even take in is rejected, not fatal."""

        def take() -> None:
            try:
                provider.handle_message(body, message)
            except Exception:  # noqa: BLE001 — one bad message must not end the process
                _log.exception("message rejected")
                self.reject_message(message)

        self.container.spawn_managed_thread(take, identifier="take")

    def consume(self, *args: Any, **kwargs: Any) -> Any:
        """Look up more often than once a second, so that a stop is not three seconds long."""
        return super().consume(*args, **{"safety_interval": LOOK_UP, **kwargs})

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        """Connect, however long it takes."""
        self.connected = False
        with self.create_connection() as connection:
            connection.ensure_connection(self.on_connection_error, None, **RECONNECT)
            yield connection

    def on_consume_ready(self, *args: Any, **kwargs: Any) -> None:
        """Consuming has begun, or begun again."""
        super().on_consume_ready(*args, **kwargs)
        self.connected = True

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """Say so without the address: it holds a password."""
        self.connected = False
        _log.warning("broker away (%s), next attempt in %s s", type(exc).__name__, interval)

    def unregister_provider(self, provider: Any) -> None:
        """An entry point stops."""
        self.draining = True
        super().unregister_provider(provider)

    def on_iteration(self) -> None:
        """Stay connected until the last worker has settled its message.

        Stock nameko hangs up as soon as nothing is consumed: what the workers then finish is
        delivered again, and runs twice.
        """
        self._cancel_consumers_if_requested()
        workers = self.container._worker_pool  # noqa: SLF001 — nameko offers no other way
        if not self._consumers and not workers.running() and not workers.waiting():
            self.should_stop = True

    def _cancel_consumers_if_requested(self) -> None:
        pending = self._pending_remove_providers
        self._pending_remove_providers: dict[Any, Any] = {}
        for provider, removed in pending.items():
            consumer = self._consumers.pop(provider, None)
            with suppress(*BROKER_LOST):
                if consumer is not None:
                    consumer.cancel()
            removed.send()


class Publisher:
    """发布者 publishes transient messages on kombu's pool of connections."""

    def __init__(self, uri: str, *, confirms: bool) -> None:
        """With ``confirms`` the broker answers for each message, and unroutable ones are known."""
        options = {"confirm_publish": confirms}
        self.pool = producers[Connection(uri, transport_options=options, connect_timeout=5)]
        self.mandatory = confirms

    def publish(self, body: str, routing_key: str, **properties: Any) -> None:
        """Publish a JSON text to the RPC exchange.

        Raises:
            Problem: UNAVAILABLE where no queue takes the key, or the broker is away.
        """
        try:
            with self.pool.acquire(block=True) as producer:
                producer.publish(
                    body,
                    exchange="nameko-rpc",
                    routing_key=routing_key,
                    content_type="application/json",
                    content_encoding="utf-8",
                    delivery_mode=1,
                    mandatory=self.mandatory,
                    retry=True,
                    retry_policy=_RETRY,
                    **properties,
                )
        except (*BROKER_LOST, ChannelError) as fault:
            raise Problem("UNAVAILABLE", reason=type(fault).__name__) from fault


class RpcConsumer(nameko_rpc.RpcConsumer):
    """请求消费者 one classic queue of a service; requests are transient and expire."""

    queue_consumer = QueueConsumer()
    queue: Queue | None

    @cached_property
    def publisher(self) -> Publisher:
        """For replies: nobody waits for their confirm."""
        return Publisher(self.container.config["AMQP_URI"], confirms=False)

    def setup(self) -> None:
        """Declare the service's queue; a host's own queue vanishes with its connection."""
        if self.queue is not None:
            return
        name = self.container.service_name
        exclusive = bool(self.container.config.get("exclusive_rpc"))
        self.queue = Queue(
            f"rpc-{name}",
            exchange=rpc_exchange(),
            routing_key=f"{name}.*",
            durable=not exclusive,
            exclusive=exclusive,
        )
        self.queue_consumer.register_provider(self)
        self._registered = True

    def handle_message(self, body: Any, message: Any) -> None:
        """Take a request; what is none would kill stock nameko, and then the next replica."""
        if not message.properties.get("reply_to") or not isinstance(body, dict):
            _log.error("not a request, rejected: %s", message.delivery_info.get("routing_key"))
            self.queue_consumer.reject_message(message)
            return
        super().handle_message(body, message)

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Reply, then acknowledge; where the reply is lost, the caller has its deadline and key."""
        error = None if exc_info is None else _as_error(exc_info[1])
        body = json.dumps({"result": None if error else result, "error": error}, ensure_ascii=False)
        try:
            self.publisher.publish(
                body,
                message.properties["reply_to"],
                correlation_id=message.properties.get("correlation_id"),
            )
        except Problem as problem:
            _log.warning("no reply sent: %s", problem.extra)
        self.queue_consumer.ack_message(message)
        return result, exc_info


def _as_error(fault: BaseException) -> dict[str, Any]:
    """Nameko's form of an error; what is not a problem tells nothing of our insides."""
    problem = fault if isinstance(fault, Problem) else Problem("BUG")
    return {
        "exc_type": "Problem",
        "exc_path": "tenderhall_contracts.errors.Problem",
        "exc_args": [problem.to_wire()],
        "value": problem.code,
    }


class ReplyListener(nameko_rpc.ReplyListener):
    """答复监听 the replies to this process's own questions."""

    queue_consumer = QueueConsumer()

    def handle_message(self, body: Any, message: Any) -> None:
        """Give the reply to who waits for it; nobody may wait any more."""
        self.queue_consumer.ack_message(message)
        waiting = self._reply_events.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(body)

    @contextmanager
    def expecting(self, correlation_id: str) -> Iterator[Signal]:
        """A place where the reply to this question arrives, for as long as somebody waits."""
        try:
            yield self.get_reply_event(correlation_id)
        finally:
            self._reply_events.pop(correlation_id, None)


class Questions(SharedExtension):
    """提问 requests to other services: a deadline for the caller, an expiry in the queue."""

    replies = ReplyListener()

    @cached_property
    def publisher(self) -> Publisher:
        """With confirms: a service that is nowhere is known at once."""
        return Publisher(self.container.config["AMQP_URI"], confirms=True)

    def ask(
        self, routing_key: str, body: str, headers: Mapping[str, Any], seconds: float, name: str
    ) -> Any:
        """Ask and wait ``seconds`` for the answer's body; ``name`` is the correlation id.

        Raises:
            Problem: UNAVAILABLE at once where nobody serves it; DEADLINE where none answers.
        """
        with self.replies.expecting(name) as reply:
            self.publisher.publish(
                body,
                routing_key,
                headers=dict(headers),
                reply_to=self.replies.routing_key,
                correlation_id=name,
                expiration=seconds,
            )
            with eventlet.Timeout(seconds, Problem("DEADLINE", rpc=routing_key)):
                return reply.wait()
