"""日历订阅 what calendar programs read, by an address that is a secret of its owner's."""

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts import venue

from gateway.pages.kit.ask import ask

_NOT_MODIFIED = 304


async def show(request: Request) -> Response:
    """读取日历 text/calendar (RFC 5545); whoever has it already is told so."""
    found = await ask(request, venue.read_feed, {"token": request.path_params["token"]})
    headers = {
        "etag": f'"{found["etag"]}"',
        "cache-control": "private, no-cache",
        "x-robots-tag": "noindex",
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    kind = "text/calendar; charset=utf-8"
    return Response(found["calendar"], media_type=kind, headers=headers)
