"""分片上传 multipart uploads: a large file comes in parts, each of which can be sent again.

The SDK knows all of it, but offers it only inside ``put_object``; here the parts come from others,
by presigned URLs, and what the store has is asked of the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from minio.datatypes import Part
from tenderhall_contracts.errors import Problem

from tenderhall_kit.presign import MARK
from tenderhall_kit.storage import Storage, asking

_MOST = 1000
"""Parts, and uploads, that the store lists at a time."""


@dataclass(frozen=True, slots=True)
class Begun:
    """未完成的上传 in the store: of which key, and the store's own name for it."""

    key: str
    upload_id: str


def begin(storage: Storage, key: str, mime: str, mark: str) -> str:
    """开始 the store's name of a new upload; the object that it becomes has this mark."""
    headers = {"Content-Type": mime, MARK: mark}
    with asking():
        return storage.client._create_multipart_upload(storage.bucket, key, headers)  # type: ignore[arg-type]  # noqa: SLF001 — see above


def received(storage: Storage, begun: Begun) -> dict[int, Part]:
    """已收分片 what the store has of it, by number; the store is the only one who knows.

    Raises:
        Problem: NOT_FOUND where the upload has ended, one way or the other.
    """
    found: dict[int, Part] = {}
    after = 0
    while True:
        with asking():
            told = storage.client._list_parts(  # noqa: SLF001 — as above
                storage.bucket, begun.key, begun.upload_id, _MOST, str(after) if after else None
            )
        found |= {one.part_number: one for one in told.parts}
        if not told.is_truncated or not told.parts:
            return found
        after = told.parts[-1].part_number


def finish(storage: Storage, begun: Begun, parts: Mapping[int, Part]) -> None:
    """合并 the parts become the object; its bytes are not looked at."""
    wanted = [parts[number] for number in sorted(parts)]
    with asking():
        storage.client._complete_multipart_upload(  # noqa: SLF001 — as above
            storage.bucket, begun.key, begun.upload_id, wanted
        )


def abort(storage: Storage, begun: Begun) -> None:
    """放弃 the store forgets the parts; one that has ended already is no error."""
    try:
        with asking():
            storage.client._abort_multipart_upload(  # noqa: SLF001 — as above
                storage.bucket, begun.key, begun.upload_id
            )
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise


def stale(storage: Storage, prefix: str, before: datetime) -> list[Begun]:
    """滞留 uploads below this prefix that began before then."""
    with asking():
        told = storage.client._list_multipart_uploads(  # noqa: SLF001 — as above
            storage.bucket, max_uploads=_MOST, prefix=prefix
        )
    return [
        Begun(str(one.object_name), str(one.upload_id))
        for one in told.uploads
        if one.initiated_time and one.initiated_time < before
    ]
