"""媒体发布情况 where else a notice stands: asked for by its page, and dealt with by the centre."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.core import CENTRE
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices.media import CENTRE_HANDS

from gateway.pages.kit import answers, forms, shown, tables
from gateway.pages.kit.ask import ask
from gateway.pages.kit.forms import Sheet
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/media"
WORDS = {
    "waiting": ("waiting", N_("待交送")),
    "handed_over": ("pending", N_("已交送，待确认")),
    "refused": ("refused", N_("媒体拒收")),
    "by_hand": ("draft", N_("待人工登记")),
    "acknowledged": ("published", N_("已发布")),
}
"""State → how it looks, and what it is called."""


@person_page()
async def show(request: Request, person: Person) -> Response:
    """各媒体发布情况 the page, or only its table for the notice's own page."""
    return await _page(request, person, forms.of({}))


@person_page(*CENTRE_HANDS)
async def act(request: Request, person: Person) -> Response:
    """登记、重新交送 each once."""
    posted = await forms.posted(request)
    key = f"{posted.key}:{posted.action}"
    again = posted.action == "again"
    rpc = notices.hand_over_again if again else notices.enter_media
    told = posted.payload(rpc.takes)
    try:
        await ask(request, rpc, told, person=person, key=key)
    except Problem as problem:
        return await _page(request, person, posted.sheet(problem), problem)
    done = say("已安排重新交送") if again else say("已登记")
    return answers.go(request, request.url.path, answers.done(done))


async def _page(
    request: Request, person: Person, sheet: Sheet, problem: Problem | None = None
) -> Response:
    asked = {"id": request.path_params["id"]}
    told: dict[str, Any] = await ask(request, notices.notice_media, asked, person=person)
    part = request.headers.get("hx-request") == "true"
    hands = person.actor.role in CENTRE_HANDS
    values = {**asked, **told, "words": WORDS, "hands": hands, "alone": not part}
    if part:
        return shown.fragment("desk/notices/media_table.html", **values)
    return shown.page(
        request,
        "desk/notices/media.html",
        person=person,
        status=problem.family.status if problem else 200,
        notice=await ask(request, notices.get_notice, asked, person=person),
        sheet=sheet,
        problem=shown.told(problem, notices.MediaEntry),
        **values,
    )


@person_page(*CENTRE)
async def show_list(request: Request, person: Person) -> Response:
    """媒体发布列表 what waits for people or media comes first."""
    listing = tables.listing(request)
    found = await ask(request, notices.list_media, _sane(listing.payload), person=person)
    return shown.page(
        request,
        "desk/notices/media_list.html",
        person=person,
        found=found,
        listing=listing,
        words=WORDS,
        states=[(name, say(word)) for name, (_, word) in WORDS.items()],
    )


def _sane(asked: dict[str, Any]) -> dict[str, Any]:
    """The filter; what is no state is none."""
    known = asked.get("state") in WORDS
    return {name: one for name, one in asked.items() if name != "state" or known}


def routes(one: str) -> list[BaseRoute]:
    """路由 below the page of one notice."""
    return [
        Route(LIST, show_list),
        Route(f"{one}/media", show),
        Route(f"{one}/media", act, methods=["POST"]),
    ]
