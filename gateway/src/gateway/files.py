"""静态文件 style, script and pictures: compressed once, kept by browsers while they are right.

Compressed here at first use instead of by a build step, so that a file that has just been changed
is never served from an old ``.gz`` beside it. Pages are not compressed: they mix a secret (the CSRF
token) with what others typed, which compression would leak (BREACH), and event streams must not be
held up.
"""

import gzip
import hashlib
import time
from functools import lru_cache
from pathlib import Path

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"

_TEXT = frozenset({".css", ".js", ".json", ".svg", ".txt"})
_FOREVER = "public, max-age=31536000, immutable"
_AGAIN = "no-cache"
_LOOK_AGAIN = 1.0
"""Seconds between two looks whether a file has changed."""


class _Version:
    """The digest of all files; taken anew when one of them has changed."""

    def __init__(self) -> None:
        self._looked = -_LOOK_AGAIN
        self._value = ""

    def __call__(self) -> str:
        now = time.monotonic()
        if now - self._looked >= _LOOK_AGAIN:
            self._looked, self._value = now, _digest(_state())
        return self._value


def _state() -> tuple[tuple[str, int, int], ...]:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return tuple((str(each), each.stat().st_mtime_ns, each.stat().st_size) for each in files)


@lru_cache(maxsize=1)
def _digest(state: tuple[tuple[str, int, int], ...]) -> str:
    total = hashlib.sha256()
    for name, _, _ in state:
        path = Path(name)
        total.update(f"{path.relative_to(FOLDER)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:12]


version = _Version()


def address(path: str) -> str:
    """静态地址 ``js/api.js`` → an address that a browser need never ask for twice.

    The version is a folder, so that modules which import each other by relative paths keep it.
    """
    return f"/static/~{version()}/{path}"


class Files(StaticFiles):
    """静态目录 serves ``/static/<path>`` and ``/static/~<version>/<path>``."""

    def __init__(self) -> None:
        """The folder of this package."""
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """应答 as StaticFiles, smaller and kept longer."""
        asked, inside = _split(path)
        answer = await super().get_response(inside, scope)
        answer.headers["cache-control"] = _FOREVER if asked == version() else _AGAIN
        if not isinstance(answer, FileResponse) or Path(answer.path).suffix not in _TEXT:
            return answer
        answer.headers["vary"] = "accept-encoding"
        answer.headers["etag"] = f"W/{answer.headers['etag']}"  # the same text, other bytes
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return answer
        return await anyio.to_thread.run_sync(_compressed, answer)


def _split(path: str) -> tuple[str, str]:
    """``~<version>/js/api.js`` → the version and the rest; no version, nothing taken away."""
    first, _, rest = path.partition("/")
    return (first[1:], rest) if first.startswith("~") else ("", path)


def _compressed(answer: FileResponse) -> Response:
    stat = Path(answer.path).stat()
    body = _gzip(str(answer.path), stat.st_mtime_ns, stat.st_size)
    kept = {name: answer.headers[name] for name in ("cache-control", "vary", "etag")}
    headers = {**kept, "content-encoding": "gzip"}
    return Response(body, headers=headers, media_type=answer.media_type)


@lru_cache(maxsize=256)
def _gzip(path: str, _changed: int, _size: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), mtime=0)
