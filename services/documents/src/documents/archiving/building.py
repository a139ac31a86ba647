"""制作档案 from the services' parts to one ZIP in the store, as a stream."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO, cast
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_kit.call import Call

from documents.archiving import collecting
from documents.archiving.packing import Reader, packed, summed
from documents.usecases import archives

_QUIET = 2.0
"""Seconds between two words about the progress."""


def build(call: Call, job: Mapping[str, Any], given: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """制作 the archive of a job that was taken, and finish the job.

    Raises:
        Problem: NOT_FOUND where the store has lost a file; UNAVAILABLE.
        ChangedError: where the store's bytes are others.
    """
    parts = collecting.load(call.storage, given)
    ordered = sorted(files(call, parts), key=lambda one: one.path)
    tell = Progress(call, job["id"], len(ordered))
    archive = collecting.Archive(job["project_no"], parts, ordered, call.settings.actor_keys)
    found = collecting.entries(call.storage, archive, tell)
    sign = Ed25519PrivateKey.from_private_bytes(call.settings.service_key).sign
    stream = Reader(packed(summed(found, sign)))
    call.storage.put_stream(archives.key_of(job), cast("BinaryIO", stream), archives.MIME)
    file = {
        "sha256": stream.digest.hexdigest(),
        "size": stream.size,
        "mime": archives.MIME,
        "name": f"{job['project_no']}-档案.zip",
    }
    hashes = [one.sha256 for one in ordered]
    call.run(archives.finish, UUID(job["id"]), file, hashes, step="finish")
    return file


def files(call: Call, parts: Sequence[collecting.Part]) -> list[collecting.File]:
    """全部文件 that the parts tell of, and the other versions of the same documents."""
    found = collecting.files_of(parts)
    for one in call.read(archives.other_versions, collecting.documents_of(parts)):
        found.setdefault(one["sha256"], collecting.File(**one))
    return list(found.values())


class Progress:
    """进度 told now and then: it also shows that this process still lives."""

    def __init__(self, call: Call, export_id: str, total: int) -> None:
        """Nothing is in the archive yet."""
        self._call, self._id, self._total = call, UUID(export_id), total
        self._told = 0.0
        self(0)

    def __call__(self, done: int) -> None:
        """So many files are in it."""
        if time.monotonic() - self._told < _QUIET:
            return
        self._told = time.monotonic()
        self._call.run(archives.note, self._id, done, self._total, step=f"note {done}")
