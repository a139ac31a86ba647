"""项目页 a project with its chain of notices, and its OCDS files, as notices has made them."""

import re

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Problem

from gateway.parts import of
from gateway.portal.notices import AGAIN, number, policy, send

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,120}\.jsonl?")
_HTML, _JSON, _CALENDAR = "text/html; charset=utf-8", "application/json", "text/calendar"
_AGAIN = {"cache-control": AGAIN}


async def show(request: Request) -> Response:
    """项目页 ``/projects/{no}``."""
    found = await of(request).store.read(f"projects/{number(request)}/index.html")
    headers = _AGAIN | {"content-security-policy": policy(found.body)}
    return send(request, found, _HTML, headers)


async def show_json(request: Request) -> Response:
    """项目数据 ``/projects/{no}/project.json``."""
    found = await of(request).store.read(f"projects/{number(request)}/project.json")
    return send(request, found, _JSON, _AGAIN)


async def show_calendar(request: Request) -> Response:
    """开标日历 ``/projects/{no}/openings.ics``."""
    no = number(request)
    found = await of(request).store.read(f"projects/{no}/openings.ics")
    named = {"content-disposition": f'attachment; filename="{no}.ics"'}
    return send(request, found, f"{_CALENDAR}; charset=utf-8", _AGAIN | named)


async def show_ocds(request: Request) -> Response:
    """OCDS文件 ``/ocds/releases/{id}.json``, ``/ocds/records/{ocid}.json``, ``/ocds/bulk/…``.

    Raises:
        Problem: NOT_FOUND for what cannot be one: it never gets near the store.
    """
    what, name = request.path_params["what"], request.path_params["name"]
    if what not in {"releases", "records", "bulk"} or not _ID.fullmatch(name):
        raise Problem("NOT_FOUND")
    found = await of(request).store.read(f"ocds/{what}/{name}")
    kind = "application/x-ndjson" if name.endswith("l") else _JSON
    return send(request, found, kind, _AGAIN | {"access-control-allow-origin": "*"})
