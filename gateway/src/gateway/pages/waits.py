"""候补 the requests that wait for a slot, those of one's own agency or, for the centre, all."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import acts, answers, forms, shown, tables
from gateway.pages.kit.acts import Act
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/waits"
ACTS = {"end": Act(venue.end_wait, N_("已取消候补"), acts.row)}


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """候补列表 in the order in which they were asked for."""
    return await _list(request, person)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """取消候补."""
    posted = await forms.posted(request)
    try:
        said, _ = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _list(request, person, problem)
    return answers.go(request, LIST, answers.done(say(said)))


async def _list(request: Request, person: Person, problem: Problem | None = None) -> Response:
    listing = tables.listing(request)
    window = {name: listing.payload[name] for name in ("limit", "offset")}
    found = await ask(request, venue.list_waits, window, person=person)
    return shown.page(
        request,
        "desk/waits/list.html",
        person=person,
        status=problem.family.status if problem else 200,
        found=found,
        listing=listing,
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of those who wait."""
    return [Route(LIST, show_list), Route(LIST, act, methods=["POST"])]
