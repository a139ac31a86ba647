"""文件 an attachment: its versions, and its bytes, from the store or through the gateway."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents

from gateway.pages.kit import attached, handed, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person


@person_page()
async def fetch(request: Request, person: Person) -> Response:
    """下载文件 ``/desk/files/{document_id}/{version}``; documents says who may.

    ``?show=1`` shows what a browser can show safely, and saves the rest; with ``through=gateway``
    it does not come from the store itself.
    """
    asked, inline = request.path_params, "show" in request.query_params
    wanted: dict[str, object] = {
        "document_id": str(asked["document_id"]),
        "version": asked["version"],
        "inline": inline,
    }
    found = await ask(request, documents.download, wanted, person=person)
    return await handed.over(request, found, inline=inline)


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
