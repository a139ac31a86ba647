"""收听 one queue of this process on the events of forms; lost connections are made again.

Its connection is its own: whatever becomes of it, requests go their way, and readiness does not
ask for it. A browser without live updates shows the page as it was loaded.
"""

import asyncio
import contextlib
import json
import logging
import uuid

from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import ChannelClosed

from gateway.broker import stay_connected
from gateway.live import message
from gateway.live.hub import Hub

_BIND_AGAIN = 5.0
"""Seconds after which a service that has no exchange yet is looked for again."""

_LONGEST_QUEUE = 10_000
"""Events that the broker keeps for a gateway that does not take them."""

_log = logging.getLogger(__name__)


class Feed:
    """事件收听 ``run`` keeps the connection and hands what comes to the hub."""

    def __init__(self, uri: str, hub: Hub) -> None:
        """Nothing is connected before ``run``."""
        self._uri = uri
        self._hub = hub
        self._lost = asyncio.Event()
        self.bound: set[str] = set()
        """The services that are listened to now."""

    async def run(self) -> None:
        """保持收听 connect, and connect again for as long as the task lives."""
        await stay_connected(self._uri, "gateway live", self._use)

    async def _use(self, connection: AbstractConnection) -> None:
        """Return when the connection or its channel is lost."""
        try:
            self._lost.clear()
            connection.close_callbacks.add(self._on_lost)
            queue = await self._listen(connection)
            await self._bind_all(connection, queue)
            self._hub.back()
            await self._bind_the_rest(connection, queue)
            await self._lost.wait()
        finally:
            self._hub.away()
            self.bound.clear()

    def _on_lost(self, *_: object) -> None:
        self._lost.set()

    async def _listen(self, connection: AbstractConnection) -> str:
        channel = await connection.channel()
        channel.close_callbacks.add(self._on_lost)
        queue = await channel.declare_queue(
            f"gateway.push-{uuid.uuid4()}",
            exclusive=True,
            auto_delete=True,
            arguments={"x-max-length": _LONGEST_QUEUE},
        )
        await queue.consume(self._on_event, no_ack=True)
        return queue.name

    async def _bind_the_rest(self, connection: AbstractConnection, queue: str) -> None:
        while self.bound != set(message.EVENTS) and not self._lost.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._lost.wait(), _BIND_AGAIN)
            await self._bind_all(connection, queue)

    async def _bind_all(self, connection: AbstractConnection, queue: str) -> None:
        for source in message.EVENTS.keys() - self.bound:
            try:
                await _bind(connection, queue, source)
                self.bound.add(source)
            except ChannelClosed as fault:
                _log.warning("no live updates of %s yet: %s", source, type(fault).__name__)

    async def _on_event(self, told: AbstractIncomingMessage) -> None:
        try:
            self._hub.publish(message.of(json.loads(told.body)))
        except (ValueError, KeyError, TypeError):
            _log.warning("not understood: %s", told.routing_key)


async def _bind(connection: AbstractConnection, queue: str, source: str) -> None:
    """Bind on a channel of its own: the broker closes the one that names no exchange.

    Raises:
        ChannelClosed: there is no such exchange (yet), or it may not be listened to.
    """
    async with connection.channel() as channel:
        ours = await channel.get_queue(queue, ensure=False)
        for event in message.EVENTS[source]:
            await ours.bind(f"{source}.events", event)
