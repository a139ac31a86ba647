"""场地变更 list, the booking that is changed, form with old beside new (manual 3.4)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import get_project
from tenderhall_contracts.workflow import State

from gateway.pages import bookings, dayrooms
from gateway.pages.kit import answers, autosave, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import WITH_CONTENT, Flow, Refused
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/booking-changes", "/desk/booking-changes/new"
STATES = (*words.FORM_STATES, State.RELEASED, State.USED)

Form = dict[str, Any]


def _sheet(change: Form) -> forms.Sheet:
    return bookings.sheet_of({**change, "base_id": change["base"]["id"]})


FLOW = Flow(
    LIST,
    venue.get_booking,
    venue.create_booking_change,
    venue.save_booking_change,
    {
        "submit": venue.submit_booking,
        "withdraw": venue.withdraw_booking,
        "delete": venue.delete_booking,
    },
    sheet=_sheet,
    ready=bookings.ready,
)


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """场地变更列表 newest first."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "kind": "change"}
    found = await ask(request, venue.list_bookings, wanted, person=person)
    return shown.page(
        request,
        "desk/booking_changes/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(STATES),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增开标场地变更 the booking first (manual 3.4.2), then the form filled with it."""
    base_id = request.query_params.get("base")
    if not base_id:
        return await _choose(request, person)
    base = await FLOW.load(request, person, base_id)
    sheet = bookings.sheet_of({**base, "base_id": base["id"], "reason": None})
    return await _form(request, person, sheet, base)


async def _choose(request: Request, person: Person) -> Response:
    """Only what is approved can be changed; what awaits its notice is no booking yet."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "state": "approved", "purpose": "opening"}
    found = await ask(
        request, venue.list_bookings, {**wanted, "awaiting_notice": False}, person=person
    )
    return shown.page(
        request, "desk/booking_changes/choose.html", person=person, found=found, listing=listing
    )


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the change; what is refused after it goes on with that one."""
    posted = await forms.posted(request)
    base = await FLOW.load(request, person, posted.sheet().get("base_id"))
    if bookings.looks(posted):
        return await _form(request, person, bookings.taken(posted), base)
    try:
        return await FLOW.press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, base, kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看场地变更 the form while the agency may edit it, else old and new side by side."""
    change = await FLOW.load(request, person)
    if not change.get("base"):
        return answers.go(request, f"{bookings.LIST}/{change['id']}")
    if "save" in change["allowed"] and "view" not in request.query_params:
        return await _form(request, person, _sheet(change), _based(change), change)
    return _view(request, person, change)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、提交信息、撤回、删除."""
    posted = await forms.posted(request)
    change = await FLOW.load(request, person)
    if bookings.looks(posted):
        return await _form(request, person, bookings.taken(posted), _based(change), change)
    try:
        return await FLOW.press(request, person, posted, change)
    except Refused as refused:
        # A save that has succeeded before the refused step has moved the version on.
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in WITH_CONTENT:
            return _view(request, person, fresh, refused.problem)
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, _based(fresh), fresh, problem=refused.problem)


def _based(change: Form) -> Form:
    """What the form shows of the booking: its times and rooms, and the project's names."""
    names = ("project_id", "project_no", "project_name", "lot_ids", "lot_nos")
    return {**{name: change[name] for name in names}, **change["base"]}


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    base: Form,
    change: Form | None = None,
    *,
    problem: Problem | None = None,
) -> Response:
    wanted = {"id": base["project_id"]}
    project: Form = await ask(request, get_project, wanted, person=person)
    sheet.values["project_id"] = [project["id"]]
    sheet.values["project_label"] = [f"{project['no']} {project['name']}"]
    panel = await dayrooms.panel(request, person, sheet)
    lots = [one for one in project["lots"] if one["id"] in base["lot_ids"]]
    return shown.page(
        request,
        "desk/booking_changes/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        project=project,
        base=base,
        booking=change,
        tendering=any(one["state"] == "tendering" for one in lots),
        **bookings.choices(panel, sheet),
        problem=shown.told(problem, venue.BookingChangeIn),
    )


def _view(
    request: Request, person: Person, change: Form, problem: Problem | None = None
) -> Response:
    return shown.page(
        request,
        "desk/booking_changes/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        booking=change,
        problem=shown.told(problem, venue.BookingChangeIn),
    )


def routes() -> list[BaseRoute]:
    """路由 of changes of bookings."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(FLOW),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
