"""工作台 what waits for the person: an agency's own forms, or the centre's queue."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import finish_reminder, my_reminders, my_work

from gateway.pages.kit import answers, forms, nav, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say, title
from gateway.pages.kit.session import Person


@person_page()
async def show(request: Request, person: Person) -> Response:
    """我的待办 forms that are being edited or came back, the most urgent first."""
    if not person.of_agency:
        return answers.go(request, nav.HOME[person.actor.role])
    listing = tables.listing(request)
    work = await ask(request, my_work, listing.payload, person=person)
    duties = await ask(request, my_reminders, {"limit": tables.SIZE}, person=person)
    return shown.page(
        request,
        "desk/home.html",
        person=person,
        work=work,
        duties=duties,
        listing=listing,
        paths=words.PATHS,
    )


@person_page(Role.CLERK)
async def finish(request: Request, person: Person) -> Response:
    """办结法定任务 with a remark."""
    posted = await forms.posted(request)
    told = {"id": request.path_params["id"], "remark": posted.sheet().get("remark").strip()}
    try:
        await ask(request, finish_reminder, told, person=person, key=posted.key)
    except Problem as problem:
        why = [one.message_zh for one in problem.findings] or [title(problem)]
        return answers.go(request, "/desk", *map(answers.failed, why))
    return answers.go(request, "/desk", answers.done(say("已办结")))


def routes() -> list[BaseRoute]:
    """路由 of where people begin."""
    return [
        Route("/desk", show),
        Route("/desk/duties/{id}", finish, methods=["POST"]),
    ]
