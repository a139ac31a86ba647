"""项目复评预约 list, lots, form and view of a re-evaluation's room (manual 3.10)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import get_project
from tenderhall_contracts.vocab import Activity, AttachmentKind
from tenderhall_contracts.workflow import State

from gateway.pages import bookings
from gateway.pages.kit import answers, autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import WITH_CONTENT, Flow, Refused
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/re-evaluations", "/desk/re-evaluations/new"
STATES = (*words.FORM_STATES, State.RELEASED, State.USED)
FILES = (
    AttachmentKind.RE_EVALUATION_REQUEST,
    AttachmentKind.RE_EVALUATION_APPROVAL,
    AttachmentKind.OTHER,
)
_LENGTHS = range(30, 361, 30)
_TWO_HOURS = 120

Form = dict[str, Any]


def _sheet(form: Form) -> forms.Sheet:
    again = form["re_evaluation"]
    return forms.of({**form, **again, "opening_room_id": form["opening_room"]["id"]})


FLOW = Flow(
    LIST,
    venue.get_booking,
    venue.create_re_evaluation,
    venue.save_re_evaluation,
    {
        "submit": venue.submit_booking,
        "withdraw": venue.withdraw_booking,
        "delete": venue.delete_booking,
    },
    sheet=_sheet,
)


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """复评预约列表 newest first."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "purpose": "re_evaluation"}
    found = await ask(request, venue.list_bookings, wanted, person=person)
    return shown.page(
        request,
        "desk/re_evaluations/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(STATES),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增项目复评场地预约 lots first (manual 3.10.1.2), then the form."""
    picked = await lots.chosen(request, person)
    if picked is None:
        title = N_("项目复评预约")
        return await lots.choose(request, person, Activity.RE_EVALUATION, title=title, path=NEW)
    project = picked.project
    sheet = forms.of(
        {
            "project_id": project["id"],
            "lot_ids": picked.lot_ids,
            "opening_minutes": _TWO_HOURS,
            "contact": project.get("agency_leader"),
            "phone": project.get("agency_phone"),
        }
    )
    return await _form(request, person, sheet, project)


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the form; what is refused after it goes on with that one."""
    posted = await forms.posted(request)
    try:
        return await FLOW.press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        project = await _project(request, person, sheet.get("project_id"))
        return await _form(request, person, sheet, project, kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看复评预约 the form while the agency may edit it, else its facts."""
    form = await FLOW.load(request, person)
    if not form.get("re_evaluation"):
        return answers.go(request, f"{bookings.LIST}/{form['id']}")
    if "save" in form["allowed"] and "view" not in request.query_params:
        project = await _project(request, person, form["project_id"])
        return await _form(request, person, _sheet(form), project, form)
    return _view(request, person, form)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、提交审核、撤回、删除."""
    posted = await forms.posted(request)
    form = await FLOW.load(request, person)
    try:
        return await FLOW.press(request, person, posted, form)
    except Refused as refused:
        # A save that has succeeded before the refused step has moved the version on.
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in WITH_CONTENT:
            return _view(request, person, fresh, refused.problem)
        project = await _project(request, person, fresh["project_id"])
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, project, fresh, problem=refused.problem)


async def _project(request: Request, person: Person, identity: str) -> Form:
    project: Form = await ask(request, get_project, {"id": identity}, person=person)
    return project


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    project: Form,
    form: Form | None = None,
    *,
    problem: Problem | None = None,
) -> Response:
    rooms = await ask(request, venue.list_rooms, {"kind": "evaluation"}, person=person)
    chosen = sheet.get("opening_room_id")
    places = [
        (str(one["id"]), bookings.place(one))
        for one in rooms["items"]
        if one["enabled"] or str(one["id"]) == chosen
    ]
    return shown.page(
        request,
        "desk/re_evaluations/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        project=project,
        booking=form,
        places=places,
        lengths=[(one, words.length(one)) for one in _LENGTHS],
        files=[one.value for one in FILES],
        problem=shown.told(problem, venue.ReEvaluationIn),
    )


def _view(request: Request, person: Person, form: Form, problem: Problem | None = None) -> Response:
    return shown.page(
        request,
        "desk/re_evaluations/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        booking=form,
        problem=shown.told(problem, venue.ReEvaluationIn),
    )


def routes() -> list[BaseRoute]:
    """路由 of re-evaluations."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(FLOW),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
