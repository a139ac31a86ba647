"""待审核 the centre's queue: what waits, in whose hands it is, and many approved at once."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import registry
from tenderhall_contracts.core import CENTRE, Role
from tenderhall_contracts.errors import Problem

from gateway.pages.kit import answers, flash, forms, shown, tables
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say, title
from gateway.pages.kit.session import Person
from gateway.pages.review import KINDS, QUEUE, REVIEW, ensure_free, waiting

_VIEWS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "mine": (N_("我领取的"), {"mine": True}),
    "plain": (N_("没有提示的"), {"flagged": False}),
    "flagged": (N_("有提示的"), {"flagged": True}),
}
"""Views of the queue: what each is called, and what it asks for."""

_HANDS = {
    "take": (registry.take_work, N_("已领取")),
    "release": (registry.release_work, N_("已退回待审核列表")),
    "transfer": (registry.transfer_work, N_("已转交")),
}


@person_page(*CENTRE)
async def show(request: Request, person: Person) -> Response:
    """待审核 of every kind, the most urgent first."""
    listing = tables.listing(request)
    asked = {name: value for name, value in listing.payload.items() if name != "state"}
    asked |= _VIEWS[listing.state][1] if listing.state in _VIEWS else {}
    found = await ask(request, registry.review_queue, asked, person=person)
    views = [(value, say(text)) for value, (text, _) in _VIEWS.items()]
    return shown.page(
        request,
        "desk/review/queue.html",
        person=person,
        found=found,
        listing=listing,
        views=views,
        kinds=KINDS,
    )


@person_page(Role.REVIEWER)
async def approve_ticked(request: Request, person: Person) -> Response:
    """批量通过 those that are ticked and have nothing to be looked at twice, each by itself."""
    posted = await forms.posted(request)
    ticked = posted.sheet().all("ticked")[: tables.SIZE]
    messages = [await _approve(request, person, one, f"{posted.key}:{one}") for one in ticked]
    nothing = answers.failed(say("请先勾选要通过的事项"))
    return answers.go(request, QUEUE, *messages or [nothing])


async def _approve(request: Request, person: Person, ticked: str, key: str) -> flash.Flash:
    kind, _, form_id = ticked.partition(":")
    try:
        item = await _plain(request, person, kind, form_id)
        command = {"id": form_id, "version": item["version"]}
        rpc = KINDS[kind].steps["approve"]
        await ask(request, rpc, command, person=person, key=key)
    except Problem as problem:
        return answers.failed(f"{ticked}{say('：')}{title(problem)}")
    return answers.done(f"{item['project_no']} {item['title']}{say('：')}{say('已审核通过')}")


async def _plain(request: Request, person: Person, kind: str, form_id: str) -> dict[str, Any]:
    """The item as it waits now, where it may be approved without looking at it alone.

    Raises:
        Problem: NOT_FOUND; PRECONDITION_FAILED where it has findings; STATE_CONFLICT where another
            has it in hand.
    """
    if kind not in KINDS:
        raise Problem("NOT_FOUND")
    item = await waiting(request, person, kind, form_id)
    if item is None:
        raise Problem("NOT_FOUND")
    ensure_free(item, person)
    if item["flags"]:
        raise Problem("PRECONDITION_FAILED")
    return item


@person_page(Role.REVIEWER, Role.ADMIN)
async def pass_on(request: Request, person: Person) -> Response:
    """领取、退回、转交 one form."""
    posted = await forms.posted(request)
    kind, form_id = request.path_params["kind"], request.path_params["id"]
    rpc, text = _HANDS.get(posted.action, (None, ""))
    if rpc is None:
        raise Problem("MALFORMED")
    told = {"form_type": kind, "form_id": form_id}
    if posted.action == "transfer":
        told["user_id"] = posted.sheet().get("user_id")
    where = f"{REVIEW}/{kind}/{form_id}"
    try:
        await ask(request, rpc, told, person=person, key=f"{posted.key}:{rpc.name}")
    except Problem as problem:
        return answers.go(request, where, answers.failed(_why(problem)))
    return answers.go(request, where, answers.done(say(text)))


def _why(problem: Problem) -> str:
    taken = problem.extra.get("assignee")
    return say("{name}已领取此事项").format(name=taken) if taken else title(problem)


def routes() -> list[BaseRoute]:
    """路由 of the queue."""
    return [
        Route(QUEUE, show),
        Route(QUEUE, approve_ticked, methods=["POST"]),
        Route(f"{REVIEW}/{{kind}}/{{id}}/hands", pass_on, methods=["POST"]),
    ]
