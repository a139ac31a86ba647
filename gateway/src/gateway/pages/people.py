"""人员 their roles, whether they may log in, their sessions: kept by the centre's administrator."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ORG_ROLES, ROLE_ZH, OrgKind

from gateway.pages.kit import acts, answers, forms, shown, tables
from gateway.pages.kit.acts import Act, Pressed
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person
from gateway.pages.links import show_link

LIST = "/desk/admin/people"
STATES = (("active", N_("在用")), ("locked", N_("已锁定")), ("inactive", N_("已停用")))

Form = dict[str, Any]


@person_page(Role.ADMIN, Role.SUPERVISOR)
async def show_list(request: Request, person: Person) -> Response:
    """人员列表 by name, narrowed by text, role and state."""
    listing = tables.listing(request, "role")
    found = await ask(request, registry.list_users, listing.payload, person=person)
    return shown.page(
        request,
        "desk/admin/people/list.html",
        person=person,
        found=found,
        listing=listing,
        states=[(value, say(text)) for value, text in STATES],
        roles=[(role.value, say(text)) for role, text in ROLE_ZH.items()],
    )


@person_page(Role.ADMIN, Role.SUPERVISOR)
async def show(request: Request, person: Person) -> Response:
    """查看人员 with all roles, ended ones too, and the sessions that are open."""
    return await _show(request, person, forms.Sheet())


ACTS = {
    "deactivate": Act(registry.deactivate_user, N_("人员已停用"), acts.itself),
    "reactivate": Act(registry.reactivate_user, N_("人员已恢复"), acts.itself),
    "end": Act(
        registry.end_membership,
        N_("角色已终止"),
        lambda pressed: {"membership_id": pressed.row, "reason": pressed.posted.opinion},
    ),
    "reset": Act(registry.reset_password, "", lambda pressed: {"user_id": pressed.id}),
    "unlock": Act(registry.unlock_user, N_("已解除锁定"), lambda pressed: {"id": pressed.id}),
    "leave": Act(registry.revoke_session, N_("会话已退出"), acts.row),
}
"""The buttons of the person's page."""


@person_page(Role.ADMIN)
async def act(request: Request, person: Person) -> Response:
    """停用、恢复、解除锁定、终止角色、重置密码、退出会话."""
    posted = await forms.posted(request)
    try:
        said, told = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _show(request, person, posted.sheet(problem), problem)
    if acts.verb(posted) == "reset":
        return show_link(request, person, told, (told["name"], request.url.path))
    return answers.go(request, request.url.path, answers.done(say(said)))


@person_page(Role.ADMIN)
async def show_grant(request: Request, person: Person) -> Response:
    """授予角色 the organisations, and what their people may be."""
    return await _grant(request, person)


def _granted(pressed: Pressed) -> dict[str, Any]:
    org_id, _, role = pressed.row.partition(":")
    return {"user_id": pressed.id, "org_id": org_id, "role": role}


@person_page(Role.ADMIN)
async def grant(request: Request, person: Person) -> Response:
    """授予 at once; it is ended on the person's page."""
    posted = await forms.posted(request)
    given = {"grant": Act(registry.grant_membership, N_("角色已授予"), _granted)}
    try:
        said, told = await acts.press(request, person, posted, given)
    except Problem as problem:
        return await _grant(request, person, problem)
    return answers.go(request, f"{LIST}/{told['id']}", answers.done(say(said)))


async def _kept(request: Request, person: Person) -> Form:
    asked = {"id": request.path_params["id"]}
    kept: Form = await ask(request, registry.get_user, asked, person=person)
    return kept


async def _show(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    kept, opened = await _kept(request, person), []
    if person.actor.role is Role.ADMIN:
        asked = {"user_id": kept["id"]}
        told = await ask(request, registry.list_sessions, asked, person=person)
        opened = told["items"]
    return shown.page(
        request,
        "desk/admin/people/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        user=kept,
        opened=opened,
        sheet=sheet,
        problem=shown.told(problem, registry.WithReason),
    )


async def _grant(request: Request, person: Person, problem: Problem | None = None) -> Response:
    kept, listing = await _kept(request, person), tables.listing(request)
    asked = listing.payload | {"state": "active"}
    found = await ask(request, registry.list_organisations, asked, person=person)
    held = {(one["org_id"], one["role"]) for one in kept["memberships"] if one["active"]}
    return shown.page(
        request,
        "desk/admin/people/grant.html",
        person=person,
        status=problem.family.status if problem else 200,
        user=kept,
        found=found,
        listing=listing,
        free={one["id"]: _free(one, held) for one in found["items"]},
        problem=shown.told(problem),
    )


def _free(org: Form, held: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The roles of an organisation that the person does not hold yet."""
    roles = ORG_ROLES[OrgKind(org["kind"])]
    return [(one.value, ROLE_ZH[one]) for one in roles if (org["id"], one.value) not in held]


def routes() -> list[BaseRoute]:
    """路由 of people."""
    return [
        Route(LIST, show_list),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
        Route(f"{LIST}/{{id}}/grant", show_grant),
        Route(f"{LIST}/{{id}}/grant", grant, methods=["POST"]),
    ]
