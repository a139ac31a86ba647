"""写入门户文件 idempotently: the PDF never changes, what stands around it may be made anew."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_kit.plain import plain
from tenderhall_kit.storage import Storage, cas_key

from notices.kinds import tells_opening
from notices.portal.page import announcement, page

PREFIX = "public/notices"
ROW = ("no", "kind", "title", "project_no", "lot_nos", "published_at", "opening_at", "url")
FACTS = (
    *ROW,
    "media",
    "period_days",
    "period_ends_on",
    "content",
    "content_sha256",
    "pdf",
    "verdict",
)
TOLD = (*ROW[:-2], "url", "paragraphs")
"""What the data of an announcement tells: as a row of the list, but nothing opens with it."""

HTML, JSON, PDF = "text/html; charset=utf-8", "application/json", "application/pdf"


def put_notice(storage: Storage, record: Mapping[str, Any]) -> None:
    """发布文件 page, PDF and data of one notice; ``record`` is its publication with the verdict.

    Raises:
        Problem: NOT_FOUND where the sealed PDF is not in the store, UNAVAILABLE.
    """
    told = plain(record)
    folder = f"{PREFIX}/{told['no']}"
    elsewhere = told.get("elsewhere", [])
    facts = {field: told[field] for field in FACTS}
    facts |= {"opening_at": _opening(told), "elsewhere": elsewhere}
    facts["pdf"] = {**told["pdf"], "url": f"{told['url']}/notice.pdf"}
    storage.copy(cas_key(told["pdf"]["sha256"]), f"{folder}/notice.pdf")
    storage.put_at(f"{folder}/notice.json", _json(facts), JSON)
    storage.put_at(f"{folder}/index.html", page(told).encode(), HTML)


def put_announcement(storage: Storage, record: Mapping[str, Any]) -> None:
    """情况公告 page and data; the pages of the notices that it is about then link to it."""
    told = plain(record)
    folder = f"{PREFIX}/{told['no']}"
    facts = {one: told[one] for one in TOLD}
    if told.get("pdf"):
        storage.copy(cas_key(told["pdf"]["sha256"]), f"{folder}/notice.pdf")
        facts["file"] = {**told["pdf"], "url": f"{told['url']}/notice.pdf"}  # it bears no seal
    storage.put_at(f"{folder}/notice.json", _json(facts), JSON)
    storage.put_at(f"{folder}/index.html", announcement(told).encode(), HTML)
    for one in told["about"]:
        storage.put_at(f"{PREFIX}/{one['no']}/index.html", page(one).encode(), HTML)


def put_list(storage: Storage, records: Sequence[Mapping[str, Any]]) -> None:
    """公开列表 newest first, as data."""
    rows = [_row(told) for told in map(plain, records)]
    storage.put_at(f"{PREFIX}/index.json", _json({"items": rows, "total": len(rows)}), JSON)


def _row(told: Mapping[str, Any]) -> dict[str, Any]:
    """One line; an announcement opens nothing and has no PDF."""
    pdf = told.get("pdf") or {}
    row = {field: told.get(field) for field in ROW}
    return {**row, "opening_at": _opening(told), "pdf_sha256": pdf.get("sha256")}


def _opening(told: Mapping[str, Any]) -> Any:
    """开标时间 where this kind of notice tells one."""
    return told.get("opening_at") if tells_opening(told["kind"]) else None


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
