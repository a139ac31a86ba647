"""对象存储 the S3 store: content-addressed objects, and URLs that open one of them to others.

An object on the bus is ``{"sha256", "size", "mime"}``; bytes never travel there.
"""

import hashlib
import io
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypedDict
from urllib.parse import quote, urlsplit

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE, CopySource
from minio.error import MinioException, S3Error
from minio.retention import Retention
from tenderhall_contracts.errors import Problem

from tenderhall_kit.presign import MARK, Presigner, Put
from tenderhall_kit.settings import Settings

CHUNK = 256 * 1024
"""Bytes hashed at a time: bigger pieces would stall the process (measured: 16 MB, 294 ms)."""

PART = 8 * 1024 * 1024
"""Bytes of one part of a stream."""

FETCH_SECONDS = 300
PUT_SECONDS = 3600
_MISSING = {"NoSuchKey", "NoSuchObject", "NoSuchBucket", "NoSuchUpload"}
_BEYOND = "InvalidRange"

# The SDK's own would try for minutes, longer than any caller waits.
_TIMEOUT = urllib3.Timeout(connect=3, read=30)
_RETRIES = urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504])


class Ref(TypedDict):
    """对象引用 what the bus carries of an object: SHA-256 (hex), size (bytes), media type."""

    sha256: str
    size: int
    mime: str


def cas_key(sha256: str) -> str:
    """内容寻址键 where the bytes of this SHA-256 live."""
    return f"cas/sha256/{sha256[:2]}/{sha256}"


def breathe() -> None:
    """Let other greenlets run; under eventlet this is its ``sleep(0)``."""
    time.sleep(0)


def measure(stream: BinaryIO, mime: str) -> Ref:
    """计算摘要 SHA-256 and size of a stream, in small pieces; the stream is read to its end."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(CHUNK):
        digest.update(piece)
        size += len(piece)
        breathe()
    return {"sha256": digest.hexdigest(), "size": size, "mime": mime}


class Storage:
    """对象存储 one bucket of one service's account."""

    def __init__(self, settings: Settings) -> None:
        """No connection is made before the first use."""
        self.settings = settings
        self.bucket = settings.s3_bucket

    @cached_property
    def client(self) -> Minio:
        """The SDK; a named region spares it a round trip."""
        parts = urlsplit(self.settings.s3_endpoint)
        return Minio(
            parts.netloc,
            access_key=self.settings.s3_access_key,
            secret_key=self.settings.s3_secret_key,
            region=self.settings.s3_region,
            secure=parts.scheme == "https",
            http_client=urllib3.PoolManager(
                maxsize=self.settings.workers + 1, timeout=_TIMEOUT, retries=_RETRIES
            ),
        )

    @cached_property
    def presigner(self) -> Presigner:
        """Signs for the public host: the host is part of the signature."""
        return self._signing_for(self.settings.s3_public_endpoint)

    @cached_property
    def inner(self) -> Presigner:
        """Signs for the store as services reach it."""
        return self._signing_for(self.settings.s3_endpoint)

    def _signing_for(self, endpoint: str) -> Presigner:
        return Presigner(
            endpoint=endpoint,
            bucket=self.bucket,
            region=self.settings.s3_region,
            access_key=self.settings.s3_access_key,
            secret_key=self.settings.s3_secret_key,
        )

    def put(self, data: bytes | Path | BinaryIO, mime: str) -> Ref:
        """存入 keep bytes under their own hash; the same bytes twice are one object."""
        with _opened(data) as stream:
            ref = measure(stream, mime)
            key = cas_key(ref["sha256"])
            if self.mark(key) != "":
                stream.seek(0)
                with asking():
                    self.client.put_object(self.bucket, key, stream, ref["size"], content_type=mime)
        return ref

    def put_at(
        self, key: str, data: bytes, mime: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """存入指定位置 write an object that has a name of its own, as a page of the portal."""
        stream = io.BytesIO(data)
        told: dict[str, Any] = dict(headers or {})
        with asking():
            self.client.put_object(
                self.bucket, key, stream, len(data), content_type=mime, metadata=told
            )

    def get(self, ref: Ref | str) -> bytes:
        """取出 all bytes of a small object, by reference or key."""
        with self.open(ref) as pieces:
            return b"".join(pieces)

    @contextmanager
    def open(self, ref: Ref | str) -> Iterator[Iterator[bytes]]:
        """打开 the object in pieces of ``CHUNK`` bytes.

        Raises:
            Problem: NOT_FOUND where there is no such object; UNAVAILABLE.
        """
        with asking():
            answer = self.client.get_object(self.bucket, _key(ref))
            try:
                yield answer.stream(CHUNK)
            finally:
                answer.close()
                answer.release_conn()

    def stat(self, ref: Ref | str) -> Any:
        """属性 the store's record of an object: ``.size`` in bytes, ``.content_type``, ``.etag``.

        Raises:
            Problem: NOT_FOUND; UNAVAILABLE.
        """
        with asking():
            return self.client.stat_object(self.bucket, _key(ref))

    def exists(self, ref: Ref | str) -> bool:
        """是否存在 True where the store has it."""
        try:
            self.stat(ref)
        except Problem as problem:
            if problem.code == "NOT_FOUND":
                return False
            raise
        return True

    def mark(self, ref: Ref | str) -> str | None:
        """上传标记 by which upload the object came; empty where by none, None where there is none.

        What came by an upload is removed where that upload comes to nothing: nobody may rely on it.
        """
        try:
            return str(self.stat(ref).metadata.get(MARK) or "")
        except Problem as problem:
            if problem.code == "NOT_FOUND":
                return None
            raise

    def names(self, prefix: str) -> list[str]:
        """列出 the keys below a prefix that ends with a slash."""
        with asking():
            found = self.client.list_objects(self.bucket, prefix)
            return [str(one.object_name) for one in found]

    def read(self, key: str, offset: int, length: int) -> bytes:
        """读一段 at most ``length`` bytes from there on; fewer, or none, where the object ends."""
        with asking():
            try:
                answer = self.client.get_object(self.bucket, key, offset, length)
            except S3Error as fault:
                if fault.code == _BEYOND:
                    return b""
                raise
            try:
                return bytes(answer.read())
            finally:
                answer.close()
                answer.release_conn()

    def measure(self, key: str, mime: str) -> Ref:
        """核对 read an object and tell what its bytes really are."""
        digest, size = hashlib.sha256(), 0
        with self.open(key) as pieces:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                breathe()
        return {"sha256": digest.hexdigest(), "size": size, "mime": mime}

    def copy(self, key: str, to: Ref | str) -> None:
        """复制 inside the store, as from staging to the content-addressed place."""
        with asking():
            self.client.copy_object(self.bucket, _key(to), CopySource(self.bucket, key))

    def put_stream(self, key: str, stream: BinaryIO, mime: str) -> None:
        """存入流 of a length that nobody knows yet, in parts: never whole in memory."""
        with asking():
            self.client.put_object(
                self.bucket,
                key,
                stream,
                -1,
                content_type=mime,
                part_size=PART,
                num_parallel_uploads=1,
            )

    def lockable(self) -> bool:
        """可锁定 True where the bucket has Object Lock, which is switched on at its birth only.

        Raises:
            Problem: UNAVAILABLE where the store does not answer.
        """
        try:
            with asking():
                self.client.get_object_lock_config(self.bucket)
        except Problem as problem:
            if isinstance(problem.__cause__, S3Error):
                return False
            raise
        return True

    def lock(self, key: str, until: datetime) -> None:
        """锁定 an object in compliance mode: until then nobody removes it, not with any key.

        Raises:
            Problem: NOT_FOUND; UNAVAILABLE.
        """
        with asking():
            self.client.set_object_retention(self.bucket, key, Retention(COMPLIANCE, until))

    def remove(self, key: str) -> None:
        """删除 one object; none there is no error."""
        with asking():
            self.client.remove_object(self.bucket, key)

    def presign_get(
        self,
        ref: Ref | str,
        name: str = "",
        *,
        mime: str = "",
        seconds: int = FETCH_SECONDS,
        inline: bool = False,
    ) -> str:
        """下载链接 a URL for one object; ``name`` is what a browser saves it as.

        ``inline`` lets the browser show it: only for types that cannot run anything.
        """
        query = {}
        if name:
            way = "inline" if inline else "attachment"
            query["response-content-disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
        kind = mime or ("" if isinstance(ref, str) else ref["mime"])
        if kind:
            query["response-content-type"] = kind
        return self.presigner.get(_key(ref), query=query, seconds=seconds)

    def presign_put(
        self,
        ref: Ref,
        key: str | None = None,
        *,
        seconds: int = PUT_SECONDS,
        mark: str = "",
        inner: bool = False,
    ) -> Put:
        """上传链接 takes exactly these bytes, once: length, type, hash and absence are signed.

        ``mark`` names the upload; ``inner`` where the URL is for a service of ours.
        """
        return (self.inner if inner else self.presigner).put(
            key or cas_key(ref["sha256"]),
            mime=ref["mime"],
            size=ref["size"],
            sha256=ref["sha256"],
            seconds=seconds,
            mark=mark,
        )

    def presign_staging_put(self, key: str, mime: str, *, seconds: int = FETCH_SECONDS) -> Put:
        """暂存上传链接 for bytes not known yet (a sealed PDF); type and absence are signed."""
        if not key.startswith("staging/"):
            raise ValueError(f"not a staging key: {key}")
        return self.presigner.put(key, mime=mime, seconds=seconds)


def _key(ref: Ref | str) -> str:
    return ref if isinstance(ref, str) else cas_key(ref["sha256"])


@contextmanager
def _opened(data: bytes | Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(data, Path):
        with data.open("rb") as stream:
            yield stream
    else:
        yield io.BytesIO(data) if isinstance(data, bytes) else data


@contextmanager
def asking() -> Iterator[None]:
    """询问存储 say it as a problem where the store refuses or cannot be reached."""
    try:
        yield
    except S3Error as fault:
        raise Problem("NOT_FOUND" if fault.code in _MISSING else "UNAVAILABLE") from fault
    except (MinioException, urllib3.exceptions.HTTPError) as fault:
        raise Problem("UNAVAILABLE", what="store") from fault
