"""应答 the worker's side of the pipe: read requests, run them in threads, answer in any order."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from signing.pipe import Refused, read_frame, write_frame

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
Handler = Callable[[dict[str, Any], Progress], dict[str, Any]]
THREADS = 5  # one document at the key, the others before and after it; one more for status


class _Answers:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        with self._lock:
            write_frame(self._stream, message)


def take_pipe() -> tuple[BinaryIO, BinaryIO]:
    """取管道 take over the inherited socket and put stderr and /dev/null in its place.

    So a driver that prints to stdout cannot garble the frames.
    """
    pipe = os.dup(0)
    os.set_blocking(pipe, True)  # the parent's green socket may have left it non-blocking
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return os.fdopen(pipe, "rb"), os.fdopen(os.dup(pipe), "wb")


def serve(handlers: Mapping[str, Handler]) -> None:
    """服务 answer until the parent closes the pipe, then leave at once, hung driver or not."""
    requests, replies = take_pipe()
    answers = _Answers(replies)
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
    while (frame := read_frame(requests)) is not None:
        pool.submit(_answer, handlers, frame, answers)
    os._exit(0)


def _answer(handlers: Mapping[str, Handler], frame: dict[str, Any], answers: _Answers) -> None:
    number = frame["id"]

    def progress(stage: str) -> None:
        answers.send({"id": number, "progress": stage})

    try:
        result = handlers[frame["op"]](frame["args"], progress)
    except Refused as no:
        answers.send({"id": number, "error": no.to_wire()})
    except Exception as bug:
        # Locals are not logged: they may hold a PIN.
        log.exception("worker failed in %s", frame["op"])
        reason = Refused("INTERNAL", f"{type(bug).__name__} in the worker")
        answers.send({"id": number, "error": reason.to_wire()})
    else:
        answers.send({"id": number, "result": result})
