"""公开列表 what has been published, for the portal's files."""

from typing import Any

from tenderhall_kit.storage import Storage
from tenderhall_kit.work import Work

from notices import portal, store
from notices.models import Publication

LONGEST = 1000
"""Notices in the list file, newest first; older ones are found by search."""


def record(work: Work, no: str) -> dict[str, Any]:
    """发布记录 of one notice, with everything its files show."""
    return _all(store.published(work.session, no))


def rebuild(work: Work, storage: Storage) -> dict[str, int]:
    """重写公开列表.

    The file is written inside the transaction that holds the list's lock, on purpose: of two
    writers the later one must also be the one that has read more.
    """
    store.lock_public_list(work.session)
    total, found = store.published_page(work.session, {"limit": LONGEST, "offset": 0})
    portal.put_list(storage, [_all(one) for one in found])
    return {"total": total}


def _all(publication: Publication) -> dict[str, Any]:
    return {column.key: getattr(publication, column.key) for column in Publication.__table__.c}
