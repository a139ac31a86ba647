"""服务账号 other platforms' services: given rights, narrowed, revoked by the administrator."""

from collections.abc import Collection
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry, scopes
from tenderhall_contracts.catalogue import SERVICES, find_event
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.platform import platform

from gateway.pages.kit import acts, answers, forms, shown, tables
from gateway.pages.kit.acts import Act
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/admin/accounts", "/desk/admin/accounts/new"
STATES = (("active", N_("有效")), ("revoked", N_("已吊销")))
KINDS = (
    (N_("可调用的接口"), scopes.ASKS),
    (N_("可发送的消息"), scopes.TELLS),
    (N_("可接收的事件"), scopes.HEARS),
)
"""What can be given, in groups."""

_TITLES = {
    "notice.published": N_("公告已发布"),
    "tender_document.issued": N_("招标文件已发出"),
    "venue.booking_approved": N_("场地预约审核通过"),
    "venue.booking_released": N_("场地预约已释放"),
}
"""Of those that have none in the contract."""

Account = dict[str, Any]


@person_page(Role.ADMIN)
async def show_list(request: Request, person: Person) -> Response:
    """服务账号列表 those in use first."""
    listing = tables.listing(request)
    found = await ask(request, registry.list_service_accounts, listing.payload, person=person)
    return shown.page(
        request,
        "desk/admin/accounts/list.html",
        person=person,
        found=found,
        listing=listing,
        states=[(value, say(text)) for value, text in STATES],
    )


@person_page(Role.ADMIN)
async def show_new(request: Request, person: Person) -> Response:
    """新建服务账号 an empty form."""
    return _form(request, person, forms.of({}))


@person_page(Role.ADMIN)
async def create(request: Request, person: Person) -> Response:
    """新建 leads to the account's page, which says what is to be done next."""
    posted = await forms.posted(request)
    told = posted.payload(registry.CreateServiceAccount)
    try:
        made = await ask(
            request, registry.create_service_account, told, person=person, key=posted.key
        )
    except Problem as problem:
        return _form(request, person, posted.sheet(problem), problem=problem)
    return answers.go(request, f"{LIST}/{made['id']}", answers.done(say("服务账号已新建")))


@person_page(Role.ADMIN)
async def show(request: Request, person: Person) -> Response:
    """查看服务账号 its rights, and what its team and the operator have to do."""
    return await _show(request, person, forms.Sheet())


def _ending(pressed: acts.Pressed) -> dict[str, Any]:
    return {"id": pressed.id, "reason": pressed.posted.opinion}


ACTS = {"revoke": Act(registry.revoke_service_account, N_("服务账号已吊销"), _ending)}


@person_page(Role.ADMIN)
async def act(request: Request, person: Person) -> Response:
    """吊销 for ever, with a reason."""
    posted = await forms.posted(request)
    try:
        said, _ = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _show(request, person, posted.sheet(problem), problem)
    return answers.go(request, request.url.path, answers.done(say(said)))


@person_page(Role.ADMIN)
async def show_edit(request: Request, person: Person) -> Response:
    """变更授权范围."""
    account = await _load(request, person)
    return _form(request, person, forms.of({"scopes": account["scopes"]}), account)


@person_page(Role.ADMIN)
async def save(request: Request, person: Person) -> Response:
    """变更授权范围 in force at once."""
    posted, account = await forms.posted(request), await _load(request, person)
    told = posted.payload(registry.UpdateServiceAccount) | {"id": account["id"]}
    try:
        await ask(request, registry.update_service_account, told, person=person, key=posted.key)
    except Problem as problem:
        return _form(request, person, posted.sheet(problem), account, problem=problem)
    where = f"{LIST}/{account['id']}"
    return answers.go(request, where, answers.done(say("授权范围已变更")))


async def _load(request: Request, person: Person) -> Account:
    asked = {"id": request.path_params["id"]}
    found: Account = await ask(request, registry.get_service_account, asked, person=person)
    return found


async def _show(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    account = await _load(request, person)
    return shown.page(
        request,
        "desk/admin/accounts/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        account=account,
        groups=_groups(account["scopes"]),
        sheet=sheet,
        problem=shown.told(problem, registry.RevokeServiceAccount),
    )


def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    account: Account | None = None,
    *,
    problem: Problem | None = None,
) -> Response:
    form = registry.UpdateServiceAccount if account else registry.CreateServiceAccount
    return shown.page(
        request,
        "desk/admin/accounts/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        account=account,
        groups=_groups(scopes.SCOPES),
        problem=shown.told(problem, form),
    )


def _groups(given: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """授权分组 each with its scopes and what they are called; empty groups are left out."""
    found = [
        (say(title), [(one, _title(one)) for one in sorted(known.intersection(given))])
        for title, known in KINDS
    ]
    return [(title, items) for title, items in found if items]


def _title(scope: str) -> str:
    if scope in scopes.ASKS:
        owner, _, name = scope.partition(".")
        rpcs = {one.name: one.title for one in SERVICES[owner]}
        return say(rpcs[name])
    event = platform.events.get(scope) or find_event(scope)
    return say(event.title if event and event.title else _TITLES.get(scope, scope))


def routes() -> list[BaseRoute]:
    """路由 of service accounts."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
        Route(f"{LIST}/{{id}}/edit", show_edit),
        Route(f"{LIST}/{{id}}/edit", save, methods=["POST"]),
    ]
