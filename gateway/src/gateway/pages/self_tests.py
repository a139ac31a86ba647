"""场地约束自检 for auditors: the constraint as it stands, what overlaps, and the daily records."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role

from gateway.pages.kit import shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

PATH = "/desk/rooms/self-test"


@person_page(Role.ADMIN, Role.REVIEWER, Role.SUPERVISOR)
async def show(request: Request, person: Person) -> Response:
    """场地约束自检 looked at anew each time the page is asked for."""
    found = await ask(request, venue.self_test, {}, person=person)
    return shown.page(request, "desk/rooms/self_test.html", person=person, found=found)


def routes() -> list[BaseRoute]:
    """路由 of the self-test."""
    return [Route(PATH, show)]
