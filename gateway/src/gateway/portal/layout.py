"""门户版式 the public pages: light, without script, in the reader's language."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from gateway import render
from gateway.pages.kit import lang
from gateway.parts import of

_OK = 200


def page(
    request: Request, name: str, status: int = 200, *, index: bool = True, **values: Any
) -> HTMLResponse:
    """公开页面 ``index`` is whether search engines should list it, under its canonical address.

    The language is chosen by a cookie, so no cache may give one reader's page to another.
    """
    lang.current.set(lang.of(request))
    query = f"?{request.url.query}" if request.url.query else ""
    here = request.url.path + query
    frame = {
        "html_lang": lang.TAGS[lang.current.get()],
        "here": here,
        "canonical": of(request).settings.public_url + here if index and status == _OK else "",
    }
    shown = render.page(name, status, **frame, **values)
    shown.headers["vary"] = "cookie"
    return shown
