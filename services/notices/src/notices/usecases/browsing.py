"""公众查阅 what anybody may ask: search, a project's chain, what has changed."""

from collections.abc import Mapping
from typing import Any

from tenderhall_kit.work import Work

from notices import shelf
from notices.models import PublicEntry
from notices.rules import chains

ROW = (
    *("seq", "no", "kind", "title", "project_no", "project_name", "lot_nos", "region", "method"),
    *("category", "catalogue", "purchaser", "agency", "amount", "opening_at", "published_at"),
    *("url", "pdf_sha256", "sealed", "ocid", "release_id"),
)


def search(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """检索已发布公告."""
    found = shelf.search(work.session, asked)
    return {"total": found.total, "more": found.more, "items": [row(one) for one in found.rows]}


def project(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """公开项目 with its chain and timeline.

    Raises:
        Problem: NOT_FOUND while nothing of it is published.
    """
    entries = shelf.chain(work.session, asked["project_no"])
    return chains.project([known(one) for one in entries])


def changes(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """变更流 after a cursor."""
    found = shelf.after(work.session, asked["since"], asked["limit"] + 1)
    told = [row(one) for one in found[: asked["limit"]]]
    following = told[-1]["seq"] if told else asked["since"]
    return {"items": told, "next": following, "more": len(found) > len(told)}


def known(entry: PublicEntry) -> dict[str, Any]:
    """公告条目 with what the notice made known of its project."""
    return row(entry) | {"about": entry.about}


def row(entry: PublicEntry) -> dict[str, Any]:
    """公告条目."""
    return {name: getattr(entry, name) for name in ROW}
