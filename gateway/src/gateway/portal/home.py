"""首页 the latest published notices, read from the store: it works with every service down."""

import asyncio
import json
import logging
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Problem

from gateway import render
from gateway.parts import of
from gateway.portal.store import Entry, Store

_SHOWN = 50
"""Rows on the page; search and archives come with the portal proper."""

_log = logging.getLogger(__name__)


async def show(request: Request) -> Response:
    """门户首页 Chinese first."""
    try:
        rows, away = await latest(of(request).store), False
    except Problem:
        rows, away = [], True
    return render.page("home.html", 503 if away else 200, rows=rows, away=away)


async def latest(store: Store) -> list[dict[str, Any]]:
    """最新公告 the facts of the latest notices, by time of publication.

    Raises:
        Problem: UNAVAILABLE where the store does not answer.
    """
    entries = (await store.entries())[:_SHOWN]
    read = await asyncio.gather(*(_row(store, entry) for entry in entries))
    rows = [row for row in read if row]
    return sorted(rows, key=lambda row: str(row.get("published_at")), reverse=True)


async def _row(store: Store, entry: Entry) -> dict[str, Any] | None:
    try:
        found = await store.read(entry.no, "notice.json")
        row: dict[str, Any] = json.loads(found.body)
    except (Problem, ValueError):
        _log.warning("notice.json of %s cannot be read", entry.no)
        return None
    return {"no": entry.no, **row}
