"""病毒扫描 ``SCANNER=none`` (recorded as UNSCANNED) or ``clamd://host:port``.

clamd's INSTREAM: length-prefixed pieces, a zero length at the end (clamd(8)).
"""

import os
import socket
import struct
from collections.abc import Callable
from urllib.parse import urlsplit

from tenderhall_contracts.errors import Problem
from tenderhall_kit.storage import Storage

CLEAN, UNSCANNED = "CLEAN", "UNSCANNED"
_SECONDS = 30
_ANSWER = 4096

Scan = Callable[[Storage, str], str | None]
"""(store, key) -> the name of what was found, or None."""


def scanner() -> Scan | None:
    """扫描器 by the setting; None where there is none.

    Raises:
        ValueError: for a setting that is neither.
    """
    told = os.environ.get("SCANNER", "none")
    if told == "none":
        return None
    parts = urlsplit(told)
    if parts.scheme != "clamd" or not parts.hostname or not parts.port:
        raise ValueError(f"SCANNER is none or clamd://host:port, not {told!r}")
    place = (parts.hostname, parts.port)
    return lambda storage, key: _instream(place, storage, key)


def _instream(place: tuple[str, int], storage: Storage, key: str) -> str | None:
    try:
        with socket.create_connection(place, _SECONDS) as line, storage.open(key) as pieces:
            line.sendall(b"zINSTREAM\0")
            for piece in pieces:
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            return _verdict(_whole(line))
    except OSError as fault:
        raise Problem("UNAVAILABLE", what="scanner") from fault


def _whole(line: socket.socket) -> str:
    told = b""
    while b"\0" not in told and (more := line.recv(_ANSWER)):
        told += more
    return told.rstrip(b"\0\n").decode(errors="replace")


def _verdict(told: str) -> str | None:
    if told.endswith(" FOUND"):
        return told.removeprefix("stream: ").removesuffix(" FOUND")
    if told == "stream: OK":
        return None
    raise Problem("UNAVAILABLE", what="scanner", told=told)
