"""组织 agencies, purchasers, the centre, supervisors: kept by its administrator."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ORG_KIND_ZH, ROLE_ZH

from gateway.pages.kit import acts, answers, forms, shown, tables
from gateway.pages.kit.acts import Act, Pressed
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person
from gateway.pages.links import show_link

LIST = "/desk/admin/organisations"
STATES = (("active", N_("在用")), ("inactive", N_("已停用")))

Form = dict[str, Any]


@person_page(Role.ADMIN, Role.SUPERVISOR)
async def show_list(request: Request, person: Person) -> Response:
    """组织与人员 by name, narrowed by text, kind and state."""
    listing = tables.listing(request, "kind")
    found = await ask(request, registry.list_organisations, listing.payload, person=person)
    return shown.page(
        request,
        "desk/admin/organisations/list.html",
        person=person,
        found=found,
        listing=listing,
        states=[(value, say(text)) for value, text in STATES],
        kinds=_kinds(),
    )


@person_page(Role.ADMIN)
async def show_new(request: Request, person: Person) -> Response:
    """新建单位."""
    return _form(request, person, forms.of({}))


@person_page(Role.ADMIN)
async def create(request: Request, person: Person) -> Response:
    """保存 a new one leads to its page, where its people are invited."""
    posted = await forms.posted(request)
    wanted = posted.payload(registry.OrganisationIn)
    try:
        made = await ask(
            request, registry.create_organisation, wanted, person=person, key=posted.key
        )
    except Problem as problem:
        return _form(request, person, posted.sheet(problem), problem=problem)
    return answers.go(request, f"{LIST}/{made['id']}", answers.done(say("单位已新建")))


@person_page(Role.ADMIN)
async def show_edit(request: Request, person: Person) -> Response:
    """修改单位."""
    kept = await _kept(request, person)
    return _form(request, person, forms.of(kept), kept)


@person_page(Role.ADMIN)
async def save(request: Request, person: Person) -> Response:
    """修改保存."""
    posted, kept = await forms.posted(request), await _kept(request, person)
    wanted = posted.payload(registry.SaveOrganisation) | {"id": kept["id"]}
    try:
        await ask(request, registry.save_organisation, wanted, person=person, key=posted.key)
    except Problem as problem:
        return _form(request, person, posted.sheet(problem), kept, problem=problem)
    return answers.go(request, f"{LIST}/{kept['id']}", answers.done(say("已保存")))


@person_page(Role.ADMIN, Role.SUPERVISOR)
async def show(request: Request, person: Person) -> Response:
    """查看单位 with its people, links that are open, certificates and sessions."""
    return await _show(request, person, forms.Sheet())


ACTS = {
    "deactivate": Act(registry.deactivate_organisation, N_("单位已停用"), acts.itself),
    "reactivate": Act(registry.reactivate_organisation, N_("单位已恢复"), acts.itself),
    "withdraw": Act(registry.withdraw_invitation, N_("邀请已撤销"), acts.row),
    "revoke": Act(
        registry.revoke_ca,
        N_("CA绑定已解除"),
        lambda pressed: {"serial": pressed.row, "reason": pressed.posted.opinion},
    ),
    "leave": Act(registry.revoke_session, N_("会话已退出"), acts.row),
}
"""The buttons of the organisation's page."""


@person_page(Role.ADMIN)
async def act(request: Request, person: Person) -> Response:
    """停用、恢复、撤销邀请、解除CA、退出会话."""
    posted = await forms.posted(request)
    try:
        said, _ = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _show(request, person, posted.sheet(problem), problem)
    return answers.go(request, request.url.path, answers.done(say(said)))


@person_page(Role.ADMIN)
async def show_invite(request: Request, person: Person) -> Response:
    """邀请人员."""
    kept = await _kept(request, person)
    return _part(request, person, "invite", kept, forms.of({}))


@person_page(Role.ADMIN)
async def invite(request: Request, person: Person) -> Response:
    """发出邀请 its link is shown on the answer, and never again."""
    posted, kept = await forms.posted(request), await _kept(request, person)
    wanted = posted.payload(registry.InviteUser) | {"org_id": kept["id"]}
    try:
        made = await ask(request, registry.invite_user, wanted, person=person, key=posted.key)
    except Problem as problem:
        return _part(request, person, "invite", kept, posted.sheet(problem), problem)
    return show_link(request, person, made, (kept["name"], f"{LIST}/{kept['id']}"))


@person_page(Role.ADMIN)
async def show_bind(request: Request, person: Person) -> Response:
    """办理CA绑定."""
    kept = await _kept(request, person)
    return _part(request, person, "ca", kept, forms.of({}))


def _binding(pressed: Pressed) -> dict[str, Any]:
    return pressed.posted.payload(registry.BindCa) | {"org_id": pressed.id}


@person_page(Role.ADMIN)
async def bind(request: Request, person: Person) -> Response:
    """办理CA绑定 from now on the agency's people log in by it."""
    posted, kept = await forms.posted(request), await _kept(request, person)
    bound = {"bind": Act(registry.bind_ca, N_("CA绑定已办理"), _binding)}
    try:
        said, _ = await acts.press(request, person, posted, bound)
    except Problem as problem:
        return _part(request, person, "ca", kept, posted.sheet(problem), problem)
    return answers.go(request, f"{LIST}/{kept['id']}", answers.done(say(said)))


async def _kept(request: Request, person: Person) -> Form:
    asked = {"id": request.path_params["id"]}
    kept: Form = await ask(request, registry.get_organisation, asked, person=person)
    return kept


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, say(text)) for kind, text in ORG_KIND_ZH.items()]


def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    kept: Form | None = None,
    *,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/admin/organisations/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        kept=kept,
        kinds=_kinds(),
        problem=shown.told(problem, registry.OrganisationIn),
    )


async def _show(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    kept, opened = await _kept(request, person), []
    if person.actor.role is Role.ADMIN:
        asked = {"org_id": kept["id"]}
        told = await ask(request, registry.list_sessions, asked, person=person)
        opened = told["items"]
    return shown.page(
        request,
        "desk/admin/organisations/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        org=kept,
        opened=opened,
        sheet=sheet,
        problem=shown.told(problem, registry.WithReason),
    )


def _part(  # noqa: PLR0917 — what one form of an organisation is drawn from
    request: Request,
    person: Person,
    name: str,
    kept: Form,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        f"desk/admin/organisations/{name}.html",
        person=person,
        status=problem.family.status if problem else 200,
        org=kept,
        roles=[(role, say(ROLE_ZH[Role(role)])) for role in kept["roles"]],
        sheet=sheet,
        problem=shown.told(problem, registry.BindCa if name == "ca" else registry.InviteUser),
    )


def routes() -> list[BaseRoute]:
    """路由 of organisations."""
    return [
        Route(LIST, show_list),
        Route(f"{LIST}/new", show_new),
        Route(f"{LIST}/new", create, methods=["POST"]),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
        Route(f"{LIST}/{{id}}/edit", show_edit),
        Route(f"{LIST}/{{id}}/edit", save, methods=["POST"]),
        Route(f"{LIST}/{{id}}/invite", show_invite),
        Route(f"{LIST}/{{id}}/invite", invite, methods=["POST"]),
        Route(f"{LIST}/{{id}}/ca", show_bind),
        Route(f"{LIST}/{{id}}/ca", bind, methods=["POST"]),
    ]
