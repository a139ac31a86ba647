"""应答 where a page leads after it has done something."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.pages.kit import flash

_SEE_OTHER = 303


def go(request: Request, where: str, *messages: flash.Flash) -> Response:
    """转到 another page (303, so that reloading repeats nothing), with what was done."""
    answer = RedirectResponse(where, _SEE_OTHER)
    if messages:
        flash.put(request, answer, *messages)
    return answer


def done(text: str) -> flash.Flash:
    """成功提示."""
    return flash.Flash("success", text)


def failed(text: str) -> flash.Flash:
    """失败提示."""
    return flash.Flash("danger", text)


def warned(text: str) -> flash.Flash:
    """提醒."""
    return flash.Flash("warning", text)
