"""选择分包 the page that comes before every form on lots (manual 3.3.2, 3.5.2, 3.7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.registry import get_project, lots_for
from tenderhall_contracts.vocab import Activity

from gateway.pages.kit import shown, tables
from gateway.pages.kit.ask import ask
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person


@dataclass(frozen=True, slots=True)
class Chosen:
    """已选分包 of one project; ``project`` is the whole of it."""

    project: dict[str, Any]
    lots: list[dict[str, Any]]

    @property
    def lot_ids(self) -> list[str]:
        """分包编号 of the chosen lots."""
        return [one["id"] for one in self.lots]


async def choose(
    request: Request,
    person: Person,
    activity: Activity,
    *,
    title: str,
    path: str,
    kept: Mapping[str, str] | None = None,
) -> Response:
    """选择分包页 own lots, those that can be chosen first; the others say why they cannot.

    ``path`` is the form's page: it is asked for again with ``project`` and ``lot`` of the choice,
    and with what is ``kept`` for it.
    """
    listing = tables.listing(request)
    wanted = {**listing.payload, "activity": activity.value}
    if project := request.query_params.get("project"):
        wanted["project_id"] = project
    found = await ask(request, lots_for, wanted, person=person)
    return shown.page(
        request,
        "kit/choose_lots.html",
        person=person,
        found=found,
        listing=listing,
        heading=say(title),
        path=path,
        refused=_mixed(request),
        kept=kept or {},
    )


async def chosen(request: Request, person: Person) -> Chosen | None:
    """已选 what the query string names; None where nothing, or lots of several projects, were.

    Raises:
        Problem: NOT_FOUND for a project or a lot that is not the person's.
    """
    pairs = [one.partition(":") for one in request.query_params.getlist("lot")]
    projects = {project for project, _, lot in pairs if lot}
    if len(projects) != 1:
        return None
    wanted = {lot for _, _, lot in pairs}
    project = await ask(request, get_project, {"id": projects.pop()}, person=person)
    lots = [one for one in project["lots"] if one["id"] in wanted]
    if len(lots) != len(wanted):
        raise Problem("NOT_FOUND")
    return Chosen(project, lots)


def _mixed(request: Request) -> list[Finding]:
    """What was wrong with a choice that came back to this page."""
    ticked = {one.partition(":")[0] for one in request.query_params.getlist("lot")}
    if "chosen" not in request.query_params or len(ticked) == 1:
        return []
    zh, en = (
        ("只能选择同一项目的分包", "Choose lots of one project only")
        if ticked
        else ("请至少选择一个分包", "Choose at least one lot")
    )
    return [Finding("lot", "", zh, en)]
