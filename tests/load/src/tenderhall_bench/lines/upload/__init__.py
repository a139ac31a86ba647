"""上传与下载 registered, put, completed; fetched: beside the SDK straight to the same store.

The clock runs from the hashing of the file to the answer of ``complete``: of a file in one piece
the store has compared the bytes with their signed hash, of one in parts, as a page sends it above
64 MB so that it can be paused and resumed, all bytes were read again.
Bytes pass between client and store only: what the bus carried is counted.
"""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from minio import Minio
from tenderhall_contracts.uploads import PART, PARTS_FROM
from tenderhall_kit.testbus import Bus

from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.upload.desk import Desk
from tenderhall_bench.site import site
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import Rounds, interleave, took

__all__ = ["LINE"]

MB = 1024 * 1024
SIZES = {1: 30, 64: 6, 1024: 3}
"""MB → rounds."""
RATIO = 0.9
ON_THE_BUS, OF_A_PART = 16 * 1024, 2 * 1024
"""Bytes of messages that a file may cost, and each part of one."""


def run(stage: Stage) -> Iterator[Result]:
    """测量 each size: MB a second, up and down."""
    place = site(stage, "documents")
    s3 = stage.stack.s3
    host = s3.endpoint.removeprefix("http://")
    sdk = Minio(host, s3.access_key, s3.secret_key, secure=False, region=s3.region)
    with place.running(), Bus(place.uri, place.seeds["gateway"]) as bus:
        desk = Desk(bus, place, sdk)
        for size, rounds in SIZES.items():
            yield from _size(desk, size, rounds)
            desk.tidy()


def _size(desk: Desk, size: int, rounds: int) -> Iterator[Result]:
    began = time.monotonic()
    version, key = desk.upload(_file(size)), desk.put(_file(size))  # warm, and to be fetched
    ways = {
        "tenderhall": partial(_speed, desk.upload, size),
        "sdk": partial(_speed, desk.put, size),
    }
    if size * MB > PARTS_FROM:
        ways["parts"] = partial(_speed, desk.upload_parts, size)
    desk.told = 0
    up = interleave(ways, rounds)
    messages = desk.told // rounds
    if messages > ON_THE_BUS + OF_A_PART * size * MB // PART:
        raise AssertionError(f"{messages} bytes on the bus for one file")
    seconds = time.monotonic() - began
    yield _result(f"upload.{size}MB", up, size, seconds, messages)
    if "parts" in ways:
        yield _result(f"upload.{size}MB.parts", up, size, seconds, messages, way="parts")
    began = time.monotonic()
    down = interleave(
        {
            "tenderhall": lambda: _fetched(desk.download, version, size),
            "sdk": lambda: _fetched(desk.get, key, size),
        },
        rounds,
    )
    yield _result(f"download.{size}MB", down, size, time.monotonic() - began, messages)


def _file(size: int) -> bytes:
    return b"%PDF-1.7\n" + (os.urandom(MB) * size)[15:] + b"\n%%EOF"


def _speed(send: Callable[[bytes], object], size: int) -> float:
    data = _file(size)  # made before the clock runs
    return size / took(lambda: send(data))


def _fetched(fetch: Callable[[Any], int], what: Any, size: int) -> float:
    began = time.perf_counter()
    came = fetch(what)
    seconds = time.perf_counter() - began
    if came != size * MB:
        raise AssertionError(f"{came} bytes came")
    return size / seconds


def _result(
    line: str, found: Rounds, size: int, seconds: float, messages: int, way: str = "tenderhall"
) -> Result:
    return Result(
        line=line,
        value=found.most(way, "sdk"),
        unit="×",
        bar=RATIO,
        better="higher",
        peers={name: max(each) for name, each in found.figures.items()},
        sizes={"MB": size, "bytes on the bus": messages},
        seconds=seconds,
        note="MB/s, quickest round",
    )


LINE = Line("upload", "上传与下载 · upload and download", "infra", run)
