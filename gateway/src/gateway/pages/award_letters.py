"""中标通知书 of a published award: what has become of each, and its PDF (87号令第69条)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices

from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

Values = dict[str, Any]
_SEE_OTHER = 303
_NEVER_KEPT = {"cache-control": "no-store"}


async def of(request: Request, person: Person, notice: Values) -> list[Values]:
    """中标通知书 of this notice, once it is published."""
    if not notice["published_at"]:
        return []
    found = await ask(request, notices.award_letters, {"id": notice["id"]}, person=person)
    return list(found["items"])


@person_page()
async def show_pdf(request: Request, person: Person) -> Response:
    """中标通知书PDF; notices decides who may have it, and its address lives for five minutes."""
    wanted = {"id": request.path_params["letter"]}
    found = await ask(request, notices.award_letter_pdf, wanted, person=person)
    return RedirectResponse(found["url"], _SEE_OTHER, _NEVER_KEPT)


def routes(one: str) -> list[BaseRoute]:
    """路由 below the page of one award."""
    return [Route(f"{one}/letters/{{letter}}/pdf", show_pdf)]
