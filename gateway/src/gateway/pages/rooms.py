"""场地使用信息 who uses which room when, by day and by week, for everybody who has logged in."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.vocab import RoomKind

from gateway.pages import bookings, daygrid, workdays
from gateway.pages.kit import shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

PATH = "/desk/rooms"
_DAYS = {"day": 1, "week": 7}
_WEEK_ROOMS = 15
"""Rooms that the board draws of a week at the most: more take a browser seconds."""

_TAKEN = "已占用"
_TEXTS = {
    "free": N_("空闲，可以预约"),
    "taken": N_("冲突：已占用，至"),
    "hours": N_("不在开放时间之内"),
    "length": N_("时长须为"),
    "minutes": N_("分钟"),
    "closed": N_("该场地已停用"),
    "other": N_("此类场地不接受预约"),
}
"""What the board says while a time is being chosen."""


@dataclass(frozen=True, slots=True)
class View:
    """查看范围 what the query string asks for; ``today`` is the day it is now."""

    look: str
    day: date
    kind: str
    today: date

    @property
    def first(self) -> date:
        """起始日 the day itself, or the Monday of its week."""
        back = self.day.weekday() if self.look == "week" else 0
        return self.day - timedelta(days=back)

    @property
    def days(self) -> Sequence[date]:
        """日期 that are shown."""
        return [self.first + timedelta(days=one) for one in range(_DAYS[self.look])]

    def link(self, **other: Any) -> str:
        """链接 to the same view but for what is told otherwise."""
        told = {"view": self.look, "date": self.day, "kind": self.kind, **other}
        return f"{PATH}?{urlencode({name: one for name, one in told.items() if one})}"

    def step(self, direction: int) -> str:
        """前后 the link to the day or week before or after."""
        return self.link(date=self.day + timedelta(days=direction * _DAYS[self.look]))


@person_page()
async def show(request: Request, person: Person) -> Response:
    """场地使用信息 rooms × time; other agencies' projects are told as 已占用."""
    view = _view(request)
    begins, kind = daygrid.midnight(view.first), {"kind": view.kind} if view.kind else {}
    ends = begins + timedelta(days=_DAYS[view.look])
    window = {"begins": begins.isoformat(), "ends": ends.isoformat(), **kind}
    used, found, days = await asyncio.gather(
        ask(request, venue.usage, window, person=person),
        ask(request, venue.list_rooms, kind, person=person),
        workdays.of(request, person, view.first, _DAYS[view.look]),
    )
    usage, rooms = used["items"], found["items"]
    return shown.page(
        request,
        "desk/rooms/show.html",
        person=person,
        view=view,
        rooms=rooms,
        table=daygrid.of(view.day, rooms, usage) if view.look == "day" else None,
        weeks=_week(view, rooms, usage) if view.look == "week" else None,
        board=_board(view, rooms, usage),
        kinds={one["date"]: one for one in days},
    )


def _view(request: Request) -> View:
    """Whatever is no day, no kind or no view is today, all kinds, the week."""
    asked = request.query_params
    today = datetime.now(daygrid.SHANGHAI).date()
    look = asked.get("view", "")
    kind = asked.get("kind", "")
    return View(
        look if look in _DAYS else "week",
        daygrid.day_of(asked.get("date", "")) or today,
        kind if kind in set(RoomKind) else "",
        today,
    )


def _board(
    view: View, rooms: Sequence[Mapping[str, Any]], usage: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """看板 what the board draws, texts included; none for a week of more rooms than it can draw."""
    if not rooms or (view.look == "week" and len(rooms) > _WEEK_ROOMS):
        return None
    minutes = ("buffer_before_minutes", "buffer_minutes")
    names = ("id", "name", "kind", "opens", "closes", *minutes, "enabled")
    return {
        "view": view.look,
        "first": view.first.isoformat(),
        "rooms": [{name: one[name] for name in names} for one in rooms],
        "held": [_shown(one) for one in usage],
        "lengths": bookings.LENGTHS,
        "texts": {name: say(text) for name, text in _TEXTS.items()},
    }


def _shown(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """占用 in Shanghai's time without its offset, so that no browser's time zone matters."""
    return {
        **{name: daygrid.clock(one[name]) for name in ("begins", "ends")},
        "from": daygrid.clock(one.get("blocked_from") or one["begins"]),
        "until": daygrid.clock(one.get("blocked_until") or one["ends"]),
        "room": one["room_id"],
        "label": one["label"] if one["label"] != _TAKEN else say(N_("已占用")),
        "own": one["own"],
        "closed": one.get("closed", False),
    }


def _week(
    view: View, rooms: Sequence[Mapping[str, Any]], usage: Sequence[Mapping[str, Any]]
) -> Sequence[tuple[Mapping[str, Any], Sequence[Sequence[Mapping[str, Any]]]]]:
    """Each room with what holds it on each day, earliest first."""
    return [(room, [_on(day, room, usage) for day in view.days]) for room in rooms]


def _on(
    day: date, room: Mapping[str, Any], usage: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    mine = (_cut(day, one) for one in usage if one["room_id"] == room["id"])
    return sorted((one for one in mine if one), key=lambda one: str(one["begins"]))


def _cut(day: date, one: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """当日部分 of what is held, since closures may last for days; None on another day."""
    since, until = daygrid.midnight(day), daygrid.midnight(day + timedelta(days=1))
    begins, ends = daygrid.moment(one["begins"]), daygrid.moment(one["ends"])
    if begins is None or ends is None or begins >= until or ends <= since:
        return None
    first, last = max(begins, since), min(ends, until)
    times = {"begins": first.isoformat(), "ends": last.isoformat()}
    return {**one, **times, "all_day": (first, last) == (since, until)}


def routes() -> list[BaseRoute]:
    """路由 of the rooms."""
    return [Route(PATH, show)]
