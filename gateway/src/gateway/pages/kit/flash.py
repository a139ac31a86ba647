"""一次性提示 a message for the next page, of a minute."""

from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import Response

from gateway.pages.kit import cookies

COOKIE = "th_flash"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Flash:
    """提示 ``kind`` is success, info, warning or danger."""

    kind: str
    text: str
    link: str = ""
    link_text: str = ""


def put(request: Request, answer: Response, *messages: Flash) -> None:
    """留言 for the page that the answer leads to."""
    cookies.put(request, answer, COOKIE, [asdict(one) for one in messages], seconds=_SECONDS)


def take(request: Request) -> list[Flash]:
    """取留言."""
    told = cookies.take(request, COOKIE, seconds=_SECONDS) or []
    return [Flash(**one) for one in told]
