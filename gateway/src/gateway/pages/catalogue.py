"""采购品目 browsed by everybody level by level; its editions are imported by the centre."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import columns, forms, sheets, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

EDITIONS, BROWSE = "/desk/catalogues", "/desk/catalogue/browse"
_NAMES = {
    **{one: one for one in ("code", "name", "parent", "level")},
    "代码": "code",
    "品目代码": "code",
    "品目编码": "code",
    "编码": "code",
    "名称": "name",
    "品目名称": "name",
    "上级": "parent",
    "级别": "level",
    "层级": "level",
}
"""What a file may call its columns."""


@person_page()
async def browse(request: Request, person: Person) -> Response:
    """浏览采购品目 one level; a page of its own, and the inside of the form's dialog."""
    parent = request.query_params.get("parent", "")
    asked = {"parent": parent[:9]} if parent else {}
    found = await ask(request, registry.browse_catalogue, asked, person=person)
    if "part" in request.query_params:
        return shown.fragment("desk/catalogue/level.html", found=found, part=True)
    return shown.page(request, "desk/catalogue/browse.html", person=person, found=found)


@person_page(Role.ADMIN)
async def show_editions(request: Request, person: Person) -> Response:
    """采购品目版本 with the form that brings a new one."""
    return await _editions(request, person, forms.of({}))


@person_page(Role.ADMIN)
async def load(request: Request, person: Person) -> Response:
    """导入采购品目 checked first, or kept; every wrong row is told."""
    posted = await forms.posted(request)
    try:
        rows = columns.picked(sheets.read(posted.files.get("file")), _NAMES)
        told = posted.payload(registry.ImportCatalogue) | {"rows": rows}
        told["check"] = posted.action != "import"
        key = posted.key if posted.action == "import" else f"{posted.key}:check"
        report = await ask(request, registry.import_catalogue, told, person=person, key=key)
    except Problem as problem:
        return await _editions(request, person, posted.sheet(problem), problem=problem)
    return await _editions(request, person, posted.sheet(), report=report)


async def _editions(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    *,
    problem: Problem | None = None,
    report: dict[str, Any] | None = None,
) -> Response:
    known = await ask(request, registry.list_catalogues, {}, person=person)
    return shown.page(
        request,
        "desk/catalogue/editions.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        known=known,
        report=report,
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of the catalogue."""
    return [
        Route(BROWSE, browse),
        Route(EDITIONS, show_editions),
        Route(EDITIONS, load, methods=["POST"]),
    ]
