"""历史版本 every version of a project, one of them whole, any two beside each other."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry

from gateway.pages.kit import shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

PATH = "/desk/projects/{id}/versions"
_DIGITS = 9


@person_page()
async def show_versions(request: Request, person: Person) -> Response:
    """历史版本 with the difference of the two that are chosen."""
    project = {"id": request.path_params["id"]}
    known = await ask(request, registry.project_versions, project, person=person)
    after, before = (_number(request, name) for name in ("after", "before"))
    compared: dict[str, Any] | None = None
    if after is not None:
        asked = project | {"after": after} | ({} if before is None else {"before": before})
        compared = await ask(request, registry.compare_projects, asked, person=person)
    return shown.page(
        request, "desk/projects/versions.html", person=person, known=known, compared=compared
    )


@person_page()
async def show_version(request: Request, person: Person) -> Response:
    """查看历史版本 field by field."""
    told = request.path_params["version"]
    asked = {"id": request.path_params["id"], "version": told}
    found = await ask(request, registry.project_version, asked, person=person)
    return shown.page(
        request, "desk/projects/version.html", person=person, id=asked["id"], found=found
    )


def _number(request: Request, name: str) -> int | None:
    told = request.query_params.get(name, "")
    return int(told) if told.isdecimal() and len(told) <= _DIGITS else None


def routes() -> list[BaseRoute]:
    """路由 of the versions."""
    return [
        Route(PATH, show_versions),
        Route(f"{PATH}/{{version:int}}", show_version),
    ]
