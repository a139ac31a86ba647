"""工作日历 a year as twelve months; the administrator enters, corrects and confirms it."""

import calendar
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages import daygrid
from gateway.pages.kit import answers, forms, sheets, shown, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person
from gateway.portal.calculator import DAY_KINDS

PATH = "/desk/admin/calendar"
MARKS = {
    "workday": "",
    "weekend": "",
    "statutory": N_("节"),
    "dayoff": N_("休"),
    "makeup": N_("班"),
}
"""What stands beside the number of a day, so that no colour is needed to tell its kind."""

STATES = {
    "official": ("approved", N_("已确认")),
    "demo": ("pending", N_("仅供演示")),
    "provisional": ("draft", N_("暂定，未确认")),
    "missing": ("rejected", N_("未录入")),
}
"""年度状态 the look and the name of each."""

_SAID = {
    "import": N_("已导入{year}年，核对后请确认"),
    "published": N_("已导入{year}年，核对后请确认"),
    "day": N_("{year}年的日历已修改"),
    "confirm": N_("{year}年已确认，各项法定期限可以计算"),
}
_RPCS = {
    "import": registry.import_year,
    "published": registry.import_year,
    "day": registry.set_day,
    "confirm": registry.confirm_year,
}
_A_MONDAY = date(2024, 1, 1)
_YEARS = range(2004, 2101)
"""Those that registry keeps a calendar of."""

_MOST_TOLD = 50
"""Findings of a file that are shown: a wrong file has one on each of its lines."""

Year = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """日历格 one day of a month."""

    day: date
    kind: str

    @property
    def mark(self) -> str:
        """标记 one character for what is no ordinary day."""
        return say(MARKS[self.kind]) if MARKS[self.kind] else ""

    @property
    def word(self) -> str:
        """类型 in words."""
        return say(DAY_KINDS[self.kind])


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看年度 the page that ``CALENDAR_UNAVAILABLE`` leads to, with that year chosen."""
    return await _page(request, person, _year(request.query_params.get("year", "")), forms.of({}))


@person_page(Role.ADMIN)
async def change(request: Request, person: Person) -> Response:
    """导入、修改一天、确认 what the button says; refused, everything typed stands there again."""
    posted = await forms.posted(request)
    year, action = _year(posted.sheet().get("year")), posted.action
    if action not in _RPCS:
        raise Problem("MALFORMED")
    try:
        told = _payload(posted, year)
        await ask(request, _RPCS[action], told, person=person, key=f"{posted.key}:{action}")
    except Problem as problem:
        at = _at_fields(problem, _group(action))
        return await _page(request, person, year, posted.sheet(at), at)
    said = say(_SAID[action]).format(year=year)
    return answers.go(request, f"{PATH}?year={year}", answers.done(said))


def _group(action: str) -> str:
    """Both ways of importing stand in one form."""
    return "import" if action == "published" else action


def _payload(posted: forms.Posted, year: int) -> dict[str, Any]:
    """What the RPC takes of the one form that was sent.

    Raises:
        Problem: VALIDATION_FAILED where the file is missing or cannot be read.
    """
    told = posted.part(_group(posted.action)).payload(_RPCS[posted.action].takes)
    if posted.action == "import":
        told["csv"] = _csv(sheets.read(posted.files.get("import.file")))
    return told if posted.action == "day" else told | {"year": year}


def _csv(rows: Sequence[Sequence[str]]) -> str:
    """The first two columns of a file, as registry reads them."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(row[:2] for row in rows)
    return made.getvalue()


def _at_fields(problem: Problem, group: str) -> Problem:
    """Findings at the fields of the form that was sent: what the lines say belongs to the file."""
    told = forms.inside(
        problem, group, {"csv": "file", "days": "file" if group == "import" else ""}
    )
    return Problem(told.code, told.findings[:_MOST_TOLD], **told.extra)


async def _page(
    request: Request,
    person: Person,
    year: int,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    years = (await ask(request, registry.list_years, {}, person=person))["items"]
    found = await ask(request, registry.get_year, {"year": year}, person=person)
    if not any(one["year"] == year for one in years):
        years = sorted([*years, found], key=lambda one: int(one["year"]))
    return shown.page(
        request,
        "desk/law/calendar.html",
        person=person,
        status=problem.family.status if problem else 200,
        years=years,
        found=found,
        months=list(_months(year, found["days"])),
        states=STATES,
        kinds=[(kind, say(word)) for kind, word in DAY_KINDS.items()],
        marks=MARKS,
        weekdays=[words.weekday(_A_MONDAY + timedelta(days=one)) for one in range(7)],
        sheet=_with_day(request, sheet, year),
        changes=person.actor.role is Role.ADMIN,
        problem=shown.told(problem),
    )


def _with_day(request: Request, sheet: forms.Sheet, year: int) -> forms.Sheet:
    """The day that was clicked stands in the form that changes one."""
    told = daygrid.day_of(request.query_params.get("day", ""))
    if told and told.year == year and not sheet.values:
        sheet.values["day.date"] = [told.isoformat()]
    return sheet


def _months(
    year: int, days: Sequence[Mapping[str, str]]
) -> Iterator[tuple[int, list[list[Cell | None]]]]:
    """十二个月 as weeks from Monday; None where a week's day lies in another month."""
    kinds = {one["date"]: one["kind"] for one in days}
    weeks = calendar.Calendar()
    for month in range(1, 13) if kinds else ():
        told = weeks.monthdatescalendar(year, month)
        yield month, [[_cell(day, month, kinds) for day in week] for week in told]


def _cell(day: date, month: int, kinds: Mapping[str, str]) -> Cell | None:
    return Cell(day, kinds[day.isoformat()]) if day.month == month else None


def _year(text: str) -> int:
    """The year that was asked for; this one where it is none."""
    told = int(text) if text.isdecimal() and len(text) == len("2026") else 0
    return told if told in _YEARS else datetime.now(daygrid.SHANGHAI).year


def routes() -> list[BaseRoute]:
    """路由 of the calendar."""
    return [Route(PATH, show), Route(PATH, change, methods=["POST"])]
