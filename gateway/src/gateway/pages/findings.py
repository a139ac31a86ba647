"""合规记录 what was late, overridden or corrected: the centre deals with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import CENTRE, Role
from tenderhall_contracts.errors import Problem

from gateway.pages import law_rules
from gateway.pages.kit import answers, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/findings"
KINDS = {"late": N_("逾期"), "overridden": N_("说明理由后放行"), "corrected": N_("更正既往规定")}
STATES = {"open": ("pending", N_("待处理")), "resolved": ("approved", N_("已处理"))}
_SUBJECTS: Mapping[str, tuple[str, str]] = {
    **words.KINDS,
    "legal_rule": (N_("法定规则"), law_rules.LIST),
}
"""What a finding may be about → its name, and where it is looked at."""

Found = dict[str, Any]


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """合规记录列表 newest first, by state, kind and rule."""
    listing = tables.listing(request, "rule_id", "kind")
    found = await ask(request, registry.list_findings, _asked(listing), person=person)
    return shown.page(
        request,
        "desk/law/findings.html",
        person=person,
        found=found,
        listing=listing,
        subject=subject,
        kinds=KINDS,
        states=STATES,
    )


@person_page()
async def show(request: Request, person: Person) -> Response:
    """一条合规记录."""
    return _page(request, person, await _one(request, person), forms.of({}))


@person_page(*CENTRE)
async def resolve(request: Request, person: Person) -> Response:
    """处理 with what was done about it, once."""
    posted, one = await forms.posted(request), await _one(request, person)
    told = {"id": one["id"], **posted.payload(registry.ResolveFinding)}
    key = f"{posted.key}:resolve"
    try:
        await ask(request, registry.resolve_finding, told, person=person, key=key)
    except Problem as problem:
        return _page(request, person, one, posted.sheet(problem), problem)
    return answers.go(request, f"{LIST}/{one['id']}", answers.done(say("已处理")))


def subject(one: Found) -> tuple[str, str]:
    """所涉业务 its name and the address where it is looked at; none where there is no page."""
    name, path = _SUBJECTS.get(one["subject_type"], (one["subject_type"], ""))
    if not path and one["project_id"]:
        return say(name), f"/desk/projects/{one['project_id']}"
    return say(name), f"{path}/{one['subject_id']}" if path else ""


def _asked(listing: tables.Listing) -> dict[str, Any]:
    """The filter; what is no kind is none."""
    told = listing.payload
    sane = told.get("kind") in KINDS
    return {name: one for name, one in told.items() if name != "kind" or sane}


async def _one(request: Request, person: Person) -> Found:
    wanted = request.path_params["id"]
    if not _is_id(wanted):
        raise Problem("NOT_FOUND")
    found = await ask(request, registry.list_findings, {"id": wanted}, person=person)
    if not found["items"]:
        raise Problem("NOT_FOUND")
    one: Found = found["items"][0]
    return one


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _page(
    request: Request,
    person: Person,
    one: Found,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/law/finding.html",
        person=person,
        status=problem.family.status if problem else 200,
        one=one,
        about=subject(one),
        kinds=KINDS,
        states=STATES,
        sheet=sheet,
        resolves=person.actor.role in {Role.REVIEWER, Role.ADMIN} and one["state"] == "open",
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of the findings."""
    return [
        Route(LIST, show_list),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", resolve, methods=["POST"]),
    ]
