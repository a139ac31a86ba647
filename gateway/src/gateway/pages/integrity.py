"""文件完整性 for auditors: how many files are kept, when they were last read, what is damaged."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.core import CENTRE

from gateway.pages.kit import shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

PATH = "/desk/files/integrity"


@person_page(*CENTRE)
async def show(request: Request, person: Person) -> Response:
    """文件完整性 as the sweep has found it so far."""
    found = await ask(request, documents.integrity, {}, person=person)
    return shown.page(request, "desk/integrity.html", person=person, found=found)


def routes() -> list[BaseRoute]:
    """路由 of the integrity page."""
    return [Route(PATH, show)]
