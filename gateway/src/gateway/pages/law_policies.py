"""政策 the centre's switches: what each means, who changed it and why; set by the administrator."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import CENTRE, Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/admin/policies"
GROUPS = {
    "review": N_("审核"),
    "seal": N_("签章"),
    "legal": N_("法定期限"),
    "project": N_("项目注册"),
    "required": N_("项目注册的必填项"),
}
"""The first part of a policy's name → the heading it stands under; others come last."""

_OTHERS = N_("其他")
_YES_NO = {"true": N_("是"), "false": N_("否")}

_FORMS = {
    "tender_notice": N_("招标公告"),
    "change_notice": N_("变更公告"),
    "award_notice": N_("中标公告"),
    "award_change": N_("中标变更公告"),
    "failure_notice": N_("废标公告"),
    "exception": N_("采购异常"),
}

Policy = dict[str, Any]


@person_page(*CENTRE)
async def show_list(request: Request, person: Person) -> Response:
    """政策列表 under headings, in the order of the table."""
    groups: dict[str, list[Policy]] = {title: [] for title in (*GROUPS.values(), _OTHERS)}
    for one in await _policies(request, person):
        groups[GROUPS.get(one["name"].partition(".")[0], _OTHERS)].append(one)
    return shown.page(
        request,
        "desk/law/policies.html",
        person=person,
        groups=groups,
        value=value,
        changes=person.actor.role is Role.ADMIN,
    )


@person_page(Role.ADMIN)
async def show(request: Request, person: Person) -> Response:
    """修改政策 one of them."""
    policy = await _policy(request, person)
    return _form(request, person, policy, forms.of({"value": _typed(policy)}))


@person_page(Role.ADMIN)
async def change(request: Request, person: Person) -> Response:
    """保存 with its reason."""
    posted, policy = await forms.posted(request), await _policy(request, person)
    told = {"name": policy["name"], **_joined(posted).payload(registry.SetPolicy)}
    try:
        await ask(request, registry.set_policy, told, person=person, key=f"{posted.key}:set")
    except Problem as problem:
        return _form(request, person, policy, posted.sheet(problem), problem)
    return answers.go(request, LIST, answers.done(say("政策已修改，即时生效")))


def value(policy: Mapping[str, Any], told: str) -> str:
    """值 as people read it."""
    if set(policy["allowed"]) == set(_YES_NO):
        return say(_YES_NO[told])
    if policy["kind"] != "list":
        return told
    return say("、").join(say(_FORMS.get(one, one)) for one in told.split(",") if one)


def _typed(policy: Policy) -> Any:
    """What the form is filled with: several ticks for a list."""
    is_list = policy["kind"] == "list"
    return [one for one in policy["value"].split(",") if one] if is_list else policy["value"]


def _joined(posted: forms.Posted) -> forms.Posted:
    """A list is ticked one by one and kept as one text."""
    ticked = [one for one in posted.tree.get("value", ()) if isinstance(one, str) and one]
    return replace(posted, tree={**posted.tree, "value": [",".join(ticked)]})


async def _policies(request: Request, person: Person) -> list[Policy]:
    found: list[Policy] = (await ask(request, registry.list_policies, {}, person=person))["items"]
    return found


async def _policy(request: Request, person: Person) -> Policy:
    name = request.path_params["name"]
    for one in await _policies(request, person):
        if one["name"] == name:
            return one
    raise Problem("NOT_FOUND")


def _form(
    request: Request,
    person: Person,
    policy: Policy,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/law/policy.html",
        person=person,
        status=problem.family.status if problem else 200,
        policy=policy,
        options=[(one, value(policy, one)) for one in policy["allowed"]],
        value=value,
        sheet=sheet,
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of the policies."""
    return [
        Route(LIST, show_list),
        Route(f"{LIST}/{{name}}", show),
        Route(f"{LIST}/{{name}}", change, methods=["POST"]),
    ]
