"""场地预约 list, form and view of a booking, with the day's rooms beside it (manual 3.3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.registry import get_project
from tenderhall_contracts.vocab import Activity, RoomKind
from tenderhall_contracts.workflow import State

from gateway.pages import dayrooms
from gateway.pages.kit import answers, autosave, forms, lots, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.flow import SAID, WITH_CONTENT, Flow, Refused
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/bookings", "/desk/bookings/new"
STATES = (*words.FORM_STATES, State.RELEASED, State.USED)

_EVALUATION = ("evaluation_at", "evaluation_minutes", "evaluation_room_id")
_QUARTER, _HOUR = 15, 60
_OPENINGS = range(15, 61, _QUARTER)
_EVALUATIONS = range(30, 361, _QUARTER)
LENGTHS = {
    "opening": (_OPENINGS[0], _OPENINGS[-1]),
    "evaluation": (_EVALUATIONS[0], _EVALUATIONS[-1]),
}
"""Minutes that an opening and an evaluation may last (domain §5.3): least and most."""

_LONGEST = 30
"""Characters of a time or a number in the address."""

Form = dict[str, Any]


def _ensure_choice(sheet: forms.Sheet) -> None:
    """是否预约评标室 must be said, and what a yes needs.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    choice = sheet.get("evaluation")
    if choice not in {"true", "false"}:
        zh, en = "请选择是否预约评标室", "Say whether an evaluation room is needed"
        invalid([Finding("evaluation", "REQUIRED", zh, en)])
    if choice == "true":
        missing = [name for name in _EVALUATION if not sheet.get(name)]
        zh, en = "预约评标室时必填", "Needed for an evaluation room"
        invalid([Finding(name, "REQUIRED", zh, en) for name in missing])


def ready(posted: forms.Posted) -> forms.Posted:
    """Without an evaluation nothing that stands in its fields is sent.

    Raises:
        Problem: VALIDATION_FAILED, where that is not said.
    """
    _ensure_choice(posted.sheet())
    if posted.sheet().get("evaluation") == "true":
        return posted
    kept = {name: node for name, node in posted.tree.items() if name not in _EVALUATION}
    return replace(posted, tree=kept)


def sheet_of(booking: Form) -> forms.Sheet:
    """填入 what is kept, in the names of the form."""
    evaluation = booking.get("evaluation_room")
    return forms.of(
        {
            **booking,
            "project_label": f"{booking['project_no']} {booking['project_name']}",
            "opening_room_id": booking["opening_room"]["id"],
            "evaluation": evaluation is not None,
            "evaluation_room_id": evaluation and evaluation["id"],
            "evaluation_minutes": booking.get("evaluation_minutes") or 2 * _HOUR,
        }
    )


FLOW = Flow(
    LIST,
    venue.get_booking,
    venue.create_booking,
    venue.save_booking,
    {
        "submit": venue.submit_booking,
        "withdraw": venue.withdraw_booking,
        "delete": venue.delete_booking,
        "wait": venue.wait_for_slot,
    },
    said={**SAID, "wait": N_("已候补；时段空出时会通知您，候补期间不占用场地")},
    sheet=sheet_of,
    ready=ready,
)


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """预约列表 newest first."""
    listing = tables.listing(request)
    wanted = {**listing.payload, "purpose": "opening"}
    found = await ask(request, venue.list_bookings, wanted, person=person)
    return shown.page(
        request,
        "desk/bookings/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(STATES),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """新增开标场地 lots first (manual 3.3.2), then the form."""
    picked, wanted = await lots.chosen(request, person), _wanted(request)
    if picked is None:
        title = N_("场地预约")
        return await lots.choose(
            request, person, Activity.BOOKING, title=title, path=NEW, kept=wanted
        )
    project = picked.project
    sheet = forms.of(
        {
            "project_id": project["id"],
            "lot_ids": picked.lot_ids,
            "opening_minutes": _HOUR,
            "evaluation_minutes": 2 * _HOUR,
            "contact": project.get("agency_leader"),
            "phone": project.get("agency_phone"),
            **wanted,
        }
    )
    return await _form(request, person, sheet, project)


def _wanted(request: Request) -> dict[str, str]:
    """拟预约 room and time that were chosen on 场地使用信息 before the lots were."""
    asked = request.query_params
    names = [f"{kind.value}_{part}" for kind in RoomKind for part in ("at", "minutes", "room_id")]
    told = {name: asked[name][:_LONGEST] for name in names if asked.get(name)}
    return {**told, "evaluation": "true"} if "evaluation_at" in told else told


@person_page(Role.CLERK)
async def create(request: Request, person: Person) -> Response:
    """新增 the first save makes the booking; what is refused after it goes on with that one."""
    posted = await forms.posted(request)
    project = await _project(request, person, posted.sheet().get("project_id"))
    if looks(posted):
        return await _form(request, person, taken(posted), project)
    try:
        return await FLOW.press(request, person, posted, None)
    except Refused as refused:
        kept = await FLOW.load(request, person, refused.form_id) if refused.form_id else None
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, project, kept, problem=refused.problem)


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看预约 the form while the agency may edit it, else its facts."""
    booking = await FLOW.load(request, person)
    if where := elsewhere(booking):
        return answers.go(request, where)
    if "save" in booking["allowed"] and "view" not in request.query_params:
        project = await _project(request, person, booking["project_id"])
        return await _form(request, person, sheet_of(booking), project, booking)
    return await _view(request, person, booking)


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """修改保存、提交信息、撤回、删除."""
    posted = await forms.posted(request)
    booking = await FLOW.load(request, person)
    if looks(posted):
        project = await _project(request, person, booking["project_id"])
        return await _form(request, person, taken(posted), project, booking)
    try:
        return await FLOW.press(request, person, posted, booking)
    except Refused as refused:
        # A save that has succeeded before the refused step has moved the version on.
        fresh = await FLOW.load(request, person)
        if "save" not in fresh["allowed"] or posted.action not in WITH_CONTENT:
            return await _view(request, person, fresh, refused.problem)
        project = await _project(request, person, fresh["project_id"])
        sheet = posted.sheet(refused.problem)
        return await _form(request, person, sheet, project, fresh, problem=refused.problem)


async def _project(request: Request, person: Person, identity: str) -> Form:
    project: Form = await ask(request, get_project, {"id": identity}, person=person)
    return project


def looks(posted: forms.Posted) -> bool:
    """Only looking: another day, or a free slot taken over, where no script runs."""
    days = {"date", "evaluation_date"} & posted.tree.keys()
    return posted.action == "look" or "_slot" in posted.own or bool(days)


def taken(posted: forms.Posted) -> forms.Sheet:
    """采用时段 ``opening|3|2026-12-28T09:00`` of the button fills time and room."""
    sheet = posted.sheet()
    field, _, rest = posted.own.get("_slot", "").partition("|")
    room, _, begins = rest.partition("|")
    if field in {"opening", "evaluation"}:
        sheet.values |= {f"{field}_room_id": [room], f"{field}_at": [begins]}
    return sheet


async def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    project: Form,
    booking: Form | None = None,
    *,
    problem: Problem | None = None,
) -> Response:
    sheet.values["project_label"] = [f"{project['no']} {project['name']}"]
    panel = await dayrooms.panel(request, person, sheet)
    return shown.page(
        request,
        "desk/bookings/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        project=project,
        booking=booking,
        **choices(panel, sheet),
        problem=shown.told(problem, venue.BookingIn),
    )


async def _view(
    request: Request, person: Person, booking: Form, problem: Problem | None = None
) -> Response:
    return shown.page(
        request,
        "desk/bookings/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        booking=booking,
        problem=shown.told(problem, venue.BookingIn),
    )


def choices(panel: dayrooms.Panel, sheet: forms.Sheet) -> Form:
    """可选项 of the fields of the meetings: rooms and lengths, with the day's rooms beside them."""
    return {
        "panel": panel,
        "places": {kind.value: _places(panel, sheet, kind.value) for kind in RoomKind},
        "openings": _lengths(_OPENINGS),
        "evaluations": _lengths(_EVALUATIONS),
    }


def elsewhere(booking: Form) -> str | None:
    """另页 where a change or a re-evaluation has its page; None for a plain booking."""
    if booking.get("purpose") == "re_evaluation":
        return f"/desk/re-evaluations/{booking['id']}"
    return f"/desk/booking-changes/{booking['id']}" if booking.get("kind") == "change" else None


def _lengths(minutes: range) -> list[tuple[int, str]]:
    return [(one, words.length(one)) for one in minutes]


def _places(panel: dayrooms.Panel, sheet: forms.Sheet, kind: str) -> list[tuple[str, str]]:
    """Rooms to choose from; while venue is away what is chosen already stays chosen."""
    chosen = sheet.get(f"{kind}_room_id")
    rooms = [(str(one["id"]), place(one)) for one in panel.options(kind, chosen)]
    known = not chosen or chosen in dict(rooms)
    return rooms if known else [*rooms, (chosen, chosen)]


def place(room: Mapping[str, Any]) -> str:
    """场地选项 a room with its floor, places and hours."""
    people = say("{n}人").format(n=room["capacity"])
    floor = [room["floor"]] if room.get("floor") else []
    about = " ".join([*floor, people, f"{room['opens']}-{room['closes']}"])
    return f"{room['name']} · {about}"


def routes() -> list[BaseRoute]:
    """路由 of bookings."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, create, methods=["POST"]),
        *autosave.routes(FLOW),
        Route(dayrooms.PATH, dayrooms.show),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
