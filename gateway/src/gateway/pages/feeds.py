"""日历订阅 the rooms in one's own calendar: addresses that are made, shown, and stopped."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.errors import Problem

from gateway.edge import FEEDS
from gateway.pages.kit import acts, answers, forms, shown
from gateway.pages.kit.acts import Act
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person
from gateway.parts import of

PATH = "/desk/rooms/feeds"
ACTS = {
    "open": Act(
        venue.open_feed,
        N_("已开通，请复制地址到您的日历程序"),
        lambda pressed: pressed.posted.payload(venue.OpenFeed),
    ),
    "stop": Act(venue.revoke_feed, N_("已停止，该地址不再有效"), acts.row),
}
"""The buttons of the page."""


@person_page()
async def show(request: Request, person: Person) -> Response:
    """日历订阅."""
    return await _show(request, person, forms.Sheet())


@person_page()
async def act(request: Request, person: Person) -> Response:
    """开通、停止."""
    posted = await forms.posted(request)
    try:
        said, _ = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _show(request, person, posted.sheet(problem), problem)
    return answers.go(request, PATH, answers.done(say(said)))


async def _show(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    found = await ask(request, venue.list_feeds, {}, person=person)
    rooms = await ask(request, venue.list_rooms, {}, person=person)
    base = of(request).settings.public_url or str(request.base_url).rstrip("/")
    return shown.page(
        request,
        "desk/rooms/feeds.html",
        person=person,
        status=problem.family.status if problem else 200,
        feeds=found["items"],
        rooms=[(one["id"], one["name"]) for one in rooms["items"]],
        base=f"{base}{FEEDS}",
        sheet=sheet,
        problem=shown.told(problem, venue.OpenFeed),
    )


def routes() -> list[BaseRoute]:
    """路由 of the calendars."""
    return [Route(PATH, show), Route(PATH, act, methods=["POST"])]
