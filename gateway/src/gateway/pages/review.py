"""审核 one queue of all forms, and one page where a form is approved or rejected (domain §5.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices, registry, venue
from tenderhall_contracts.core import CENTRE, Role, Rpc
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, flash, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

QUEUE, REVIEW = "/desk/queue", "/desk/review"


@dataclass(frozen=True, slots=True)
class Kind:
    """审核对象 one kind of form: what it is called in its template, and its RPCs."""

    name: str
    get: Rpc
    steps: Mapping[str, Rpc]
    template: str


KINDS: Mapping[str, Kind] = {
    "project": Kind(
        "project",
        registry.get_project,
        {"approve": registry.approve_project, "reject": registry.reject_project},
        "desk/review/project.html",
    ),
    "booking": Kind(
        "booking",
        venue.get_booking,
        {"approve": venue.approve_booking, "reject": venue.reject_booking},
        "desk/review/booking.html",
    ),
    "notice": Kind(
        "notice",
        notices.get_notice,
        {"approve": notices.approve_notice, "reject": notices.reject_notice},
        "desk/review/notice.html",
    ),
}
"""招标文件 are not here: policy approves them (domain §6 C3)."""

_SAID = {"approve": N_("已审核通过"), "reject": N_("已退回代理机构修改")}


@person_page(*CENTRE)
async def show_queue(request: Request, person: Person) -> Response:
    """待审核 of every kind, the most urgent first."""
    listing = tables.listing(request)
    found = await ask(request, registry.review_queue, listing.payload, person=person)
    return shown.page(
        request, "desk/review/queue.html", person=person, found=found, listing=listing
    )


@person_page(*CENTRE)
async def show(request: Request, person: Person) -> Response:
    """审核页 the form read-only, what changed, what the rules say, and the decision."""
    form = await _form(request, person)
    return await _page(request, person, form, forms.Sheet())


@person_page(Role.REVIEWER)
async def decide(request: Request, person: Person) -> Response:
    """审核通过、审核不通过 then the next one that waits."""
    posted, kind = await forms.posted(request), _kind(request)
    rpc = kind.steps.get(posted.action)
    if rpc is None:
        raise Problem("MALFORMED")
    command: dict[str, Any] = {"id": request.path_params["id"], "version": posted.version}
    if posted.opinion:
        command["opinion"] = posted.opinion
    try:
        key = f"{posted.key}:{rpc.name}"
        await ask(request, rpc, command, person=person, key=key)
    except Problem as problem:
        form = await _form(request, person)
        return await _page(request, person, form, posted.sheet(problem), problem)
    return answers.go(request, QUEUE, await _next(request, person, say(_SAID[posted.action])))


async def _next(request: Request, person: Person, text: str) -> flash.Flash:
    """What was done, and a link to the form that has waited longest."""
    found = await ask(request, registry.review_queue, {"limit": 2}, person=person)
    here = request.path_params["id"]
    for one in found["items"]:
        if one["form_id"] != here and one["form_type"] in KINDS:
            where = f"{REVIEW}/{one['form_type']}/{one['form_id']}"
            return flash.Flash("success", text, where, say("审核下一项"))
    return answers.done(text)


def _kind(request: Request) -> Kind:
    found = KINDS.get(request.path_params["kind"])
    if found is None:
        raise Problem("NOT_FOUND")
    return found


async def _form(request: Request, person: Person) -> dict[str, Any]:
    wanted = {"id": request.path_params["id"]}
    form: dict[str, Any] = await ask(request, _kind(request).get, wanted, person=person)
    return form


async def _page(
    request: Request,
    person: Person,
    form: dict[str, Any],
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    kind = _kind(request)
    title, menu_path = words.KINDS[kind.name]
    return shown.page(
        request,
        kind.template,
        person=person,
        status=problem.family.status if problem else 200,
        form=form,
        kind=kind.name,
        kind_title=say(title),
        own_page=f"{menu_path}/{form['id']}",
        sheet=sheet,
        problem=shown.told(problem),
        **{kind.name: form},
    )


def routes() -> list[BaseRoute]:
    """路由 of the centre's review."""
    return [
        Route(QUEUE, show_queue),
        Route(f"{REVIEW}/{{kind}}/{{id}}", show),
        Route(f"{REVIEW}/{{kind}}/{{id}}", decide, methods=["POST"]),
    ]
