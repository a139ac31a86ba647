"""场地维护 the centre's rooms: listed, made, changed, imported by its administrator."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.venue.rooms import COLUMNS, ROWS

from gateway.pages import daygrid, workdays
from gateway.pages.kit import answers, forms, sheets, shown, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/admin/rooms", "/desk/admin/rooms/new"
IMPORT, ONE = "/desk/admin/rooms/import", "/desk/admin/rooms/{id:int}"
AHEAD = 14
"""Calendar days that the list tells the working days of."""

_APART = "、"
_EXAMPLE = {
    "name": "开标四室",
    "kind": "开标室",
    "floor": "二楼",
    "capacity": "30",
    "equipment": "投影、录音录像",
    "opens": "08:30",
    "closes": "17:30",
    "buffer_before_minutes": "15",
    "buffer_minutes": "15",
    "enabled": "是",
    "note": "",
}
Room = dict[str, Any]


@person_page(Role.ADMIN)
async def show_list(request: Request, person: Person) -> Response:
    """场地列表 with the working days that lie ahead, by which bookings are judged."""
    rooms = (await ask(request, venue.list_rooms, {}, person=person))["items"]
    return shown.page(
        request,
        "desk/rooms/admin/list.html",
        person=person,
        rooms=rooms,
        days=await workdays.of(request, person, datetime.now(daygrid.SHANGHAI).date(), AHEAD),
        about=lambda day: words.weekday(day["date"]),
    )


@person_page(Role.ADMIN)
async def show_new(request: Request, person: Person) -> Response:
    """新增场地 an empty form."""
    usual = {"opens": "08:30", "closes": "17:30", "enabled": True}
    return _form(request, person, forms.of(usual), None)


@person_page(Role.ADMIN)
async def show_one(request: Request, person: Person) -> Response:
    """修改场地."""
    room = await _load(request, person)
    return _form(request, person, _filled(room), room)


@person_page(Role.ADMIN)
async def save(request: Request, person: Person) -> Response:
    """保存场地 a new one, or the one that the page's address names."""
    posted = await forms.posted(request)
    known = request.path_params.get("id")
    rpc = venue.save_room if known else venue.create_room
    told = posted.payload(rpc.takes) | ({"id": known} if known else {})
    told["equipment"] = _split(posted.sheet().get("equipment"))
    try:
        kept = await ask(request, rpc, told, person=person, key=posted.key)
    except Problem as problem:
        there = await _load(request, person) if known else None
        return _form(request, person, posted.sheet(_whole(problem)), there, problem)
    said = say("{name}已保存").format(name=kept["name"])
    return answers.go(request, LIST, answers.done(said))


@person_page(Role.ADMIN)
async def show_import(request: Request, person: Person) -> Response:
    """导入场地 the form that takes a file."""
    return _import(request, person, forms.of({}))


@person_page(Role.ADMIN)
async def load(request: Request, person: Person) -> Response:
    """导入场地 the good rows land; every row is told what became of it."""
    posted = await forms.posted(request)
    try:
        told = {"csv": sheets.as_csv(posted.files.get("file"))}
        report = await ask(request, venue.import_rooms, told, person=person, key=posted.key)
    except Problem as problem:
        at_file = Problem(problem.code, [_at(one, "file") for one in problem.findings])
        return _import(request, person, posted.sheet(at_file), problem=at_file)
    return _import(request, person, forms.of({}), report=report)


@person_page(Role.ADMIN)
async def template(request: Request, person: Person) -> Response:
    """导入模板 the columns, and a row as it would be written."""
    del request, person
    return sheets.template("rooms.csv", [list(COLUMNS), list(_EXAMPLE.values())])


async def _load(request: Request, person: Person) -> Room:
    asked = {"id": request.path_params["id"]}
    found: Room = await ask(request, venue.get_room, asked, person=person)
    return found


def _filled(room: Room) -> forms.Sheet:
    return forms.of({**room, "equipment": _APART.join(room["equipment"])})


def _split(typed: str) -> list[str]:
    """Whatever people put between names of equipment."""
    for one in ",，;；\n":
        typed = typed.replace(one, _APART)
    return [one.strip() for one in typed.split(_APART) if one.strip()]


def _whole(problem: Problem) -> Problem:
    """The rows of the equipment are one field of the page."""
    found = [
        _at(one, "equipment") if one.field.startswith("equipment.") else one
        for one in problem.findings
    ]
    return Problem(problem.code, found, **problem.extra)


def _at(found: Finding, field: str) -> Finding:
    return replace(found, field=field)


def _form(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    room: Room | None,
    problem: Problem | None = None,
) -> Response:
    return shown.page(
        request,
        "desk/rooms/admin/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        room=room,
        problem=shown.told(problem, venue.RoomIn),
    )


def _import(
    request: Request,
    person: Person,
    sheet: forms.Sheet,
    *,
    problem: Problem | None = None,
    report: dict[str, Any] | None = None,
) -> Response:
    rows = report["rows"] if report else []
    return shown.page(
        request,
        "desk/rooms/admin/import.html",
        person=person,
        status=problem.family.status if problem else 200,
        sheet=sheet,
        report=report,
        rows=sorted(rows, key=lambda one: (one["outcome"] != "refused", one["row"])),
        columns=list(COLUMNS),
        most=ROWS,
        heads={name: head for head, name in COLUMNS.items()},
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of the administration of rooms."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, save, methods=["POST"]),
        Route(IMPORT, show_import),
        Route(IMPORT, load, methods=["POST"]),
        Route(f"{IMPORT}/template.csv", template),
        Route(ONE, show_one),
        Route(ONE, save, methods=["POST"]),
    ]
