"""入口 how a service answers RPCs, reacts to events, and asks others; all from the contracts.

::

    class VenueService:
        name = "venue"
        registry = Client(contracts.registry)

        @serves(contracts.submit_booking)
        def submit_booking(self, call: Call, payload: dict) -> dict:
            return call.run(usecases.submit_booking, payload)
"""

import functools
import logging
from collections.abc import Callable
from typing import Any

import eventlet
from kombu import Exchange, Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import DependencyProvider, Entrypoint, register_entrypoint
from nameko.timer import Timer as NamekoTimer
from tenderhall_contracts.core import Event, Rpc, Service

from tenderhall_kit import faults
from tenderhall_kit.actors import service_actor
from tenderhall_kit.asking import Asker
from tenderhall_kit.bus import Questions, QueueConsumer, RpcConsumer
from tenderhall_kit.call import Call
from tenderhall_kit.envelope import Envelope, with_proof
from tenderhall_kit.handling import ACK, REQUEUE, Delivery, handle
from tenderhall_kit.logs import request_id
from tenderhall_kit.runtime import Runtime
from tenderhall_kit.serving import Request, answer, new_id

__all__ = ["Call", "Client", "Envelope", "Serves", "every", "reacts", "serves"]

AWAY = 2.0
"""Seconds before a message goes back to its queue because the service's own database is away."""

_log = logging.getLogger(__name__)


class Serves(Entrypoint):
    """RPC入口 takes requests of one RPC."""

    rpc_consumer = RpcConsumer()
    runtime = Runtime()

    def __init__(self, rpc: Rpc) -> None:
        """Serve this RPC."""
        self.rpc = rpc
        super().__init__()

    def setup(self) -> None:
        """Take part in the service's one request queue.

        Raises:
            TypeError: where the RPC is promised by another service.
        """
        if not self.container.service_name.startswith(self.rpc.owner):
            raise TypeError(f"{self.container.service_name} cannot serve {self.rpc.routing_key}")
        self.rpc_consumer.register_provider(self)

    def stop(self) -> None:
        """Take no more requests."""
        self.rpc_consumer.unregister_provider(self)

    def handle_message(self, body: dict[str, Any], message: Any) -> None:
        """Give the request to a worker."""
        request = Request(
            self.runtime.kit, body, message.headers or {}, message.properties, self._draining
        )
        settle = functools.partial(self._settle, message)
        try:
            self.container.spawn_worker(self, (request,), {}, handle_result=settle)
        except ContainerBeingKilled:
            self.rpc_consumer.requeue_message(message)

    def _draining(self) -> bool:
        return bool(self.rpc_consumer.queue_consumer.draining)

    def _settle(self, message: Any, _ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        if result is not None and result.back:
            self.rpc_consumer.requeue_message(message)
            return result, exc_info
        if result is not None and result.effect:
            faults.point("after_effect")
        if result is not None and result.problem is not None:
            exc_info = (type(result.problem), result.problem, None)
        value = None if result is None else result.value
        return self.rpc_consumer.handle_result(message, value, exc_info)


def serves(rpc: Rpc) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """应答 this method answers that RPC: ``method(self, call, payload) -> dict``.

    The payload is what the contract's schema makes of the request: Python values, all checked.

    Raises:
        TypeError: where the method's name is not the RPC's.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        if method.__name__ != rpc.name:
            raise TypeError(f"{method.__name__} serves {rpc.routing_key}: same name, please")

        @functools.wraps(method)
        def serve(service: Any, request: Request) -> Any:
            return answer(rpc, functools.partial(method, service), request)

        register_entrypoint(serve, Serves(rpc))
        return serve

    return decorate


class Reacts(Entrypoint):
    """事件入口 takes one kind of event from a queue of its own."""

    queue_consumer = QueueConsumer()
    runtime = Runtime()

    def __init__(self, event: Event) -> None:
        """React to this event."""
        self.event = event
        super().__init__()

    def queue_for(self, service: str, method: str) -> Queue:
        """队列 where the deploy step puts the events for this method."""
        event = self.event
        return Queue(
            f"evt-{event.source}-{event.name}--{service}.{method}",
            exchange=Exchange(event.exchange, type="topic", no_declare=True),
            routing_key=event.name,
            durable=True,
            queue_arguments={
                "x-queue-type": "quorum",
                "x-delivery-limit": 5,
                "x-dead-letter-exchange": f"{service}.dead",
            },
            no_declare=True,
        )

    def setup(self) -> None:
        """Consume; the queue is there already, and so are the events that came before."""
        self.queue = self.queue_for(self.container.service_name, self.method_name)
        self.runtime.serve_event(self.method_name, self.event.name, self)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        """Take no more events, begin no more retries."""
        self.runtime.stop_retries()
        self.queue_consumer.unregister_provider(self)

    def handle_message(self, body: Any, message: Any) -> None:
        """Give the event to a worker; what is no event goes to the dead letters."""
        if not isinstance(body, dict) or not Delivery.named(body):
            _log.error("not an event, rejected: %s", self.queue.name)
            self.queue_consumer.reject_message(message)
            return
        if self.event.foreign:
            body = with_proof(body, message.body, (message.headers or {}).get("nameko.actor"))
        settle = functools.partial(self._settle, message)
        try:
            self._spawn(body, settle, leased=False)
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)

    def again(self, body: dict[str, Any]) -> None:
        """Run a leased event once more."""
        self._spawn(body, lambda _ctx, result, exc_info: (result, exc_info), leased=True)

    def _draining(self) -> bool:
        return bool(self.queue_consumer.draining)

    def _spawn(self, body: dict[str, Any], settle: Any, *, leased: bool) -> None:
        kit, handler, slots = self.runtime.kit, self.method_name, self.runtime.event_slots
        delivery = Delivery(kit, self.event, handler, body, leased, self._draining)

        def end(*outcome: Any) -> tuple[Any, Any]:
            slots.release()
            settled: tuple[Any, Any] = settle(*outcome)
            return settled

        slots.acquire()
        self.container.spawn_worker(self, (delivery,), {}, handle_result=end)

    def _settle(self, message: Any, _ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        if result == ACK:
            faults.point("after_effect")
            self.queue_consumer.ack_message(message)
        else:
            eventlet.sleep(AWAY if result == REQUEUE else 0)
            self.queue_consumer.requeue_message(message)
        return result, exc_info


def reacts(*events: Event) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """响应事件 this method handles these events: ``method(self, call, event) -> None``.

    It runs as the service; each event takes effect once. A method that fails is run again, with
    growing delay, and is dead after eight tries.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def react(service: Any, delivery: Delivery) -> str:
            return handle(functools.partial(method, service), delivery)

        for event in events:
            register_entrypoint(react, Reacts(event))
        return react

    return decorate


class Every(NamekoTimer):
    """定时入口 nameko's timer, with a call."""

    runtime = Runtime()

    def handle_timer_tick(self) -> None:
        """Run the method once; a stopped container needs no tick."""
        settle = self.handle_result
        self.container.spawn_worker(self, (self.runtime.kit,), {}, handle_result=settle)

    def handle_result(self, _ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """The next tick may come."""
        self.worker_complete.send()
        return result, exc_info


def every(
    seconds: float, *, eager: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """定时 run ``method(self, call)`` every so many real seconds, in each replica: be idempotent.

    ``eager`` runs it at start, too.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def tick(service: Any, kit: Any) -> None:
            asked = new_id()
            request_id.set(asked)
            method(service, Call(kit, service_actor(kit.settings.service), asked))

        register_entrypoint(tick, Every(interval=seconds, eager=eager))
        return tick

    return decorate


class Client(DependencyProvider):
    """客户端 asks another service: ``self.registry.open_activity(call, {...}) -> dict``.

    It asks as this service, or with ``as_caller=True`` as who called it. Commands get a key derived
    from the call's own, so that a repeat asks the same. ``at`` names one host of many.
    """

    questions = Questions()
    runtime = Runtime()

    def __init__(self, service: Service) -> None:
        """Ask this service."""
        self.service = service
        super().__init__()

    def get_dependency(self, worker_ctx: Any) -> Asker:  # noqa: ARG002 — nameko's own signature
        """What stands in the service's attribute."""
        return Asker(self.service, self.questions.ask)
