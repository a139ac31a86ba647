"""推送 ``GET /desk/events``: server-sent events for one logged-in browser (HTML standard §9.2)."""

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from tenderhall_contracts.errors import Family, Problem

from gateway import logs
from gateway.auth import SESSION_COOKIE, Actor
from gateway.live.hub import Hub, Listener
from gateway.parts import Parts, address, of

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that no proxy thinks the line dead."""

SESSION_CHECK = 60.0
"""Seconds between two looks whether the session still holds."""

_RETRY = 3000
"""Milliseconds after which a browser comes back."""

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
"""nginx would collect the stream otherwise."""


async def show(request: Request) -> Response:
    """实时更新 401 without a session: the browser then stops asking.

    Raises:
        Problem: UNAUTHENTICATED, SESSION_EXPIRED, RATE_LIMITED, UNAVAILABLE, DEADLINE.
    """
    parts, token = of(request), request.cookies.get(SESSION_COOKIE)
    if not token:
        raise Problem("UNAUTHENTICATED")
    ip, request_id = address(request), logs.request_id.get()
    actor = await parts.sessions.resolve(token, ip=ip, request_id=request_id, passive=True)
    parts.hub.admit(actor)
    session = _Session(parts, token, ip, request_id)
    return StreamingResponse(
        _pieces(parts.hub, actor, _since(request), session),
        media_type="text/event-stream",
        headers=_HEADERS,
    )


class _Session:
    """The session behind a stream, looked at now and then without prolonging it."""

    def __init__(self, parts: Parts, token: str, ip: str, request_id: str) -> None:
        self._parts, self._token, self._ip, self._id = parts, token, ip, request_id
        self._due = time.monotonic() + SESSION_CHECK

    async def holds(self) -> bool:
        """False once registry has said no; its silence is no answer, the stream goes on."""
        if time.monotonic() < self._due:
            return True
        self._due = time.monotonic() + SESSION_CHECK
        try:
            await self._parts.sessions.resolve(
                self._token, ip=self._ip, request_id=self._id, passive=True
            )
        except Problem as problem:
            return problem.family is not Family.UNAUTHENTICATED
        return True


async def _pieces(
    hub: Hub, actor: Actor, since: int | None, session: _Session
) -> AsyncIterator[bytes]:
    listener = hub.join(actor, since)
    try:
        yield f"retry: {_RETRY}\n{_pulse(hub, listener)}".encode()
        while await session.holds():
            try:
                async with asyncio.timeout(HEARTBEAT):
                    piece = await listener.next()
            except TimeoutError:
                piece = _pulse(hub, listener).encode()
            if piece is None:
                return
            yield piece
    finally:
        hub.leave(listener)


def _pulse(hub: Hub, listener: Listener) -> str:
    """A comment; with it, where nothing waits, the stamp to come back with."""
    return f": ok\nid: {hub.stamp()}\n\n" if listener.idle else ": ok\n\n"


def _since(request: Request) -> int | None:
    """What the browser saw last: its own header when it comes back, the page's word at first."""
    said = request.headers.get("last-event-id") or request.query_params.get("since", "")
    return int(said) if said.isdecimal() and len(said) < 20 else None  # noqa: PLR2004 — as milliseconds
