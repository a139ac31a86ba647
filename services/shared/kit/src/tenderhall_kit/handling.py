"""处理事件 one delivery of an event: done, to be tried again, or back to the queue."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from tenderhall_contracts.core import Event

from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.claims import EventClaim
from tenderhall_kit.envelope import Envelope, read
from tenderhall_kit.logs import request_id
from tenderhall_kit.retries import record_done, record_failure

ACK, REQUEUE, BACK = "ack", "requeue", "back"
"""Done; own database away; this process is stopping, and another shall do it."""

_log = logging.getLogger(__name__)


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Delivery:
    """投递 an event on its way to a handler; ``leased`` where the retry loop brings it."""

    kit: Kit
    event: Event
    handler: str
    body: dict[str, Any]
    leased: bool = False
    draining: Callable[[], bool] = _never

    @staticmethod
    def named(body: Mapping[str, Any]) -> bool:
        """True where the body has an event id: without one nothing can be done only once."""
        try:
            UUID(str(body.get("event_id")))
        except ValueError:
            return False
        return True


def handle(method: Callable[[Call, Envelope], Any], delivery: Delivery) -> str:
    """处理 run the handler; its failure is kept in the inbox, and only then is the message done.

    Where the service's own database is away nothing can be kept: the message goes back.
    """
    if delivery.draining():
        return BACK
    request_id.set(str(delivery.body.get("trace_id") or "-"))
    try:
        _run(method, delivery)
    except Exception as fault:  # noqa: BLE001 — whatever a handler meets, the event must not be lost
        return _failed(delivery, fault)
    return ACK


def _run(method: Callable[[Call, Envelope], Any], delivery: Delivery) -> None:
    kit = delivery.kit
    envelope = read(delivery.event, delivery.body)
    claim = EventClaim(envelope.event_id, delivery.handler)
    call = Call(kit, service_actor(kit.settings.service), envelope.trace_id, claim=claim)
    method(call, envelope)
    if not call.fresh:
        record_done(kit, delivery.handler, delivery.body)


def _failed(delivery: Delivery, fault: Exception) -> str:
    event_id, handler = delivery.body["event_id"], delivery.handler
    _log.warning("%s failed on %s", handler, event_id, exc_info=fault)
    try:
        record_failure(
            delivery.kit,
            handler,
            delivery.body,
            fault,
            leased=delivery.leased,
            hopeless=isinstance(fault, ValidationError),
        )
    except SQLAlchemyError:
        _log.exception("own database away, event goes back")
        return REQUEUE
    return ACK
