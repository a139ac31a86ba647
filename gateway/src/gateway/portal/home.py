"""公告列表 searched by notices where there are conditions, else from the store's list."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts import notices
from tenderhall_contracts.errors import Family, Problem

from gateway.pages.kit import words
from gateway.pages.kit.ask import ask
from gateway.parts import of
from gateway.portal import layout
from gateway.portal.search import Found, Search
from gateway.portal.store import Store

_AWAY, _REFUSED = 503, 422
_NOTHING = Found((), 0, 1, 1)


async def show(request: Request) -> Response:
    """门户首页 it works with every service down; a wrong date shows the page again and says so."""
    search = Search.read(request.query_params)
    found, narrow = await look(request, search)
    status = _AWAY if found is None else _REFUSED if search.faults else 200
    told = {
        "search": search,
        "found": found or _NOTHING,
        "away": found is None,
        "narrow": narrow,
        "any": search.narrowed or bool(found and found.total),
        "methods": words.options("Method"),
        "regions": words.regions(),
    }
    return layout.page(request, "portal/list.html", status, index=search.plain, **told)


async def look(request: Request, search: Search) -> tuple[Found | None, bool]:
    """查找 what matches, and whether only the latest notices were looked at.

    None where neither notices nor the store answers.
    """
    if search.faults:
        return _NOTHING, False
    if search.narrowed:
        try:
            return search.found(await ask(request, notices.search_public, search.payload)), False
        except Problem as problem:
            if not problem.family.retryable:
                raise
    try:
        rows = await latest(of(request).store)
    except Problem:
        return None, False
    return search.among(rows), search.narrowed


async def latest(store: Store) -> list[dict[str, Any]]:
    """最新公告 the latest first; none before the first publication.

    Raises:
        Problem: UNAVAILABLE where the store does not answer.
    """
    try:
        found = await store.read("notices/index.json")
    except Problem as problem:
        if problem.family is Family.NOT_FOUND:
            return []
        raise
    items: list[dict[str, Any]] = json.loads(found.body)["items"]
    return items
