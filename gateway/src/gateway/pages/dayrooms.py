"""当日场地 beside the booking form: who is where on the chosen day, and what is free next."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts import venue
from tenderhall_contracts.errors import Problem

from gateway.pages import daygrid
from gateway.pages.kit import forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

PATH = "/desk/bookings/day"
AHEAD = timedelta(days=23)
"""About when a notice of today could open at the earliest: review, publication, 20 days (R01)."""

_MINUTES = {"opening": 60, "evaluation": 120}
_DATES = {"opening": "date", "evaluation": "evaluation_date"}
"""The names under which another day than the chosen one is asked for."""

_OFFERED = 4
_LONGEST, _MOST = 720, 1000

Rooms = Sequence[Mapping[str, Any]]
Slots = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """开标或评标 the table of its day and its next free slots; no table where venue is away.

    ``lawful`` is the earliest day that R01 allows an opening on, if the notice were submitted now;
    ``met`` holds the room when it is wanted; ``same_room`` and ``same_time`` may be taken instead.
    """

    field: str
    asked: str
    table: daygrid.Day | None
    slots: Slots
    lawful: date | None = None
    met: Slots = ()
    same_room: Slots = ()
    same_time: Slots = ()

    @property
    def early(self) -> bool:
        """早于法定 whether what is wanted opens before the law allows it."""
        wanted = self.table and self.table.chosen and self.table.day
        return bool(wanted and self.lawful and wanted < self.lawful)


@dataclass(frozen=True, slots=True)
class Panel:
    """场地面板 of a form: all rooms, and one part for each meeting that is booked."""

    rooms: Rooms
    meetings: Sequence[Meeting]

    def options(self, kind: str, chosen: str) -> Rooms:
        """可选场地 rooms in use of a kind, and the one that is chosen already."""
        return [
            one
            for one in self.rooms
            if one["kind"] == kind and (one["enabled"] or str(one["id"]) == chosen)
        ]


@person_page()
async def show(request: Request, person: Person) -> Response:
    """当日场地 for htmx, whenever a time or a room of the form has changed."""
    values: dict[str, list[str]] = {}
    for name, text in request.query_params.multi_items():
        values.setdefault(name, []).append(text)
    sheet = forms.Sheet(values)
    made = await panel(request, person, sheet)
    return shown.fragment("desk/bookings/day.html", panel=made, sheet=sheet)


async def panel(request: Request, person: Person, sheet: forms.Sheet) -> Panel:
    """场地面板 what is away is left out: the form itself must not be lost for it."""
    try:
        rooms: Rooms = (await ask(request, venue.list_rooms, {}, person=person))["items"]
    except Problem:
        return Panel([], [Meeting("opening", "date", None, [])])
    wanted = ["opening"] + (["evaluation"] if sheet.get("evaluation") == "true" else [])
    parts = [_meeting(request, person, sheet, rooms, field) for field in wanted]
    return Panel(rooms, await asyncio.gather(*parts))


async def _meeting(
    request: Request, person: Person, sheet: forms.Sheet, rooms: Rooms, field: str
) -> Meeting:
    want = wanted(sheet, field)
    day = daygrid.day_of(sheet.get(_DATES[field])) or _day_of(sheet, field)
    need = _need(sheet, field)
    try:
        free = await _free(request, person, need, _since(want, day))
        shown_day = day or _first_day(free["items"])
        usage = await _usage(request, person, shown_day, field)
        met = daygrid.met(usage, rooms, want)
        other = await _instead(request, person, need, want) if want and met else {}
    except Problem:
        return Meeting(field, _DATES[field], None, [])
    of_kind = [one for one in rooms if one["kind"] == field]
    table = daygrid.of(shown_day, of_kind, usage, want)
    lawful = daygrid.day_of(free.get("earliest_lawful") or "") if field == "opening" else None
    return Meeting(field, _DATES[field], table, free["items"], lawful, met, **other)


def _need(sheet: forms.Sheet, field: str) -> dict[str, Any]:
    """所需 kind, length, people, and whose project may share."""
    people = _people(sheet) if field == "opening" else 0
    asked = {"kind": field, "minutes": _minutes(sheet, field), "capacity": people}
    project = sheet.get("project_id")
    return {**asked, "project_id": project} if project else asked


async def _free(
    request: Request, person: Person, need: Mapping[str, Any], since: datetime, **more: Any
) -> Mapping[str, Any]:
    """下几个空闲时段 long enough and large enough."""
    asked = {**need, "not_before": since.isoformat(), "limit": _OFFERED, **more}
    found: Mapping[str, Any] = await ask(request, venue.free_slots, asked, person=person)
    return found


async def _instead(
    request: Request, person: Person, need: Mapping[str, Any], want: daygrid.Want
) -> Mapping[str, Slots]:
    """可改用 when this room is free next, and which rooms are free at this time."""
    room, begins = {"room_id": int(want.room_id)}, {"begins": want.begins.isoformat()}
    later = await _free(request, person, need, want.begins, **room)
    rooms = await ask(request, venue.free_rooms, {**need, **begins}, person=person)
    times = {**begins, "ends": want.ends.isoformat()}
    now = [{"room_id": one["id"], "room_name": one["name"], **times} for one in rooms["items"]]
    return {"same_room": later["items"], "same_time": now}


async def _usage(request: Request, person: Person, day: date, field: str) -> Slots:
    begins = daygrid.midnight(day)
    asked = {
        "begins": begins.isoformat(),
        "ends": (begins + timedelta(days=1)).isoformat(),
        "kind": field,
    }
    found: Slots = (await ask(request, venue.usage, asked, person=person))["items"]
    return found


def wanted(sheet: forms.Sheet, field: str) -> daygrid.Want | None:
    """拟预约 as far as it stands in the form; None without a time."""
    begins = daygrid.moment(sheet.get(f"{field}_at"))
    if begins is None:
        return None
    return daygrid.Want(
        sheet.get(f"{field}_room_id"),
        begins,
        _minutes(sheet, field),
        _people(sheet) if field == "opening" else 0,
        sheet.get("project_label"),
    )


def _day_of(sheet: forms.Sheet, field: str) -> date | None:
    """The day that is chosen; an evaluation is looked for on the day of the opening first."""
    for one in (field, "opening"):
        begins = daygrid.moment(sheet.get(f"{one}_at"))
        if begins:
            return begins.astimezone(daygrid.SHANGHAI).date()
    return None


def _since(want: daygrid.Want | None, day: date | None) -> datetime:
    """From when on free slots help: what is wanted, the day looked at, or when R01 allows."""
    if want and (day is None or daygrid.on(day, want.begins)):
        return want.begins
    if day:
        return daygrid.midnight(day)
    return datetime.now(daygrid.SHANGHAI) + AHEAD


def _first_day(slots: Slots) -> date:
    found = daygrid.moment(slots[0]["begins"]) if slots else None
    at = found or datetime.now(daygrid.SHANGHAI) + AHEAD
    return at.astimezone(daygrid.SHANGHAI).date()


def _minutes(sheet: forms.Sheet, field: str) -> int:
    return _number(sheet, f"{field}_minutes", daygrid.QUARTER, _LONGEST, _MINUTES[field])


def _people(sheet: forms.Sheet) -> int:
    return _number(sheet, "attendees", 0, _MOST, 0)


def _number(sheet: forms.Sheet, name: str, least: int, most: int, otherwise: int) -> int:
    text = sheet.get(name).strip()
    number = int(text) if text.isdecimal() and len(text) <= len(str(most)) else otherwise
    return number if least <= number <= most else otherwise
