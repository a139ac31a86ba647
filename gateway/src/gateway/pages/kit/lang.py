"""语言 Chinese texts are the keys; English stands in ``locale/en/*.po``, one file per area."""

from contextvars import ContextVar
from functools import cache
from importlib.resources import files

from babel.messages.pofile import read_po
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tenderhall_contracts.errors import Problem

COOKIE = "th_lang"
CHINESE, ENGLISH = "zh", "en"
TAGS = {CHINESE: "zh-CN", ENGLISH: "en"}
"""BCP 47 tags, for ``<html lang>``."""

_YEAR = 365 * 24 * 3600

current: ContextVar[str] = ContextVar("language", default=CHINESE)
"""The language of the request that is being answered."""


@cache
def english() -> dict[str, str]:
    """英文目录 msgid → English, of all areas."""
    found: dict[str, str] = {}
    for file in sorted((files("gateway") / "locale" / "en").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".po"):
            with file.open("rb") as stream:
                told = (one for one in read_po(stream) if one.id and one.string)  # not its header
                found |= {str(one.id): str(one.string) for one in told}
    return found


def N_(text: str) -> str:  # noqa: N802 — gettext's own name for it
    """待译 marks a text that is translated where it is shown, so that the catalogue is complete."""
    return text


def title(problem: Problem) -> str:
    """错误标题 the text of a refusal's code."""
    return problem.text.en if current.get() == ENGLISH else problem.text.zh


def say(text: str) -> str:
    """译 the text in the language of this request; Chinese where there is no English."""
    return english().get(text, text) if current.get() == ENGLISH else text


def say_many(one: str, many: str, count: int) -> str:
    """译复数 for Jinja's ngettext; Chinese has one form."""
    return say(one if count == 1 else many)


def of(request: Request) -> str:
    """页面语言 what the person has chosen; Chinese until then."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in TAGS else CHINESE


async def choose(request: Request) -> Response:
    """切换语言 ``/lang/{code}?back=/desk``: kept in a cookie for a year."""
    code = request.path_params["code"]
    answer = RedirectResponse(local_path(request.query_params.get("back", "/")), 303)
    if code in TAGS:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, code, max_age=_YEAR, samesite="lax", secure=secure)
    return answer


def local_path(text: str) -> str:
    """本站路径 a path of this origin, else the home page: nobody is led elsewhere."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if inside and text.isprintable() else "/"
