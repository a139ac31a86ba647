"""Bytes go on as they come: to a store that takes, refuses early, dies, or falls silent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from starlette.testclient import TestClient
from tenderhall_contracts.errors import Problem

from gateway import contents

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PIECE = bytes(64 * 1024)
CONTENT = "/uploads/5b6f0000-0000-4000-8000-000000000009/content"


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield PIECE


@contextlib.asynccontextmanager
async def listening(serve: Serve, lines: list[asyncio.StreamWriter]) -> AsyncIterator[int]:
    """A store at this port; what is still open at the end is closed."""
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            for one in lines:
                one.transport.abort()
            await asyncio.sleep(0.01)


async def relayed(serve: Serve, count: int = 10) -> int:
    lines: list[asyncio.StreamWriter] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await serve(reader, writer)
            await writer.drain()
        writer.close()

    async with listening(once, lines) as port:
        headers = {"content-length": str(count * len(PIECE)), "x-amz-checksum-sha256": "abc="}
        target = {
            "url": f"http://127.0.0.1:{port}/bucket/key?X-Amz-Signature=1",
            "headers": headers,
        }
        return await contents.send(target, pieces(count))


def test_the_store_gets_the_signed_headers_and_all_bytes() -> None:
    got: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readuntil(b"\r\n\r\n"))
        got.append(await reader.readexactly(10 * len(PIECE)))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

    assert asyncio.run(relayed(take)) == 200
    head = got[0].decode().split("\r\n")
    assert head[0] == "PUT /bucket/key?X-Amz-Signature=1 HTTP/1.1"
    assert "x-amz-checksum-sha256: abc=" in head
    assert got[1] == PIECE * 10


def test_a_store_that_refuses_before_it_has_heard_all_is_understood() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 412 Precondition Failed\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        while await reader.read(1 << 20):
            pass

    assert asyncio.run(relayed(refuse, 200)) == 412


def test_a_store_that_dies_is_away() -> None:
    async def die(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readexactly(100_000)

    with pytest.raises(Problem, match="UNAVAILABLE"):
        asyncio.run(relayed(die, 200))


def test_a_store_that_falls_silent_is_away_and_nothing_is_heaped_up_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contents, "_SILENT", 0.05)
    asked: list[int] = []

    async def counted(count: int) -> AsyncIterator[bytes]:
        for number in range(count):
            asked.append(number)
            yield PIECE

    async def never(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.Event().wait()

    monkeypatch.setitem(globals(), "pieces", counted)
    with pytest.raises(Problem, match="UNAVAILABLE"):
        asyncio.run(relayed(never, 10_000))
    assert len(asked) < 500, "what comes faster than it goes must wait"


def test_a_store_that_nobody_runs_is_away() -> None:
    target = {"url": "http://127.0.0.1:1/bucket/key?a=1", "headers": {}}
    with pytest.raises(Problem, match="UNAVAILABLE"):
        asyncio.run(contents.send(target, pieces(1)))


def test_nobody_sends_files_without_a_session(alone: TestClient) -> None:
    answer = alone.put(CONTENT, content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    with_cookie = alone.put(CONTENT, content=b"x", headers={"cookie": "th_session=good"})
    assert with_cookie.status_code == 401, "the cookie alone counts for nothing"


def test_files_may_be_larger_than_forms(alone: TestClient) -> None:
    large = b"x" * 4096
    assert alone.put(CONTENT, content=large).status_code == 401
    assert alone.post("/api/v1/registry/log_in", content=large).status_code == 400
