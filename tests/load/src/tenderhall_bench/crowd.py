"""人群 many connections that post at once and wait for their answers: a small HTTP/1.1 client.

Written by hand, because a comfortable client would take more of the machine than what it measures.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_OK = 200


@dataclass
class Member:
    """一人 one connection: ``body`` gives what to post next, ``heard`` takes the answer."""

    body: Callable[[], Mapping[str, Any]]
    headers: Callable[[], Mapping[str, str]]
    heard: Callable[[Any], None]
    spent: list[float] = field(default_factory=list)


def rush(url: str, members: Sequence[Member], seconds: float) -> float:
    """齐发 each posts again and again; answers a second.

    Raises:
        AssertionError: an answer was not 200; it is shown.
    """
    return asyncio.run(_rush(url, members, seconds))


async def _rush(url: str, members: Sequence[Member], seconds: float) -> float:
    before = sum(len(one.spent) for one in members)
    began = time.perf_counter()
    end = began + seconds
    async with asyncio.TaskGroup() as together:
        for one in members:
            together.create_task(_post_until(url, one, end))
    done = sum(len(one.spent) for one in members) - before
    return done / (time.perf_counter() - began)


async def _post_until(url: str, one: Member, end: float) -> None:
    to = urlsplit(url)
    reader, writer = await asyncio.open_connection(to.hostname, to.port)
    try:
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(_request(to.path, to.netloc, one))
            status, told = await _answer(reader)
            one.spent.append(time.perf_counter() - began)
            if status != _OK:
                raise AssertionError(f"{url}: {status} {told[:500]!r}")
            one.heard(json.loads(told))
    finally:
        writer.close()


def _request(path: str, host: str, one: Member) -> bytes:
    body = json.dumps(one.body()).encode()
    headers = {
        "Host": host,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **one.headers(),
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    named = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    return int(head[0].split()[1]), await reader.readexactly(int(named["content-length"]))
