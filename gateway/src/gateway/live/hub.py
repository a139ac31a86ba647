"""分发 one message to many browsers, each with a queue of its own; a slow one is let go.

The last messages are kept, so that a browser whose line broke gets what it missed; where that is
not known, it is told of a gap and asks for everything that its page shows.
"""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Mapping

from tenderhall_contracts.errors import Problem

from gateway.auth import Actor
from gateway.live.message import Message

_WAITING = 100
"""Messages that may wait for one browser."""

_KEPT = 500
"""Messages kept for browsers that come back."""

_MOST = 30
"""Streams of one person: tabs share one where the browser can."""

_AWAY, _GAP = b"event: away\ndata: {}\n\n", b"event: gap\ndata: {}\n\n"


class Listener:
    """收听者 one browser."""

    def __init__(self, actor: Actor) -> None:
        """Nothing waits yet."""
        self.actor = actor
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING)

    def tell(self, piece: bytes) -> None:
        """放入 or the end for this listener, where too much waits already."""
        if self._queue.full():
            self.end()
        else:
            self._queue.put_nowait(piece)

    def end(self) -> None:
        """结束 what still waits is forgotten: the browser comes back and asks anew."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    @property
    def idle(self) -> bool:
        """空闲 whether nothing waits."""
        return self._queue.empty()

    async def next(self) -> bytes | None:
        """下一条 the next piece of the stream; None at its end."""
        return await self._queue.get()


class Hub:
    """分发器 of one gateway process."""

    def __init__(self) -> None:
        """Away until a feed says otherwise."""
        self._listeners: set[Listener] = set()
        self._persons: Counter[str] = Counter()
        self._kept: deque[tuple[int, Message, bytes]] = deque(maxlen=_KEPT)
        self._since: int | None = None
        self._last = 0
        self._closed = False

    def admit(self, actor: Actor) -> None:
        """准入 whether one more stream is too many.

        Raises:
            Problem: RATE_LIMITED with ``retry_after`` in seconds.
        """
        if self._persons[actor.sub] >= _MOST:
            raise Problem("RATE_LIMITED", retry_after=60)

    def join(self, actor: Actor, since: int | None = None) -> Listener:
        """加入 ``since``: the stamp of what the browser saw last; it gets what came after it."""
        listener = Listener(actor)
        self._listeners.add(listener)
        self._persons[actor.sub] += 1
        for piece in self._missed(actor, since):
            listener.tell(piece)
        if self._closed:
            listener.end()
        return listener

    def leave(self, listener: Listener) -> None:
        """离开."""
        self._listeners.discard(listener)
        self._persons[listener.actor.sub] -= 1
        self._persons += Counter()  # forgets who has none left

    def publish(self, message: Message) -> None:
        """发布 to every browser that may know."""
        stamp = self.stamp()
        piece = _event("form", message.data, stamp)
        self._keep(message, stamp, piece)
        for listener in self._listeners:
            if message.meant_for(listener.actor.role, listener.actor.org):
                listener.tell(piece)

    def back(self) -> None:
        """恢复 the bus is heard from now on; what came before is not known."""
        self._since = self.stamp()
        self._kept.clear()
        self._tell_all(_GAP)

    def away(self) -> None:
        """中断 the bus is not heard any more: nobody may think that all is told."""
        if self._since is not None:
            self._since = None
            self._tell_all(_AWAY)

    def close(self) -> None:
        """关闭 every stream ends, so that the process can; the browsers find another."""
        self._closed = True
        for listener in self._listeners:
            listener.end()

    def stamp(self) -> int:
        """时刻 milliseconds since 1970, never the same twice; replicas agree well enough."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000)
        return self._last

    def _keep(self, message: Message, stamp: int, piece: bytes) -> None:
        """Keep a message; where one falls out for it, what came before is not known any more."""
        if len(self._kept) == _KEPT:
            self._since = self._kept[0][0]
        self._kept.append((stamp, message, piece))

    def _missed(self, actor: Actor, since: int | None) -> list[bytes]:
        if self._since is None:
            return [_AWAY]
        if since is None:
            return []
        if since < self._since:
            return [_GAP]
        later = [one for one in self._kept if one[0] > since]
        pieces = [piece for _, one, piece in later if one.meant_for(actor.role, actor.org)]
        return pieces if len(pieces) < _WAITING else [_GAP]

    def _tell_all(self, piece: bytes) -> None:
        for listener in self._listeners:
            listener.tell(piece)


def _event(name: str, data: Mapping[str, str | None], stamp: int) -> bytes:
    """One server-sent event; JSON holds no line break, so one line of data is enough."""
    return f"event: {name}\nid: {stamp}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
