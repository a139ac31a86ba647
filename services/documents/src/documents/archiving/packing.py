"""打包 a ZIP as a stream: nothing is whole in memory, and its last file proves the others."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tenderhall_kit.storage import breathe

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
_DAY = (1980, 1, 1, 0, 0, 0)
"""ZIP's first day: the same contents are the same bytes."""

Entry = tuple[str, Iterable[bytes]]


class _Sink(io.RawIOBase):
    """What ``zipfile`` writes into, and whoever streams takes out; it cannot seek."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.at

    def drain(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


def packed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """打包 the files as they come, stored as they are: most are packed already."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, pieces in entries:
            with archive.open(zipfile.ZipInfo(name, _DAY), "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    yield from sink.drain()
                    breathe()
        yield from sink.drain()
    yield from sink.drain()


def summed(entries: Iterable[Entry], sign: Callable[[bytes], bytes]) -> Iterator[Entry]:
    """加摘要 the files, then the digest of each, then the signature over those digests."""
    lines: list[str] = []
    for name, pieces in entries:
        digest = hashlib.sha256()
        yield name, _hashed(pieces, digest)
        lines.append(f"{digest.hexdigest()}  {name}\n")
    sums = "".join(lines).encode()
    yield SUMS, [sums]
    yield SIGNATURE, [base64.b64encode(sign(sums))]


def _hashed(pieces: Iterable[bytes], digest: Any) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


class Reader(io.RawIOBase):
    """读取 a stream of pieces as a file, with the digest and size of what was read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Nothing is made before it is read."""
        self._pieces = iter(pieces)
        self._left = b""
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; fewer only at the end."""
        while size < 0 or len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        wanted = len(self._left) if size < 0 else size
        told, self._left = self._left[:wanted], self._left[wanted:]
        self.digest.update(told)
        self.size += len(told)
        return told
