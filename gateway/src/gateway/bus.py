"""总线 the asynchronous RPC client: nameko's wire format over aio-pika (runtime.md §5).

One connection per process. A lost one is made again by itself; whoever waits for an answer then is
told at once. Exchanges are declared by the deploy step: this account may not.
"""

import asyncio
import contextlib
import json
import logging
import time
import uuid
from collections.abc import Mapping
from typing import Any

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, DeliveryError
from tenderhall_contracts.core import COMMAND, Rpc
from tenderhall_contracts.errors import Problem

from gateway.broker import stay_connected

_EXCHANGE = "nameko-rpc"
_FIRST_CHANCE = 3.0
"""Seconds that a gateway that starts waits for its first connection, before it answers anybody."""

_SECOND_CHANCE = 3.0
"""Seconds that a query waits for a new connection, to be asked once more."""

_LOST = (*CONNECTION_EXCEPTIONS, asyncio.InvalidStateError)

_log = logging.getLogger(__name__)


class _NotSent(Exception):  # noqa: N818 — a state of the request, not a fault of the code
    """The request never left: it has certainly not been carried out."""


class _InDoubt(Exception):  # noqa: N818 — as _NotSent
    """The connection was lost after the request had left: nobody knows what became of it."""


class Bus:
    """总线客户端 ``run`` keeps the connection; ``call`` asks a service."""

    def __init__(self, uri: str) -> None:
        """Nothing is connected before ``run``."""
        self._uri = uri
        self._pending: dict[str, asyncio.Future[bytes]] = {}
        self._ready = asyncio.Event()
        self._lost = asyncio.Event()
        self._reply_to = str(uuid.uuid4())
        self._exchange: aio_pika.abc.AbstractExchange

    @property
    def ready(self) -> bool:
        """就绪 whether requests can be sent now."""
        return self._ready.is_set()

    async def run(self) -> None:
        """保持连接 connect, and connect again for as long as the task lives."""
        await stay_connected(self._uri, "gateway", self._use)

    async def begun(self, seconds: float = _FIRST_CHANCE) -> bool:
        """初次连接 wait at most ``seconds`` for a connection; whether there is one."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        return self.ready

    async def _use(self, connection: AbstractConnection) -> None:
        """Return when the connection or its channel is lost."""
        try:
            self._lost.clear()
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            connection.close_callbacks.add(self._on_lost)
            channel.close_callbacks.add(self._on_lost)
            await self._listen(channel)
            self._ready.set()
            _log.info("connected to the broker")
            await self._lost.wait()
            _log.warning("the connection to the broker was lost")
        finally:
            self._on_lost()

    async def _listen(self, channel: aio_pika.abc.AbstractChannel) -> None:
        self._exchange = await channel.get_exchange(_EXCHANGE, ensure=False)
        queue = await channel.declare_queue(
            f"rpc.reply-gateway-{self._reply_to}", exclusive=True, auto_delete=True
        )
        await queue.bind(_EXCHANGE, self._reply_to)
        await queue.consume(self._on_reply, no_ack=True)

    def _on_lost(self, *_: object) -> None:
        self._ready.clear()
        self._lost.set()
        for waiting in self._pending.values():
            if not waiting.done():
                waiting.set_exception(_InDoubt())

    async def _on_reply(self, message: AbstractIncomingMessage) -> None:
        waiting = self._pending.get(message.correlation_id or "")
        if waiting and not waiting.done():
            waiting.set_result(message.body)

    async def call(
        self,
        rpc: Rpc,
        payload: Mapping[str, Any],
        *,
        actor: str,
        request_id: str,
        key: str | None = None,
    ) -> Any:
        """调用 ask and wait at most ``rpc.timeout`` seconds; the request expires in the queue then.

        A query is asked once more when the connection is lost; a command never: its caller
        repeats it with the same key.

        Raises:
            Problem: what the service refuses with; UNAVAILABLE where the command was certainly not
                carried out; DEADLINE where nobody knows; BUG for anything that is no refusal.
        """
        body = json.dumps({"args": [], "kwargs": {"payload": payload, "key": key}}).encode()
        headers = {
            "nameko.actor": actor,
            "nameko.request_id": request_id,
            "nameko.deadline": str(time.time() + rpc.timeout),
        }
        try:
            async with asyncio.timeout(rpc.timeout):
                try:
                    answer = await self._ask(rpc, body, headers)
                except _InDoubt:
                    if rpc.kind is COMMAND:
                        raise Problem("DEADLINE") from None
                    answer = await self._ask_again(rpc, body, headers)
        except TimeoutError:
            raise Problem("DEADLINE") from None
        except (_NotSent, _InDoubt, DeliveryError):
            raise Problem("UNAVAILABLE") from None
        return _result(rpc, answer)

    async def _ask_again(self, rpc: Rpc, body: bytes, headers: dict[str, Any]) -> bytes:
        try:
            async with asyncio.timeout(_SECOND_CHANCE):
                await self._ready.wait()
        except TimeoutError:
            raise _NotSent from None
        return await self._ask(rpc, body, headers)

    async def _ask(self, rpc: Rpc, body: bytes, headers: dict[str, Any]) -> bytes:
        """One request and its answer.

        nameko binds no exchange to an unknown service, so the broker returns the request: aiormq
        tells so only with confirms on.
        """
        if not self.ready:
            raise _NotSent
        correlation = str(uuid.uuid4())
        waiting = self._pending[correlation] = asyncio.get_running_loop().create_future()
        message = aio_pika.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=correlation,
            reply_to=self._reply_to,
            expiration=rpc.timeout,
            delivery_mode=aio_pika.DeliveryMode.NOT_PERSISTENT,
            headers=headers,
        )
        try:
            await self._exchange.publish(message, rpc.routing_key)
            answer: bytes = await waiting
        except DeliveryError:
            raise
        except _LOST:
            raise _InDoubt from None
        finally:
            self._pending.pop(correlation, None)
            _let_go(waiting)
        return answer


def _let_go(waiting: asyncio.Future[bytes]) -> None:
    """Nobody waits any more; asyncio complains of exceptions that nobody has looked at."""
    if not waiting.cancel() and not waiting.cancelled():
        waiting.exception()


def _result(rpc: Rpc, answer: bytes) -> Any:
    """The result of an answer, or the problem that it tells; any other error is a bug (500)."""
    told = json.loads(answer)
    error = told["error"]
    if not error:
        return told["result"]
    if error.get("exc_type") == "Problem":
        raise Problem.from_wire(error["exc_args"][0])
    _log.error("%s failed: %s", rpc.routing_key, error.get("exc_type"))
    raise Problem("BUG")
