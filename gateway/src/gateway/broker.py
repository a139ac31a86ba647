"""消息代理连接 a connection that is made again whenever it is lost (runtime.md §5).

Requests and live updates each have one of their own, so that neither can hold the other up.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Collection

import aio_pika
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

__all__ = ["end", "stay_connected"]

_FIRST_WAIT, _LONGEST_WAIT = 0.2, 3.0
"""Seconds between attempts to connect, doubled each time."""

_CONNECT_TIMEOUT, _CLOSE_TIMEOUT = 5.0, 2.0
_CANCEL_AGAIN = 3.0
"""Seconds; longer than a connection may take to close."""

_log = logging.getLogger(__name__)


async def stay_connected(
    uri: str, name: str, use: Callable[[AbstractConnection], Awaitable[None]]
) -> None:
    """保持连接 connect, and connect again for as long as the task lives.

    ``use`` returns when its connection or channel is lost; ``name`` is what the broker's lists and
    our log call the connection.
    """
    wait = _FIRST_WAIT
    while True:
        try:
            await _connect_once(uri, name, use)
            wait = _FIRST_WAIT
        except (TimeoutError, *CONNECTION_EXCEPTIONS) as fault:
            _log.warning("%s: no connection to the broker: %s", name, type(fault).__name__)
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))
        wait = min(wait * 2, _LONGEST_WAIT)


async def _connect_once(
    uri: str, name: str, use: Callable[[AbstractConnection], Awaitable[None]]
) -> None:
    connection = await aio_pika.connect(
        uri, timeout=_CONNECT_TIMEOUT, client_properties={"connection_name": name}
    )
    try:
        await use(connection)
    finally:
        with contextlib.suppress(TimeoutError, *CONNECTION_EXCEPTIONS):
            await asyncio.wait_for(connection.close(), _CLOSE_TIMEOUT)


async def end(running: Collection[asyncio.Task[None]], again: float = _CANCEL_AGAIN) -> None:
    """结束 tasks that stay connected; the last one has ended when this returns.

    Before Python 3.12 ``wait_for`` swallows a cancellation that comes as what it waits for fails,
    so a connect that is refused just then goes on: it is told again.
    """
    while alive := [one for one in running if not one.done()]:
        for one in alive:
            one.cancel()
        await asyncio.wait(alive, timeout=again)
