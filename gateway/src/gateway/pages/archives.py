"""档案与保存 how long each project is kept, legal holds, and its archive as one ZIP (R35)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.core import CENTRE, Role, Rpc
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, forms, handed, shown, tables
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/archives"
STATES = {"open": N_("采购未结束"), "ended": N_("采购已结束"), "held": N_("法律保全中")}

_STEPS: dict[str, tuple[Rpc, str]] = {
    "hold": (documents.set_legal_hold, N_("已设置法律保全")),
    "release": (documents.release_legal_hold, N_("已解除法律保全")),
    "request": (documents.request_archive, N_("已申请导出，完成后可在本页下载")),
}


@person_page(*CENTRE)
async def show_list(request: Request, person: Person) -> Response:
    """项目保存列表 the latest changed first."""
    listing = tables.listing(request)
    found = await ask(request, documents.list_retentions, listing.payload, person=person)
    states = [(value, say(title)) for value, title in STATES.items()]
    return shown.page(
        request,
        "desk/archives/list.html",
        person=person,
        found=found,
        listing=listing,
        states=states,
    )


@person_page(*CENTRE)
async def show(request: Request, person: Person) -> Response:
    """项目保存与档案 of one project."""
    return await _page(request, person, forms.Sheet())


@person_page(Role.REVIEWER, Role.ADMIN)
async def act(request: Request, person: Person) -> Response:
    """申请导出、设置和解除法律保全."""
    posted = await forms.posted(request)
    if posted.action not in _STEPS:
        raise Problem("MALFORMED")
    rpc, done = _STEPS[posted.action]
    project_id = request.path_params["id"]
    command = {"project_id": project_id}
    if "reason" in rpc.takes().fields:
        command["reason"] = posted.opinion
    try:
        key = f"{posted.key}:{rpc.name}"
        await ask(request, rpc, command, person=person, key=key)
    except Problem as problem:
        return await _page(request, person, posted.sheet(problem), problem)
    return answers.go(request, f"{LIST}/{project_id}", answers.done(say(done)))


@person_page(*CENTRE)
async def fetch(request: Request, person: Person) -> Response:
    """下载档案 by an address of five minutes, or through the gateway."""
    wanted = {"id": request.path_params["archive"]}
    found = await ask(request, documents.download_archive, wanted, person=person)
    return await handed.over(request, found)


async def _page(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    wanted = {"project_id": request.path_params["id"]}
    kept: dict[str, Any] = await ask(request, documents.get_retention, wanted, person=person)
    return shown.page(
        request,
        "desk/archives/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        kept=kept,
        sheet=sheet,
        running=any(one["state"] in ("queued", "building") for one in kept["archives"]),
        may_export=person.actor.role in (Role.REVIEWER, Role.ADMIN),
        may_hold=person.actor.role is Role.ADMIN,
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of archives."""
    return [
        Route(LIST, show_list),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
        Route(f"{LIST}/{{id}}/{{archive}}", fetch),
    ]
