"""转传文件 ``PUT /uploads/{id}/content``: bytes for a store that a browser cannot reach.

They go on to the store piece by piece as they come, and are never held: a sender that is quicker
than the store waits. What the store verifies (length, SHA-256) it verifies here too, for the URL
that documents gives is signed for exactly these bytes.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.core import HANDLERS
from tenderhall_contracts.errors import Finding, Problem

from gateway import logs
from gateway.auth import ITSELF, Actor
from gateway.edge import UPLOADS
from gateway.errors import malformed
from gateway.parts import actor_of, address, of

_CONNECT, _SILENT = 5.0, 60.0
"""Seconds until the store is away; until a connection on which nothing moves is given up."""

_OK = range(200, 300)
_TAKEN, _GONE, _NOBODY = 412, 404, 400


async def put(request: Request) -> Response:
    """转传 the whole, or with ``?part=<number>&sha256=<hex>`` one part of it."""
    actor = await actor_of(request, logs.request_id.get())
    _may_send(actor)
    target = await _target(request, actor)
    _ensure_length(request, target["size"])
    try:
        status = await send(target, request.stream())
    except ClientDisconnect:
        return Response(status_code=_NOBODY)
    if status in _OK or status == _TAKEN:  # it has the bytes already: completion looks at them
        return JSONResponse({"status": status}, headers={"cache-control": "no-store"})
    raise _refused(status)


def _may_send(actor: Actor) -> None:
    if actor.sub == "anonymous":
        raise Problem("UNAUTHENTICATED")
    if actor.role not in HANDLERS or not actor.org:
        raise Problem("FORBIDDEN_ROLE", role=actor.role.value)


async def _target(request: Request, actor: Actor) -> dict[str, Any]:
    """Where the bytes go; documents says whether this organisation may send them."""
    parts = of(request)
    asked = {"id": str(request.path_params["id"]), "org_id": actor.org, "part": _part(request)}
    told: dict[str, Any] = await parts.bus.call(
        documents.upload_target,
        asked,
        actor=parts.minter.mint(ITSELF, address(request)),
        request_id=logs.request_id.get(),
    )
    return told


def _part(request: Request) -> dict[str, Any] | None:
    asked = request.query_params
    if not asked:
        return None
    number = asked.get("part", "")
    if set(asked) != {"part", "sha256"} or not (number.isascii() and number.isdecimal()):
        zh, en = "须为part与sha256", "Must be part and sha256"
        raise malformed("query", "http.query", zh, en)
    return {"number": int(number[:9]), "sha256": asked["sha256"]}


def _ensure_length(request: Request, size: int) -> None:
    """What is longer or shorter is refused before a byte of it goes on."""
    told = request.headers.get("content-length", "")
    if told != str(size):
        zh, en = f"请求长度须为{size}字节", f"The body must have {size} bytes"
        raise malformed("Content-Length", "http.length", zh, en)


def _refused(status: int) -> Problem:
    if status >= 500 or status == _GONE:  # noqa: PLR2004 — HTTP's own classes
        return Problem("UNAVAILABLE", what="store")
    zh, en = "文件存储拒绝了这些字节", f"The store refused these bytes ({status})"
    return Problem("UPLOAD_MISMATCH", [Finding("file", "FILE_HASH", zh, en)])


async def send(target: Mapping[str, Any], pieces: AsyncIterator[bytes]) -> int:
    """传送 the pieces by the signed URL of ``TargetOut``; gives the store's HTTP status.

    Raises:
        Problem: UNAVAILABLE where the store cannot be reached, or falls silent.
        ClientDisconnect: where the sender goes away; the store then keeps nothing.
    """
    try:
        async with asyncio.timeout(_CONNECT):
            reader, writer = await _connect(target["url"])
        try:
            with contextlib.suppress(ConnectionError):  # it may refuse before it has heard all
                await _write(writer, target, pieces)
            return await _status(reader)
        finally:
            writer.transport.abort()
    except (OSError, TimeoutError) as fault:
        raise Problem("UNAVAILABLE", what="store") from fault


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return await asyncio.open_connection(
        parts.hostname,
        parts.port or (443 if secure else 80),
        ssl=ssl.create_default_context() if secure else None,
    )


async def _write(
    writer: asyncio.StreamWriter, target: Mapping[str, Any], pieces: AsyncIterator[bytes]
) -> None:
    parts = urlsplit(target["url"])
    headers = {"host": parts.netloc, **target["headers"], "connection": "close"}
    lines = [f"PUT {parts.path}?{parts.query} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode("ascii"))
    async for piece in pieces:
        writer.write(piece)
        async with asyncio.timeout(_SILENT):
            await writer.drain()


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of the answer (RFC 9112 §4); nothing else in it is of use here."""
    async with asyncio.timeout(_SILENT):
        line = await reader.readline()
    version, _, rest = line.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
        raise ConnectionError("no answer")
    return int(rest[:3])


def routes() -> list[BaseRoute]:
    """转传路由."""
    return [Route(f"{UPLOADS}{{id:uuid}}/content", put, methods=["PUT"])]
