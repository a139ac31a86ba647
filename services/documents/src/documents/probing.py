"""能力探测 what the store really guarantees; logged at start (documents.md §1.2: stores differ)."""

import hashlib
import http.client
import logging
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit
from uuid import uuid4

from tenderhall_contracts.errors import Problem
from tenderhall_kit.parts import Begun, abort, begin
from tenderhall_kit.presign import Presigner, Put
from tenderhall_kit.settings import Settings
from tenderhall_kit.storage import Storage

_log = logging.getLogger(__name__)
_RIGHT, _WRONG = b"right", b"wrong"
_OK = range(200, 300)
_SECONDS = 10
_VALID = 60
_MIME = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Guarantees:
    """存储保证 which of the signed conditions the store enforces."""

    once: bool
    """``If-None-Match: *``: a second PUT is refused."""
    checksum: bool
    """``x-amz-checksum-sha256``: other bytes are refused."""
    parts: bool
    """The same of a part of a multipart upload."""
    length: bool
    """``content-length``: longer bodies are refused."""


@dataclass(slots=True)
class Known:
    """所知 what this process last found out; nothing before it has asked."""

    found: Guarantees | None = None

    @property
    def checks_hashes(self) -> bool:
        """Whether the store compares what it takes with the signed length and hash."""
        return self.found is not None and self.found.checksum and self.found.length


STORE = Known()
"""What this process knows of the store that all its parts use."""


def probe(storage: Storage) -> Guarantees | None:
    """探测 try each condition on throw-away objects; None where the store takes none at all."""
    mine = f"staging/probe/{uuid4()}"
    try:
        found = _try(storage, mine)
        found = replace(found, parts=_parts(storage, f"{mine}/parts")) if found else None
        for name in ("twice", "checksum", "length"):
            storage.remove(f"{mine}/{name}")
    except (OSError, http.client.HTTPException, Problem):
        return None
    return found


def _try(storage: Storage, mine: str) -> Guarantees | None:
    settings, signer = storage.settings, storage.inner
    twice = _invite(signer, f"{mine}/twice")
    if _send(settings, twice, _RIGHT) not in _OK:
        return None
    return Guarantees(
        once=_send(settings, twice, _RIGHT) not in _OK,
        checksum=_send(settings, _invite(signer, f"{mine}/checksum"), _WRONG) not in _OK,
        length=_send(settings, _invite(signer, f"{mine}/length"), _RIGHT * 2) not in _OK,
        parts=False,
    )


def _parts(storage: Storage, key: str) -> bool:
    """Whether a part with other bytes than those of its hash is refused."""
    begun = Begun(key, begin(storage, key, _MIME, "probe"))
    try:
        sha256 = hashlib.sha256(_RIGHT).hexdigest()
        put = storage.inner.part(
            key, begun.upload_id, 1, size=len(_WRONG), sha256=sha256, seconds=_VALID
        )
        return _send(storage.settings, put, _WRONG) not in _OK
    finally:
        abort(storage, begun)


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
    return signer.put(key, mime=_MIME, size=len(_RIGHT), sha256=sha256, seconds=_VALID)


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
