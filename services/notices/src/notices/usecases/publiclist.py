"""公开列表 what has been published, for the portal's files."""

from typing import Any

from sqlalchemy.orm import DeclarativeBase
from tenderhall_kit.storage import Storage
from tenderhall_kit.work import Work

from notices import media_store, portal, store
from notices.models import Announcement, Publication
from notices.usecases import legal_clock

LONGEST = 1000
"""Notices in the list file, newest first; older ones are found by search."""


def record(work: Work, no: str) -> dict[str, Any]:
    """发布记录 of one notice, with everything its files show."""
    return _with_related(work, store.published(work.session, no))


def about(work: Work, no: str) -> list[dict[str, Any]]:
    """相关公告 the records of the notices whose pages now have one more to link to."""
    row = store.published(work.session, no)
    others = store.published_of(work.session, row.project_id, row.lot_nos)
    return [_with_related(work, one) for one in others if one.notice_id != row.notice_id]


def announcement(work: Work, no: str) -> dict[str, Any]:
    """情况公告 with the notices that it is about."""
    row = store.announced(work.session, no)
    about = store.published_of(work.session, row.project_id, row.lot_nos)
    return _all(row) | {"about": [_with_related(work, one) for one in about]}


def rebuild(work: Work, storage: Storage) -> dict[str, int]:
    """重写公开列表.

    The file is written inside the transaction that holds the list's lock, on purpose: of two
    writers the later one must also be the one that has read more.
    """
    store.lock_public_list(work.session)
    _, published = store.published_page(work.session, {"limit": LONGEST, "offset": 0})
    found: list[Publication | Announcement] = [
        *published,
        *store.latest_announced(work.session, LONGEST),
    ]
    newest = sorted(found, key=lambda one: (one.published_at, one.no), reverse=True)[:LONGEST]
    portal.put_list(storage, [_all(one) for one in newest])
    return {"total": len(newest)}


def _with_related(work: Work, publication: Publication) -> dict[str, Any]:
    """With what was published about the same lots later, and what this one is about."""
    lots = publication.project_id, publication.lot_nos
    others = store.published_of(work.session, *lots)
    found: list[Publication | Announcement] = [
        *(one for one in others if one.notice_id != publication.notice_id),
        *store.announced_of(work.session, *lots),
    ]
    found.sort(key=lambda one: (one.published_at, one.no))
    return (
        _all(publication)
        | {"related": [_all(one) for one in found]}
        | _elsewhere(work, publication)
    )


def _elsewhere(work: Work, publication: Publication) -> dict[str, Any]:
    """其他媒体 where else it stands, and the period as the designated medium's day makes it."""
    rows = media_store.of(work.session, publication.notice_id)
    told = [one for one in rows if one.external_url and one.published_at]
    fields = ("medium", "designated", "external_url", "published_at")
    elsewhere = [{field: getattr(one, field) for field in fields} for one in told]
    begun = legal_clock.confirmed_on(work, publication)
    if begun is None:
        return {"elsewhere": elsewhere}
    ends_on = legal_clock.period_ends_on(work, publication, begun)
    return {"elsewhere": elsewhere, "period_ends_on": ends_on, "period_confirmed": True}


def _all(row: DeclarativeBase) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.c}
