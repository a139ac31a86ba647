"""门户文件 what notices has published into the store, and files by hash for who may have them.

The minio SDK blocks, so each read runs in a worker thread.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import urllib3
from anyio import to_thread
from minio import Minio
from minio.error import MinioException, S3Error
from tenderhall_contracts.errors import Problem
from urllib3.exceptions import HTTPError

from gateway.settings import Settings

PREFIX = "public/"
_BY_HASH = "cas/sha256/"
_PIECE = 1 << 20
_TIMEOUT = urllib3.Timeout(connect=2.0, read=15.0)
_GONE = frozenset({"NoSuchKey", "NoSuchBucket", "NoSuchObject"})

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Artefact:
    """发布文件 its bytes, and their SHA-256 in hexadecimal: what the reader can check."""

    body: bytes
    sha256: str


class ChangedError(RuntimeError):
    """内容已改变 the store gave other bytes than those of the hash."""


class Store:
    """对象存储 read-only: below ``public/``, and by content hash."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is asked before the first read."""
        where = urlsplit(settings.s3_endpoint)
        self._bucket = settings.s3_bucket
        self._client = Minio(
            where.netloc,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
            region=settings.s3_region,
            secure=where.scheme == "https",
            http_client=urllib3.PoolManager(timeout=_TIMEOUT, retries=False, maxsize=16),
        )

    async def read(self, path: str) -> Artefact:
        """读取 one published file, by its path below ``public/``.

        Raises:
            Problem: NOT_FOUND; UNAVAILABLE where the store does not answer.
        """
        body = await _run(partial(self._get, f"{PREFIX}{path}"))
        return Artefact(body, hashlib.sha256(body).hexdigest())

    def key_in(self, url: str) -> str:
        """存放位置 that a presigned URL of documents names.

        Raises:
            Problem: NOT_FOUND where it names none of our bucket.
        """
        bucket, _, key = unquote(urlsplit(url).path).lstrip("/").partition("/")
        if bucket != self._bucket or not key:
            raise Problem("NOT_FOUND")
        return key

    async def begin(self, key: str, sha256: str) -> Iterator[bytes]:
        """开始读取 the pieces of one file, the first of which has come.

        Raises:
            Problem: NOT_FOUND; UNAVAILABLE where the store does not answer.
        """
        pieces = self.pieces(sha256, key)
        first = await _run(partial(next, pieces, b""))
        return chain((first,), pieces)

    def pieces(self, sha256: str, key: str = "") -> Iterator[bytes]:
        """逐段读取 the bytes of this hash; whoever asks has been let by documents.

        Raises:
            ChangedError: in the place of the last piece, where the bytes are not those of the hash:
                what was sent of them must not pass for whole.
        """
        digest, held = hashlib.sha256(), b""
        answer = self._client.get_object(self._bucket, key or f"{_BY_HASH}{sha256[:2]}/{sha256}")
        try:
            for piece in answer.stream(_PIECE):
                digest.update(piece)
                if held:
                    yield held
                held = piece
        finally:
            answer.close()
            answer.release_conn()
        if digest.hexdigest() != sha256:
            raise ChangedError(sha256)
        yield held

    def _get(self, key: str) -> bytes:
        answer = self._client.get_object(self._bucket, key)
        try:
            return bytes(answer.read())
        finally:
            answer.close()
            answer.release_conn()


async def _run(work: Callable[[], _T]) -> _T:
    try:
        return await to_thread.run_sync(work)
    except S3Error as fault:
        if fault.code in _GONE:
            raise Problem("NOT_FOUND") from None
        raise _away(fault) from None
    except (MinioException, HTTPError, OSError) as fault:
        raise _away(fault) from None


def _away(fault: Any) -> Problem:
    _log.warning("the store does not answer: %s", type(fault).__name__)
    return Problem("UNAVAILABLE")
