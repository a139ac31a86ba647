"""交付文件 a stored file to a browser: straight from the store, or through the gateway.

Through the gateway it comes where ``UPLOAD_ROUTE`` says so, where this browser has found that it
cannot reach the store (``upload-wire.js`` leaves a cookie), and where that is asked for.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.uploads import PREVIEWED

from gateway.parts import of

COOKIE, GATEWAY = "th_store", "gateway"
_SEE_OTHER = 303
_KEPT_NOWHERE = {"cache-control": "no-store"}


async def over(request: Request, found: Mapping[str, Any], *, inline: bool = False) -> Response:
    """交付 what documents has told of it (``DownloadOut``): whoever asks has been let by it.

    Raises:
        Problem: NOT_FOUND; UNAVAILABLE where the store does not answer.
    """
    if not found.get("url"):
        raise Problem("NOT_FOUND")
    if not _through(request):
        return RedirectResponse(found["url"], _SEE_OTHER, _KEPT_NOWHERE)
    file = found["file"]
    store = of(request).store
    pieces = await store.begin(store.key_in(found["url"]), file["sha256"])
    return StreamingResponse(pieces, headers=_headers(file, inline=inline))


def _through(request: Request) -> bool:
    asked = request.query_params.get("through"), request.cookies.get(COOKIE)
    return GATEWAY in (of(request).settings.upload_way, *asked)


def _headers(file: Mapping[str, Any], *, inline: bool) -> dict[str, str]:
    """Only what can run nothing is shown; everything else is saved."""
    shown = inline and file["mime"] in PREVIEWED
    return {
        **_KEPT_NOWHERE,
        "content-type": file["mime"],
        "content-length": str(file["size"]),
        "content-disposition": f"{'inline' if shown else 'attachment'}"
        f"; filename*=UTF-8''{quote(file['name'])}",
    }
