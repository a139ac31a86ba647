"""下载 an attachment: a link that is good for minutes, straight to the store."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.errors import Problem

from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

_SEE_OTHER = 303


@person_page()
async def fetch(request: Request, person: Person) -> Response:
    """下载文件 ``/desk/files/{document_id}/{version}``; documents says who may.

    ``?show=1`` shows what a browser can show safely, and saves the rest.
    """
    asked = request.path_params
    wanted: dict[str, object] = {
        "document_id": str(asked["document_id"]),
        "version": asked["version"],
        "inline": "show" in request.query_params,
    }
    found = await ask(request, documents.download, wanted, person=person)
    if not found.get("url"):
        raise Problem("NOT_FOUND")
    return RedirectResponse(found["url"], _SEE_OTHER, {"cache-control": "no-store"})


def routes() -> list[BaseRoute]:
    """附件路由."""
    return [Route("/desk/files/{document_id:uuid}/{version:int}", fetch)]
