"""能力探测 what the store really guarantees; logged at start (documents.md §1.2: stores differ)."""

import hashlib
import http.client
import logging
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from tenderhall_contracts.errors import Problem
from tenderhall_kit.presign import Presigner, Put
from tenderhall_kit.settings import Settings
from tenderhall_kit.storage import Storage

_log = logging.getLogger(__name__)
_RIGHT, _WRONG = b"right", b"wrong"
_OK = range(200, 300)
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Guarantees:
    """存储保证 which of the signed conditions the store enforces."""

    once: bool
    """``If-None-Match: *``: a second PUT is refused."""
    checksum: bool
    """``x-amz-checksum-sha256``: other bytes are refused."""
    length: bool
    """``content-length``: longer bodies are refused."""


def probe(storage: Storage) -> Guarantees | None:
    """探测 try each condition on throw-away objects; None where the store takes none at all."""
    mine = f"staging/probe/{uuid4()}"
    try:
        found = _try(storage.settings, mine)
        for name in ("twice", "checksum", "length"):
            storage.remove(f"{mine}/{name}")
    except (OSError, http.client.HTTPException, Problem):
        return None
    return found


def _try(settings: Settings, mine: str) -> Guarantees | None:
    signer = Presigner(
        endpoint=settings.s3_endpoint,
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
    )
    twice = _invite(signer, f"{mine}/twice")
    if _send(settings, twice, _RIGHT) not in _OK:
        return None
    return Guarantees(
        once=_send(settings, twice, _RIGHT) not in _OK,
        checksum=_send(settings, _invite(signer, f"{mine}/checksum"), _WRONG) not in _OK,
        length=_send(settings, _invite(signer, f"{mine}/length"), _RIGHT * 2) not in _OK,
    )


def report(found: Guarantees | None) -> None:
    """记录 say what holds; what does not is caught when an upload is completed."""
    if found is None:
        _log.warning("the store could not be probed; uploads will not work until it is back")
        return
    told = asdict(found)
    missing = sorted(name for name, holds in told.items() if not holds)
    if missing:
        _log.warning("the store does not enforce %s; completion does", ", ".join(missing))
    else:
        _log.info("the store enforces %s", ", ".join(sorted(told)))


def _invite(signer: Presigner, key: str) -> Put:
    sha256 = hashlib.sha256(_RIGHT).hexdigest()
    mime = "application/octet-stream"
    return signer.put(key, mime=mime, size=len(_RIGHT), sha256=sha256, seconds=60)


def _send(settings: Settings, put: Put, body: bytes) -> int:
    parts = urlsplit(put["url"])
    secure = urlsplit(settings.s3_endpoint).scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    line = make(parts.netloc, timeout=_SECONDS)
    headers = put["headers"] | {"content-length": str(len(body))}
    try:
        line.request("PUT", f"{parts.path}?{parts.query}", body, headers)
        return line.getresponse().status
    finally:
        line.close()
