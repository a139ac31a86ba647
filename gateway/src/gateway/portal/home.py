"""公告列表 searched, filtered and paged here: notices keeps the whole list in the store."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Family, Problem

from gateway.parts import of
from gateway.portal import layout
from gateway.portal.search import Search
from gateway.portal.store import Store

_AWAY, _REFUSED = 503, 422


async def show(request: Request) -> Response:
    """门户首页 it works with every service down; a wrong date shows the page again and says so."""
    search = Search.read(request.query_params)
    try:
        rows, away = await latest(of(request).store), False
    except Problem:
        rows, away = [], True
    found = search.among(rows)
    status = _AWAY if away else _REFUSED if search.faults else 200
    told = {"search": search, "found": found, "any": bool(rows), "away": away}
    return layout.page(request, "portal/list.html", status, index=search.plain, **told)


async def latest(store: Store) -> list[dict[str, Any]]:
    """最新公告 the latest first; none before the first publication.

    Raises:
        Problem: UNAVAILABLE where the store does not answer.
    """
    try:
        found = await store.read("index.json")
    except Problem as problem:
        if problem.family is Family.NOT_FOUND:
            return []
        raise
    items: list[dict[str, Any]] = json.loads(found.body)["items"]
    return items
