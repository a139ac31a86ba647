"""场地使用统计 by room, hour and agency: bars drawn as SVG, with their figures in tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import CENTRE
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import RoomKind

from gateway.pages import daygrid
from gateway.pages.kit import shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person

PATH = "/desk/rooms/statistics"
_MONTH = timedelta(days=30)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """一条 ``share`` in per cent of the whole width; ``figure`` is what is written beside it."""

    name: str
    share: float
    figure: str


@person_page(*CENTRE)
async def show(request: Request, person: Person) -> Response:
    """场地使用统计 of the last thirty days unless others are asked for."""
    asked = _asked(request)
    found, problem = None, None
    try:
        found = await ask(request, venue.occupancy, asked, person=person)
    except Problem as met:
        problem = met
    return shown.page(
        request,
        "desk/rooms/statistics.html",
        person=person,
        status=problem.family.status if problem else 200,
        asked=asked,
        found=found,
        rooms=_rooms(found["rooms"]) if found else [],
        hours=_hours(found["hours"]) if found else [],
        problem=shown.told(problem, venue.OccupancyOf),
    )


def _asked(request: Request) -> dict[str, str]:
    """Whatever is no day or kind is not asked for."""
    told = request.query_params
    today = datetime.now(daygrid.SHANGHAI).date()
    last = daygrid.day_of(told.get("last", "")) or today
    first = daygrid.day_of(told.get("first", "")) or last - _MONTH
    asked = {"first": _text(first), "last": _text(last)}
    kind = told.get("kind", "")
    return {**asked, "kind": kind} if kind in set(RoomKind) else asked


def _text(day: date) -> str:
    return day.isoformat()


def _rooms(found: Sequence[Mapping[str, Any]]) -> Sequence[tuple[Mapping[str, Any], Bar]]:
    """Each room with its share of the time that it was open."""
    made = []
    for one in found:
        share = one["held_minutes"] / one["open_minutes"] if one["open_minutes"] > 0 else 0.0
        bar = Bar(one["room_name"], min(_HUNDRED, share * _HUNDRED), f"{share:.1%}")
        made.append((one, bar))
    return made


def _hours(found: Sequence[Mapping[str, Any]]) -> Sequence[Bar]:
    """Each hour of the day beside the busiest."""
    most = max((one["held_minutes"] for one in found), default=0)
    return [
        Bar(
            f"{one['hour']:02}:00",
            one["held_minutes"] / most * _HUNDRED if most else 0.0,
            f"{one['held_minutes'] / 60:.1f}",
        )
        for one in found
    ]


def routes() -> list[BaseRoute]:
    """路由 of the statistics."""
    return [Route(PATH, show)]
