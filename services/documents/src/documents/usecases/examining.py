"""核验字节 read what was put into the store, and tell whether it is what was registered.

The only reading of whole files in this service; in small pieces, so that others get their turn.
"""

import hashlib
from collections import deque
from collections.abc import Mapping
from typing import Any

import magic
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import AttachmentKind
from tenderhall_kit.storage import Storage, breathe, cas_key

from documents.rules.content import HEAD, Claimed, Seen, check_identity, check_type
from documents.rules.zips import TAIL
from documents.usecases.uploads import key_of


def read(storage: Storage, key: str) -> Seen:
    """通读 hash, size, first and last bytes of an object, and libmagic's name for it."""
    digest, size = hashlib.sha256(), 0
    head, tail, held = b"", deque[bytes](), 0
    with storage.open(key) as pieces:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            head += piece[: HEAD - len(head)]
            tail.append(piece)
            held += len(piece)
            while held - len(tail[0]) >= TAIL:
                held -= len(tail.popleft())
            breathe()
    sniffed = magic.from_buffer(head, mime=True) if head else "application/x-empty"
    return Seen(size, digest.hexdigest(), sniffed, head, b"".join(tail))


def _measured(storage: Storage, key: str, claimed: Claimed) -> Seen:
    """The bytes as they are; those of another length need no reading."""
    size = storage.stat(key).size
    if size != claimed.size:
        return Seen(size, "", "", b"", b"")
    return read(storage, key)


def examine(storage: Storage, upload: Mapping[str, Any]) -> tuple[Seen, list[Finding]]:
    """核验 what came, and which rules it breaks.

    A staged upload whose bytes are proven gets them copied to their final key, and read there.

    Raises:
        Problem: UPLOAD_MISMATCH where nothing has come yet; the upload stays open.
    """
    kind = AttachmentKind(upload["kind"])
    claimed = Claimed(kind, upload["size"], upload["sha256"], upload["mime"])
    seen, findings = _judge(storage, key_of(upload), claimed)
    if findings or upload["mode"] != "staged" or upload["proven"]:
        return seen, findings
    storage.copy(key_of(upload), cas_key(claimed.sha256))
    return _judge(storage, cas_key(claimed.sha256), claimed)


def _judge(storage: Storage, key: str, claimed: Claimed) -> tuple[Seen, list[Finding]]:
    try:
        seen = _measured(storage, key, claimed)
    except Problem as problem:
        raise _not_here(problem) from problem
    identity = check_identity(claimed, seen)
    return seen, identity or check_type(claimed, seen)


def _not_here(problem: Problem) -> Problem:
    if problem.code != "NOT_FOUND":
        return problem
    zh, en = "尚未收到文件内容", "The bytes have not come yet"
    return Problem("UPLOAD_MISMATCH", [Finding("file", "FILE_MISSING", zh, en)])


def discard(storage: Storage, upload: Mapping[str, Any], findings: list[Finding]) -> None:
    """清除 what is staged; and bytes at a final key that are not those of its hash.

    True bytes of an unwanted type stay at their key, unseen: another service may have put them.
    """
    false_bytes = any(one.rule in {"FILE_EMPTY", "FILE_LENGTH", "FILE_HASH"} for one in findings)
    if upload["mode"] == "staged" or (false_bytes and not upload["proven"]):
        storage.remove(key_of(upload))
