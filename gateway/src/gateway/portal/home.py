"""首页 the latest published notices, from the list that notices keeps in the store."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Family, Problem

from gateway import render
from gateway.parts import of
from gateway.portal.store import Store

_SHOWN = 50
"""Rows on the page; the whole list is at ``/notices/index.json``."""


async def show(request: Request) -> Response:
    """门户首页 Chinese first; it works with every service down."""
    try:
        rows, away = await latest(of(request).store), False
    except Problem:
        rows, away = [], True
    return render.page("home.html", 503 if away else 200, rows=rows[:_SHOWN], away=away)


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
