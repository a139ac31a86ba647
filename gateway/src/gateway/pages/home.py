"""工作台 what waits for the person: an agency's own forms, or the centre's queue."""

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.registry import my_work

from gateway.pages.kit import answers, nav, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person


@person_page()
async def show(request: Request, person: Person) -> Response:
    """我的待办 forms that are being edited or came back, the most urgent first."""
    if not person.of_agency:
        return answers.go(request, nav.HOME[person.actor.role])
    listing = tables.listing(request)
    work = await ask(request, my_work, listing.payload, person=person)
    return shown.page(
        request, "desk/home.html", person=person, work=work, listing=listing, paths=words.PATHS
    )
