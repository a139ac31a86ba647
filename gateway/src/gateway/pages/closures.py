"""场地关闭 停用, 维修 and 占用: registered and ended by the administrator, seen by the centre."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, forms, shown, tables
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say, title
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/admin/rooms/closures", "/desk/admin/rooms/closures/new"
END = f"{LIST}/end"
_LOOKERS = (Role.ADMIN, Role.REVIEWER, Role.SUPERVISOR)


@person_page(*_LOOKERS)
async def show_list(request: Request, person: Person) -> Response:
    """场地关闭列表 what is to come and running, or with ``past`` what is over."""
    listing = tables.listing(request, "past")
    past = bool(listing.others.get("past"))
    page = {name: listing.payload[name] for name in ("limit", "offset")}
    found = await ask(request, venue.list_closures, {**page, "past": past}, person=person)
    return shown.page(
        request,
        "desk/rooms/admin/closures.html",
        person=person,
        found=found,
        listing=listing,
        past=past,
    )


@person_page(Role.ADMIN)
async def show_new(request: Request, person: Person) -> Response:
    """登记场地关闭 empty, or with the room that the query names."""
    room = request.query_params.get("room", "")
    return await _form(request, person, forms.of({"room_ids": [room]} if room else {}))


@person_page(Role.ADMIN)
async def create(request: Request, person: Person) -> Response:
    """登记场地关闭 refused with the live bookings where there are any."""
    posted = await forms.posted(request)
    told = posted.payload(venue.CreateClosure)
    try:
        await ask(request, venue.create_closure, told, person=person, key=posted.key)
    except Problem as problem:
        return await _form(request, person, posted.sheet(problem), problem)
    return answers.go(request, LIST, answers.done(say("场地关闭已登记")))


@person_page(Role.ADMIN)
async def end(request: Request, person: Person) -> Response:
    """结束场地关闭 what happened meanwhile is told above the list."""
    posted = await forms.posted(request)
    told = posted.payload(venue.EndClosure)
    key = f"{posted.key}:{told.get('id')}"
    try:
        await ask(request, venue.end_closure, told, person=person, key=key)
    except Problem as problem:
        return answers.go(request, LIST, answers.failed(title(problem)))
    return answers.go(request, LIST, answers.done(say("场地已重新开放")))


async def _form(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    rooms: list[dict[str, Any]] = (await ask(request, venue.list_rooms, {}, person=person))["items"]
    return shown.page(
        request,
        "desk/rooms/admin/closure.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        rooms=rooms,
        problem=shown.told(problem, venue.CreateClosure),
    )


def routes() -> list[BaseRoute]:
    """路由 of the closures."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        Route(END, end, methods=["POST"]),
    ]
