"""帧 how service and render worker talk: four bytes of length, then JSON."""

import json
import struct
from typing import Any, Protocol

LENGTH = struct.Struct(">I")
LARGEST = 64 * 1024 * 1024


class Readable(Protocol):
    """A pipe's reading end."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; fewer at the end only."""


class Writable(Protocol):
    """A pipe's writing end."""

    def write(self, data: bytes, /) -> Any:
        """All of the bytes."""

    def flush(self) -> None:
        """Send them."""


def send(pipe: Writable, message: dict[str, Any]) -> None:
    """发送 one message, at most 64 MiB.

    Raises:
        ValueError: It is larger.
    """
    body = json.dumps(message, ensure_ascii=False).encode()
    if len(body) > LARGEST:
        raise ValueError(f"message of {len(body)} bytes is too large")
    pipe.write(LENGTH.pack(len(body)) + body)
    pipe.flush()


def receive(pipe: Readable) -> dict[str, Any] | None:
    """接收 one message; None when the other side is gone or no longer speaks frames."""
    head = _exactly(pipe, LENGTH.size)
    if head is None or (size := LENGTH.unpack(head)[0]) > LARGEST:
        return None
    body = _exactly(pipe, size)
    return None if body is None else json.loads(body)


def _exactly(pipe: Readable, size: int) -> bytes | None:
    pieces = []
    while size:
        piece = pipe.read(size)
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
