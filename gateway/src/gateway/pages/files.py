"""文件 an attachment: its versions, and a link that is good for minutes, straight to the store."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import attached, shown
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


@person_page()
async def show(request: Request, person: Person) -> Response:
    """文件版本 ``/desk/files/{document_id}``: every version, who brought it and when, its hash."""
    asked = {"id": str(request.path_params["document_id"])}
    found = await ask(request, documents.get_document, asked, person=person)
    return shown.page(
        request, "desk/file.html", person=person, found=found, previewed=attached.previewed
    )


def routes() -> list[BaseRoute]:
    """附件路由."""
    return [
        Route("/desk/files/{document_id:uuid}", show),
        Route("/desk/files/{document_id:uuid}/{version:int}", fetch),
    ]
