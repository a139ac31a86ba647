"""收尾 what never ends by itself is told that the process is about to end."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextlib.contextmanager
def at_signal(end: Callable[[], None]) -> Iterator[None]:
    """收到信号时 call ``end`` in the event loop, then whoever handled the signal before.

    uvicorn waits for running answers before it tells the application that it stops: a stream that
    never ends would hold it for its whole grace period. Outside the main thread (tests) there are
    no signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {one: signal.getsignal(one) for one in _SIGNALS}

    def on_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        if callable(before[number]):
            before[number](number, frame)

    for one in _SIGNALS:
        signal.signal(one, on_signal)
    try:
        yield
    finally:
        for one in _SIGNALS:
            signal.signal(one, before[one])
