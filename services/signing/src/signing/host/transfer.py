"""传输 documents come and go by presigned URL, never over the bus."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from signing.pipe import Refused
from signing.wire import wire

__all__ = ["fetch", "holds", "send"]

SECONDS = 20
CHUNK = 256 * 1024


def fetch(url: str, wanted: Mapping[str, Any], path: Path) -> None:
    """取回 a file of known size and SHA-256 into ``path``.

    Raises:
        Refused: STORE_AWAY, UPLOAD_MISMATCH.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with wire().get(url, stream=True, timeout=SECONDS) as answer, path.open("wb") as out:
            answer.raise_for_status()
            for piece in answer.iter_content(CHUNK):
                size += len(piece)
                if size > wanted["size"]:
                    break
                digest.update(piece)
                out.write(piece)
    except requests.RequestException as away:
        # The URL carries a signature: it is not told.
        raise Refused("STORE_AWAY", f"fetching failed: {type(away).__name__}") from None
    if (size, digest.hexdigest()) != (wanted["size"], wanted["sha256"]):
        raise Refused("UPLOAD_MISMATCH", "the bytes fetched are not the ones agreed on")


def holds(path: Path, sha256: str) -> bool:
    """已有 whether the file is there, and is the one with this SHA-256."""
    if not path.exists():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


def send(path: Path, upload: Mapping[str, Any]) -> None:
    """送出 a file to a presigned PUT.

    Raises:
        Refused: STORE_AWAY.
    """
    try:
        with path.open("rb") as stream:
            answer = wire().put(
                upload["url"], data=stream, headers=dict(upload["headers"]), timeout=SECONDS
            )
        answer.raise_for_status()
    except requests.RequestException as away:
        raise Refused("STORE_AWAY", f"sending failed: {type(away).__name__}") from None
