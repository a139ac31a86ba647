"""管道 the local pipe between a service under eventlet and a plain Python process beside it.

A frame is a 4-byte big-endian length and that many bytes of UTF-8 JSON. Requests carry ``id`` and
``op``; the answer carries the same ``id`` with ``result`` or ``error``; in between the worker may
send ``progress`` frames, which tell the watchdog that it is alive. PKCS#11 drivers crash and hang,
and asyncio does not run inside greenlets: both live on the far side of this pipe.
"""

import json
import os
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

__all__ = ["Refused", "Worker", "WorkerLost", "read_frame", "write_frame"]

HEADER = struct.Struct(">I")
FRAME_LIMIT = 16 * 2**20
HANG_SECONDS = 30.0


class WorkerLost(Exception):  # noqa: N818 — names a fact, as Problem does
    """工作进程中断 the process died or hung and was killed; whether it acted is unknown."""


class Refused(Exception):  # noqa: N818 — names a fact, as Problem does
    """拒绝 the worker's answer is no, for a reason it knows.

    Attributes:
        code: stable word, e.g. ``PIN_INCORRECT``.
        facts: what the caller may show, JSON values only, never a secret.
    """

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts

    def to_wire(self) -> dict[str, Any]:
        """编码 the form it has on the pipe."""
        return {"code": self.code, "message": self.message, "facts": self.facts}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> "Refused":
        """解码 the refusal as the other side meant it."""
        return cls(wire["code"], wire["message"], **wire["facts"])


def write_frame(stream: BinaryIO, message: Mapping[str, Any]) -> None:
    """写帧 send one message whole."""
    body = json.dumps(message, ensure_ascii=False).encode()
    stream.write(HEADER.pack(len(body)) + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """读帧 the next message, or None when the other side has closed.

    Raises:
        ValueError: the length is absurd: the pipe carries something else.
    """
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (length,) = HEADER.unpack(head)
    if length > FRAME_LIMIT:
        raise ValueError(f"frame of {length} bytes")
    body = stream.read(length)
    return None if len(body) < length else json.loads(body)


class _Pending:
    """A request on its way, and the moment at which silence counts as a hang."""

    def __init__(self, hang_seconds: float) -> None:
        self.done = threading.Event()
        self.answer: dict[str, Any] = {}
        self.hang_seconds = hang_seconds
        self.alive()

    def alive(self) -> None:
        self.deadline = time.monotonic() + self.hang_seconds

    def settle(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.done.set()


class _Process:
    """One life of the worker: process, socket, reader, and the requests it has taken."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        self.popen = subprocess.Popen(  # noqa: S603 — our own module, no word from outside
            command, stdin=theirs.fileno(), stdout=theirs.fileno(), env=dict(env), close_fds=True
        )
        theirs.close()
        self.socket = ours
        self.stream: Any = ours.makefile("rwb")
        self.pending: dict[int, _Pending] = {}
        self.writing = threading.Lock()
        self.lost = False
        threading.Thread(target=self._read, name="pipe-reader", daemon=True).start()

    def _read(self) -> None:
        try:
            while (frame := read_frame(self.stream)) is not None:
                self._deliver(frame)
        except (OSError, ValueError):
            pass  # a broken pipe and a garbled one end the same way: the process is lost
        self.end()

    def _deliver(self, frame: dict[str, Any]) -> None:
        pending = self.pending.get(frame["id"])
        if pending is None:
            return
        if "progress" in frame:
            pending.alive()
        else:
            self.pending.pop(frame["id"]).settle(frame)

    def send(self, number: int, pending: _Pending, message: dict[str, Any]) -> None:
        self.pending[number] = pending
        try:
            with self.writing:
                write_frame(self.stream, message)
        except (OSError, ValueError):
            self.end()

    def end(self) -> None:
        """Kill, reap, and tell everybody who waits."""
        self.lost = True
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait()
        self.socket.close()
        for number in list(self.pending):
            self.pending.pop(number).settle({"lost": True})


class Worker:
    """工作进程 a child process that answers requests; restarted at the next call when it dies.

    Safe to share between threads and, under eventlet's monkey patch, between greenlets.

    Attributes:
        starts: how many lives it has had; for tests and for the presence event.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        hang_seconds: float = HANG_SECONDS,
    ) -> None:
        self._command = list(command)
        self._env = dict(os.environ if env is None else env)
        self._hang_seconds = hang_seconds
        self._starting = threading.Lock()
        self._process: _Process | None = None
        self._number = 0
        self.starts = 0

    def call(self, op: str, **args: Any) -> dict[str, Any]:
        """调用 ask the worker and wait for its answer.

        Raises:
            Refused: the worker's reasoned no.
            WorkerLost: it died, or gave no sign of life for ``hang_seconds`` and was killed.
        """
        process = self._running()
        pending = _Pending(self._hang_seconds)
        with self._starting:
            self._number += 1
            number = self._number
        process.send(number, pending, {"id": number, "op": op, "args": args})
        self._watch(process, pending)
        return _unwrap(pending.answer)

    def close(self) -> None:
        """关闭 end the process and reap it."""
        if self._process is not None:
            self._process.end()

    @property
    def pid(self) -> int | None:
        """进程号 of the running worker, None when there is none."""
        process = self._process
        return None if process is None or process.lost else process.popen.pid

    def _running(self) -> _Process:
        with self._starting:
            if self._process is None or self._process.lost:
                self._process = _Process(self._command, self._env)
                self.starts += 1
            return self._process

    @staticmethod
    def _watch(process: _Process, pending: _Pending) -> None:
        while not pending.done.wait(max(pending.deadline - time.monotonic(), 0.01)):
            if time.monotonic() >= pending.deadline:
                process.end()


def _unwrap(answer: dict[str, Any]) -> dict[str, Any]:
    if "lost" in answer:
        raise WorkerLost("the worker process was lost before it answered")
    if "error" in answer:
        raise Refused.from_wire(answer["error"])
    result: dict[str, Any] = answer["result"]
    return result
