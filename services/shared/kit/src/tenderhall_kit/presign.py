"""预签名 presigned URLs with signed headers (AWS Signature Version 4, query form).

The SDK signs only ``host``; here length, type, checksum and ``If-None-Match`` are signed too, so
that the store itself refuses other bytes, another type, or a second upload.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict
from urllib.parse import quote, urlsplit

_UNSIGNED = "UNSIGNED-PAYLOAD"
_CHECKSUM = "x-amz-checksum-sha256"

MARK = "x-amz-meta-upload"
"""Header that says which upload an object came by."""


class Put(TypedDict):
    """上传许可 the URL and the headers that its user must send with the PUT."""

    url: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Presigner:
    """预签名器 works offline; ``endpoint`` is the store as its users see it."""

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)

    def get(self, key: str, *, query: Mapping[str, str], seconds: int) -> str:
        """下载 a URL that fetches one object."""
        return self._sign("GET", key, query, {}, seconds)

    def put(
        self,
        key: str,
        *,
        mime: str,
        size: int | None = None,
        sha256: str | None = None,
        seconds: int,
        mark: str = "",
    ) -> Put:
        """上传 a URL that puts one object that is not there yet (``If-None-Match: *``).

        ``mark`` is kept with the object: nobody can put it there but by this URL.
        """
        headers = {"content-type": mime, "if-none-match": "*"}
        if size is not None:
            headers["content-length"] = str(size)
        if sha256 is not None:
            headers[_CHECKSUM] = _checksum(sha256)
        if mark:
            headers[MARK] = mark
        return {"url": self._sign("PUT", key, {}, headers, seconds), "headers": headers}

    def part(
        self, key: str, upload_id: str, number: int, *, size: int, sha256: str, seconds: int
    ) -> Put:
        """上传分片 a URL that puts one part of a multipart upload; it may be put again."""
        headers = {"content-length": str(size), _CHECKSUM: _checksum(sha256)}
        query = {"partNumber": str(number), "uploadId": upload_id}
        return {"url": self._sign("PUT", key, query, headers, seconds), "headers": headers}

    def _sign(
        self,
        method: str,
        key: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        seconds: int,
    ) -> str:
        now = datetime.now(UTC)
        signed = {"host": urlsplit(self.endpoint).netloc, **headers}
        names = ";".join(sorted(signed))
        scope = f"{now:%Y%m%d}/{self.region}/s3/aws4_request"
        asked = {
            **query,
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self.access_key}/{scope}",
            "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}",
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": names,
        }
        path = quote(f"/{self.bucket}/{key}", safe="/~")
        text = "&".join(f"{_q(name)}={_q(asked[name])}" for name in sorted(asked))
        lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
        canonical = f"{method}\n{path}\n{text}\n{lines}\n{names}\n{_UNSIGNED}"
        signature = self._signature(now, scope, canonical)
        return f"{self.endpoint.rstrip('/')}{path}?{text}&X-Amz-Signature={signature}"

    def _signature(self, now: datetime, scope: str, canonical: str) -> str:
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        told = "\n".join(["AWS4-HMAC-SHA256", f"{now:%Y%m%dT%H%M%SZ}", scope, digest])
        key = f"AWS4{self.secret_key}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, told.encode(), "sha256").hex()


def _checksum(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _q(text: str) -> str:
    return quote(text, safe="~")
