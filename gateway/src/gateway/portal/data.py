"""开放数据 what programs and search engines read: changes, bulk files, site map; and the guide."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from tenderhall_contracts import notices
from tenderhall_contracts.errors import Problem

from gateway.pages.kit.ask import ask
from gateway.parts import of
from gateway.portal import layout
from gateway.portal.notices import AGAIN, send

_PART = re.compile(r"\d{1,6}\.xml")
_DIGITS = 15
_MOST = 1000
_ANYBODY = {"cache-control": "no-cache", "access-control-allow-origin": "*"}
_CRAWLED = "User-agent: *\nDisallow: /api/\nDisallow: /desk\nDisallow: /login\n\nSitemap: {}\n"


async def show(request: Request) -> Response:
    """开放数据页 everything that programs may fetch, and how."""
    site = of(request).settings.public_url
    return layout.page(request, "portal/open_data.html", site=site)


async def show_guide(request: Request) -> Response:
    """服务指南 for suppliers, agencies, and whoever checks a notice; with downloads."""
    return layout.page(request, "portal/guide.html")


async def show_changes(request: Request) -> Response:
    """变更流 ``/changes?since=0``: what came after the cursor, and the cursor to go on with.

    Raises:
        Problem: VALIDATION_FAILED for what is no cursor; UNAVAILABLE.
    """
    asked = {"since": _whole(request, "since", 0), "limit": _whole(request, "limit", 100)}
    asked["limit"] = max(1, min(asked["limit"], _MOST))
    told = await ask(request, notices.public_changes, asked)
    return JSONResponse(told, headers=_ANYBODY)


async def show_map(request: Request) -> Response:
    """站点地图 ``/sitemap.xml`` and its parts ``/sitemaps/{part}``.

    Raises:
        Problem: NOT_FOUND.
    """
    part = request.path_params.get("part", "index.xml")
    if part != "index.xml" and not _PART.fullmatch(part):
        raise Problem("NOT_FOUND")
    found = await of(request).store.read(f"sitemaps/{part}")
    return send(request, found, "application/xml", {"cache-control": AGAIN})


async def show_robots(request: Request) -> Response:
    """爬虫说明 ``/robots.txt`` (RFC 9309)."""
    return PlainTextResponse(_CRAWLED.format(f"{of(request).settings.public_url}/sitemap.xml"))


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Problem("VALIDATION_FAILED")
    return int(text)
