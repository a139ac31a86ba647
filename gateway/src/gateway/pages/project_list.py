"""项目列表 narrowed and searched; the ticked ones are deleted, each told by itself."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, forms, shown, tables, words
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST = "/desk/projects"
FILTERS = ("stage", "region", "method", "category", "since", "until", "agency_id")
_STAGES = {
    "active": N_("进行中"),
    "suspended": N_("已暂停"),
    "complete": N_("已结束"),
    "cancelled": N_("已取消"),
    "failed": N_("已废标"),
}


@dataclass(frozen=True, slots=True)
class Ticked:
    """勾选 ``told`` is ``id:version:no`` as the list has it."""

    told: str

    @property
    def no(self) -> str:
        """项目编号 for people only."""
        return self.told.partition(":")[2].partition(":")[2]

    @property
    def command(self) -> dict[str, Any]:
        """入参 the project in the version that was seen."""
        identity, version, *_ = [*self.told.split(":"), ""]
        return {"id": identity, "version": int(version) if version.isdecimal() else 0}


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """项目列表 newest first."""
    listing = tables.listing(request, *FILTERS)
    problem, found = None, {"total": 0, "items": []}
    try:
        found = await ask(request, registry.list_projects, listing.payload, person=person)
    except Problem as refused:  # a filter that was typed into the address
        problem = refused
    return shown.page(
        request,
        "desk/projects/list.html",
        person=person,
        status=problem.family.status if problem else 200,
        problem=shown.told(problem),
        found=found,
        listing=listing,
        states=words.states(),
        stages=[(value, say(text)) for value, text in _STAGES.items()],
    )


@person_page(Role.CLERK)
async def delete_ticked(request: Request, person: Person) -> Response:
    """删除项目 asked for once, then done; what became of each is told."""
    posted = await forms.posted(request)
    ticked = [Ticked(one) for one in posted.sheet().all("ticked")[: tables.SIZE]]
    if not ticked:
        return answers.go(request, LIST, answers.failed(say("请先勾选要删除的项目")))
    outcomes: list[dict[str, Any]] = []
    if posted.action == "confirmed":
        items = {"items": [one.command for one in ticked]}
        told = await ask(request, registry.delete_projects, items, person=person, key=posted.key)
        outcomes = told["items"]
    return shown.page(
        request, "desk/projects/deleting.html", person=person, ticked=ticked, outcomes=outcomes
    )


def routes() -> list[BaseRoute]:
    """路由 of the list of projects."""
    return [
        Route(LIST, show_list),
        Route(LIST, delete_ticked, methods=["POST"]),
    ]
