"""答疑文件 list, form and view (manual 3.6, domain §5.6): 第N次澄清 and 补充文件."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents, registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import State

from gateway.pages.kit import autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/clarifications", "/desk/clarifications/new"
STATES = (*words.FORM_STATES, State.ISSUED, State.VOID)

Form = dict[str, Any]


def _without_empty(posted: forms.Posted) -> forms.Posted:
    """What was left empty among the passages is no passage."""
    rows = posted.tree.get("passages")
    if not isinstance(rows, list):
        return posted
    filled = [one for one in rows if isinstance(one, dict) and any(map(_typed, one.values()))]
    return replace(posted, tree={**posted.tree, "passages": filled})


def _typed(told: Any) -> bool:
    return any(isinstance(one, str) and one.strip() for one in told)


FLOW = Flow(
    LIST,
    documents.get_clarification,
    documents.create_clarification,
    documents.save_clarification,
    {
        "submit": documents.submit_clarification,
        "withdraw": documents.withdraw_clarification,
        "delete": documents.delete_clarification,
    },
    {**SAID, "submit": N_("已提交")},
    ready=_without_empty,
)


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """答疑文件列表 newest first."""
    listing = tables.listing(request)
    found = await ask(request, documents.list_clarifications, listing.payload, person=person)
    states = [(value, _published(value, text)) for value, text in words.states(STATES)]
    return shown.page(
        request,
        "desk/clarifications/list.html",
        person=person,
        found=found,
        listing=listing,
        states=states,
    )


def _published(value: str, text: str) -> str:
    return say("已发布") if value == State.ISSUED else text


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增答疑 the lots of the issued document first, then the form."""
    picked = await lots.chosen(request, person)
    if picked is None:
        return await lots.choose(
            request, person, Activity.CLARIFICATION, title=N_("答疑文件"), path=NEW
        )
    sheet = forms.of(_prefilled(picked))
    sheet.add_row("passages", "place")
    return await _form(request, person, sheet, picked.project)


def _prefilled(picked: lots.Chosen) -> Form:
    return {
        "project_id": picked.project["id"],
        "lot_ids": picked.lot_ids,
        "kind": "clarification",
        "title": f"{picked.project['name']}招标文件澄清",
    }


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes it; then its own page goes on."""
    posted = await forms.posted(request)
    if posted.action == "add_passage":
        return await _longer(request, person, posted, None)
    try:
        return await FLOW.press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        project = await _project(request, person, sheet.get("project_id"))
        return await _form(request, person, sheet, project, kept=kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看答疑文件 the form while it may be edited, else its facts."""
    kept = await FLOW.load(request, person)
    project = await _project(request, person, kept["project_id"])
    if "save" in kept["allowed"] and "view" not in request.query_params:
        sheet = forms.of(kept)
        if not kept["passages"]:
            sheet.add_row("passages", "place")
        return await _form(request, person, sheet, project, kept=kept)
    return _view(request, person, kept, project)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、确认提交、撤回、删除."""
    posted = await forms.posted(request)
    kept = await FLOW.load(request, person)
    if posted.action == "add_passage":
        return await _longer(request, person, posted, kept)
    try:
        return await FLOW.press(request, person, posted, kept)
    except Refused as refused:
        fresh = await FLOW.load(request, person)
        project = await _project(request, person, fresh["project_id"])
        if "save" in fresh["allowed"] and posted.action in WITH_CONTENT:
            sheet = posted.sheet(refused.problem)
            return await _form(request, person, sheet, project, kept=fresh, problem=refused.problem)
        return _view(request, person, fresh, project, refused.problem)


async def _longer(
    request: Request, person: Person, posted: forms.Posted, kept: Form | None
) -> Response:
    """添加一行 without script."""
    sheet = posted.sheet()
    sheet.add_row("passages", "place")
    project = await _project(request, person, sheet.get("project_id"))
    return await _form(request, person, sheet, project, kept=kept)


async def _project(request: Request, person: Person, identity: str) -> Form:
    wanted = {"id": identity}
    project: Form = await ask(request, registry.get_project, wanted, person=person)
    return project


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    project: Form,
    *,
    kept: Form | None = None,
    problem: Problem | None = None,
) -> Response:
    wanted = {"form_type": "clarification"}
    asked = await ask(request, documents.form_fields, wanted, person=person)
    return shown.page(
        request,
        "desk/clarifications/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        required={one["path"] for one in asked["fields"] if one["required"]},
        blank=forms.Sheet(),
        project=project,
        clarification=kept,
        problem=shown.told(problem, documents.ClarificationIn),
    )


def _view(
    request: Request,
    person: Person,
    kept: Form,
    project: Form,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/clarifications/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        clarification=kept,
        project=project,
        problem=shown.told(problem, documents.ClarificationIn),
    )


def routes() -> list[BaseRoute]:
    """路由 of clarifications."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(FLOW),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
