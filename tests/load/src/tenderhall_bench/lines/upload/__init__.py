"""上传与下载 registered, put, completed; fetched: beside the SDK straight to the same store.

The clock runs from the hashing of the file to the answer of ``complete``, which has read the bytes
again in the store. Bytes pass between client and store only: what the bus carried is counted.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from minio import Minio
from tenderhall_kit.testbus import Bus

from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.upload.desk import Desk
from tenderhall_bench.site import site
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import Rounds, interleave, took

__all__ = ["LINE"]

MB = 1024 * 1024
SIZES = {1: 15, 20: 9, 100: 4}
"""MB → rounds."""
RATIO, BAR_FROM = 0.9, 20
"""The bar counts from 20 MB on: below, a file costs two acknowledged commands, not throughput."""
ON_THE_BUS = 16 * 1024
"""Bytes of messages that a file may cost, whatever its size."""


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
    desk.told = 0
    up = interleave(
        {"tenderhall": lambda: _speed(desk.upload, size), "sdk": lambda: _speed(desk.put, size)},
        rounds,
    )
    messages = desk.told // rounds
    if messages > ON_THE_BUS:
        raise AssertionError(f"{messages} bytes on the bus for one file")
    yield _result(f"upload.{size}MB", up, size, time.monotonic() - began, messages)
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
    return b"%PDF-1.7\n" + os.urandom(size * MB - 15) + b"\n%%EOF"


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


def _result(line: str, found: Rounds, size: int, seconds: float, messages: int) -> Result:
    return Result(
        line=line,
        value=found.most("tenderhall", "sdk"),
        unit="×",
        bar=RATIO if size >= BAR_FROM else None,
        better="higher",
        peers={name: max(each) for name, each in found.figures.items()},
        sizes={"MB": size, "bytes on the bus": messages},
        seconds=seconds,
        note="MB/s, quickest round",
    )


LINE = Line("upload", "上传与下载 · upload and download", "infra", run)
