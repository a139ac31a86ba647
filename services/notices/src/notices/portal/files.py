"""写入门户文件 idempotently: the PDF never changes, what stands around it may be made anew."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_kit.plain import plain
from tenderhall_kit.storage import Storage, cas_key

from notices.portal.page import page

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
HTML, JSON, PDF = "text/html; charset=utf-8", "application/json", "application/pdf"


def put_notice(storage: Storage, record: Mapping[str, Any]) -> None:
    """发布文件 page, PDF and data of one notice; ``record`` is its publication with the verdict.

    Raises:
        Problem: NOT_FOUND where the sealed PDF is not in the store, UNAVAILABLE.
    """
    told = plain(record)
    folder = f"{PREFIX}/{told['no']}"
    facts = {field: told[field] for field in FACTS}
    facts["pdf"] = {**told["pdf"], "url": f"{told['url']}/notice.pdf"}
    storage.copy(cas_key(told["pdf"]["sha256"]), f"{folder}/notice.pdf")
    storage.put_at(f"{folder}/notice.json", _json(facts), JSON)
    storage.put_at(f"{folder}/index.html", page(told).encode(), HTML)


def put_list(storage: Storage, records: Sequence[Mapping[str, Any]]) -> None:
    """公开列表 newest first, as data."""
    rows = [
        {**{field: told[field] for field in ROW}, "pdf_sha256": told["pdf"]["sha256"]}
        for told in map(plain, records)
    ]
    storage.put_at(f"{PREFIX}/index.json", _json({"items": rows, "total": len(rows)}), JSON)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
