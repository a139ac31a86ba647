"""核验字节 read what was put into the store, and tell whether it is what was registered.

Where the store has itself compared the bytes with their signed hash, only what tells their type is
read here, and the rest soon afterwards by the integrity rounds. Else all are read, in small pieces,
so that others get their turn.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import magic
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import AttachmentKind
from tenderhall_kit.presign import MARK
from tenderhall_kit.storage import Storage, breathe, cas_key

from documents.rules.content import HEAD, Claimed, Seen, check_identity, check_type
from documents.rules.kinds import PDF
from documents.rules.pdfs import WINDOW, xref_at
from documents.rules.zips import TAIL
from documents.usecases.inviting import key_of

Believed = Callable[[str | None], bool]

SMALL = 1024 * 1024
"""Bytes up to which reading all costs no more than reading both ends."""


def examine(
    storage: Storage, upload: Mapping[str, Any], *, trusting: bool
) -> tuple[Seen, list[Finding]]:
    """核验 what came, and which rules it breaks; ``trusting`` a store that checks hashes itself.

    A staged upload whose bytes are not proven gets them copied to their final key, and read there.

    Raises:
        Problem: UPLOAD_MISMATCH where nothing has come yet; the upload stays open.
    """
    kind = AttachmentKind(upload["kind"])
    claimed = Claimed(kind, upload["size"], upload["sha256"], upload["mime"])
    believed = _believed(upload, trusting=trusting)
    seen, findings = _judge(storage, key_of(upload), claimed, believed)
    if findings or upload["mode"] != "staged" or upload["proven"]:
        return seen, findings
    storage.copy(key_of(upload), cas_key(claimed.sha256))
    return _judge(storage, cas_key(claimed.sha256), claimed, believed)


def _believed(upload: Mapping[str, Any], *, trusting: bool) -> Believed:
    """Which mark an object must have for its bytes to be those of the hash, without reading them.

    Who has such bytes already sends none. An object with the mark of this upload came through the
    one URL that signs the hash; parts are signed one by one, which tells nothing of the whole.
    """
    if upload["mode"] == "present":
        return lambda _: True
    whole = trusting and not upload["part_size"]
    return lambda mark: whole and mark == str(upload["id"])


def _judge(
    storage: Storage, key: str, claimed: Claimed, believed: Believed
) -> tuple[Seen, list[Finding]]:
    try:
        seen = _measured(storage, key, claimed, believed)
    except Problem as problem:
        raise _not_here(problem) from problem
    identity = check_identity(claimed, seen)
    if not identity and claimed.mime == PDF.mime:
        seen = replace(seen, xref=_xref(storage, key, seen))
    return seen, identity or check_type(claimed, seen)


def _measured(storage: Storage, key: str, claimed: Claimed, believed: Believed) -> Seen:
    """The bytes as they are; those of another length need no reading."""
    if claimed.size <= SMALL:
        data = storage.read(key, 0, claimed.size + 1)
        if len(data) == claimed.size:
            return _seen(data)
    found = storage.stat(key)
    if found.size != claimed.size:
        return Seen(found.size, "", "", b"", b"")
    if believed(found.metadata.get(MARK)):
        return _ends(storage, key, claimed)
    return read(storage, key)


def _seen(data: bytes) -> Seen:
    head = data[:HEAD]
    return Seen(len(data), hashlib.sha256(data).hexdigest(), _sniff(head), head, data)


def _ends(storage: Storage, key: str, claimed: Claimed) -> Seen:
    """The first and last bytes, where the others are known to be those of the hash."""
    length = 2 * WINDOW if claimed.mime == PDF.mime else TAIL
    head = storage.read(key, 0, HEAD)
    tail = storage.read(key, max(0, claimed.size - length), length)
    return Seen(claimed.size, claimed.sha256, _sniff(head), head, tail, whole=False)


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
    return Seen(size, digest.hexdigest(), _sniff(head), head, b"".join(tail))


def _sniff(head: bytes) -> str:
    return magic.from_buffer(head, mime=True) if head else "application/x-empty"


def _xref(storage: Storage, key: str, seen: Seen) -> bytes:
    """A PDF's newest cross-reference section, where that is not at its end."""
    at = xref_at(seen.tail)
    if at is None or at >= seen.size - min(WINDOW, len(seen.tail)):
        return b""
    return storage.read(key, at, WINDOW)


def _not_here(problem: Problem) -> Problem:
    if problem.code != "NOT_FOUND":
        return problem
    zh, en = "尚未收到文件内容", "The bytes have not come yet"
    return Problem("UPLOAD_MISMATCH", [Finding("file", "FILE_MISSING", zh, en)])
