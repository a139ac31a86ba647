"""清理上传 what is over ends, and nothing is left of it in the store but what was acknowledged.

Bytes at a final key are removed only where their mark says that they came by that very upload, and
while nobody else can begin to rely on them: the hash is locked until they are gone.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_kit import parts
from tenderhall_kit.call import Call
from tenderhall_kit.storage import Storage
from tenderhall_kit.work import Work

from documents import store
from documents.models import Upload
from documents.usecases.inviting import key_of
from documents.usecases.uploads import GRACE, PARTS_LIFETIME, facts, org_of

_FALSE = {"FILE_EMPTY", "FILE_LENGTH", "FILE_HASH"}
"""Rules that say: these bytes are not those of the hash."""

_PLACES = ("cas/sha256/", "staging/upload/")
_STALE = PARTS_LIFETIME + timedelta(hours=1)


def sweep(call: Call) -> None:
    """清理 one round: end what is over, clear what has ended, forget parts that nobody knows."""
    call.run(expire)
    after = None
    while one := call.run(clear_next, call.storage, after):
        after = UUID(one["id"])
    for place in _PLACES:
        _forget(call, parts.stale(call.storage, place, call.read(_stale_since)))


def expire(work: Work) -> list[dict[str, Any]]:
    """登记过期 end what is over; gives it."""
    return [facts(one) for one in store.expire_uploads(work.session, work.real_now - GRACE)]


def clear(work: Work, storage: Storage, upload_id: UUID) -> None:
    """清理 one upload of the own organisation that has ended."""
    upload = store.find_upload(work.session, upload_id, org_of(work), lock=True)
    if upload and upload.state != "open":
        upload.cleared = _cleared(work, storage, upload)


def clear_next(work: Work, storage: Storage, after: UUID | None) -> dict[str, Any] | None:
    """清理下一个 upload that has ended; None where there is no more."""
    upload = store.next_uncleared(work.session, after)
    if upload is None:
        return None
    upload.cleared = _cleared(work, storage, upload)
    return {"id": upload.id}


def _cleared(work: Work, storage: Storage, upload: Upload) -> bool:
    told = facts(upload)
    if upload.parts_id and upload.state != "done":
        parts.abort(storage, parts.Begun(key_of(told), upload.parts_id))
    if upload.mode == "staged":
        storage.remove(key_of(told))
    elif upload.mode == "direct" and upload.state != "done":
        return _withdrawn(work, storage, upload)
    return True


def _withdrawn(work: Work, storage: Storage, upload: Upload) -> bool:
    """Whether the final key is settled; while another brings the same bytes, that is left open."""
    store.lock_hash(work.session, upload.sha256)
    if store.is_proven(work.session, upload.sha256):
        return True
    if store.is_awaited(work.session, upload.sha256):
        return False
    key = key_of(facts(upload))
    if storage.mark(key) == str(upload.id) or any(one["rule"] in _FALSE for one in upload.findings):
        storage.remove(key)
    return True


def _stale_since(work: Work) -> Any:
    return work.real_now - _STALE


def _forget(call: Call, begun: list[parts.Begun]) -> None:
    """A service that died between the store's answer and its own commit left them behind."""
    known = call.read(_known, [one.upload_id for one in begun]) if begun else set()
    for one in begun:
        if one.upload_id not in known:
            parts.abort(call.storage, one)


def _known(work: Work, names: list[str]) -> set[str]:
    return store.known_parts(work.session, names)
