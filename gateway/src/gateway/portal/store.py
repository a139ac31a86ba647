"""门户文件 what notices has published into the store; nothing else of the bucket is readable here.

The minio SDK blocks, so each read runs in a worker thread.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import urllib3
from anyio import to_thread
from minio import Minio
from minio.error import MinioException, S3Error
from tenderhall_contracts.errors import Problem
from urllib3.exceptions import HTTPError

from gateway.settings import Settings

PREFIX = "public/notices/"
_TIMEOUT = urllib3.Timeout(connect=2.0, read=15.0)
_GONE = frozenset({"NoSuchKey", "NoSuchBucket", "NoSuchObject"})

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Artefact:
    """发布文件 its bytes, and their SHA-256 in hexadecimal: what the reader can check."""

    body: bytes
    sha256: str


class Store:
    """对象存储 read-only, below ``public/notices/``."""

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
        """读取 one published file, by its path below ``public/notices/``.

        Raises:
            Problem: NOT_FOUND; UNAVAILABLE where the store does not answer.
        """
        body = await _run(partial(self._get, f"{PREFIX}{path}"))
        return Artefact(body, hashlib.sha256(body).hexdigest())

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
