"""场地互换 list, proposal and answer: two bookings take each other's time and rooms."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State

from gateway.pages import bookings
from gateway.pages.kit import acts, answers, forms, shown, tables, words
from gateway.pages.kit.acts import Act, Pressed
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import N_, say
from gateway.pages.kit.session import Person

LIST, NEW = "/desk/swaps", "/desk/swaps/new"
STATES = (State.PROPOSED, State.PENDING, State.APPROVED, State.REJECTED, State.DELETED)

Form = dict[str, Any]


def _agree(pressed: Pressed) -> Form:
    return _answer(pressed, agree=True)


def _refuse(pressed: Pressed) -> Form:
    return _answer(pressed, agree=False)


def _answer(pressed: Pressed, *, agree: bool) -> Form:
    told: Form = {"id": pressed.id, "version": pressed.posted.version, "agree": agree}
    return told | ({"opinion": pressed.posted.opinion} if pressed.posted.opinion else {})


def _version(pressed: Pressed) -> Form:
    return {"id": pressed.id, "version": pressed.posted.version}


ACTS: Mapping[str, Act] = {
    "consent": Act(venue.decide_swap, N_("已同意互换，等待交易中心审核"), _agree),
    "refuse": Act(venue.decide_swap, N_("已答复不同意互换"), _refuse),
    "withdraw": Act(venue.withdraw_swap, N_("已撤回互换"), _version),
}
"""What the two agencies do; the centre decides on the page of its reviews."""


PROPOSED = {
    State.PENDING: N_("已提出互换，等待交易中心审核"),
    State.PROPOSED: N_("已提出互换，等待对方同意"),
}
"""What is said of a proposal: one's own two bookings need nobody else's consent."""


@person_page()
async def show_list(request: Request, person: Person) -> Response:
    """互换列表 newest first."""
    listing = tables.listing(request)
    found = await ask(request, venue.list_swaps, listing.payload, person=person)
    return shown.page(
        request,
        "desk/swaps/list.html",
        person=person,
        found=found,
        listing=listing,
        states=words.states(STATES),
    )


@person_page(Role.CLERK)
async def show_new(request: Request, person: Person) -> Response:
    """提出互换 of the booking that the address names."""
    booking = await _booking(request, person, request.query_params.get("booking", ""))
    return await _form(request, person, booking, forms.of({"booking_id": booking["id"]}))


@person_page(Role.CLERK)
async def propose(request: Request, person: Person) -> Response:
    """提出互换 with what opens in that room at that time."""
    posted = await forms.posted(request)
    booking = await _booking(request, person, posted.sheet().get("booking_id"))
    rpc = venue.propose_swap
    try:
        command = posted.payload(rpc.takes)
        command |= {"id": booking["id"], "version": posted.version}
        key = f"{posted.key}:{rpc.name}"
        swap = await ask(request, rpc, command, person=person, key=key)
    except Problem as problem:
        return await _form(request, person, booking, posted.sheet(problem), problem)
    said = PROPOSED[State(swap["state"])]
    return answers.go(request, f"{LIST}/{swap['id']}", answers.done(say(said)))


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看互换 both slots side by side, and what one may do."""
    return await _view(request, person, forms.Sheet())


@person_page(Role.CLERK)
async def act(request: Request, person: Person) -> Response:
    """同意、不同意、撤回."""
    posted = await forms.posted(request)
    try:
        said, _ = await acts.press(request, person, posted, ACTS)
    except Problem as problem:
        return await _view(request, person, posted.sheet(problem), problem)
    where = LIST if posted.action == "withdraw" else f"{LIST}/{request.path_params['id']}"
    return answers.go(request, where, answers.done(say(said)))


async def _booking(request: Request, person: Person, identity: str) -> Form:
    return await bookings.FLOW.load(request, person, identity)


async def _form(
    request: Request,
    person: Person,
    booking: Form,
    sheet: forms.Sheet,
    problem: Problem | None = None,
) -> Response:
    rooms = await ask(request, venue.list_rooms, {"kind": "opening"}, person=person)
    return shown.page(
        request,
        "desk/swaps/form.html",
        person=person,
        status=problem.family.status if problem else 200,
        booking=booking,
        sheet=sheet,
        places=[(str(one["id"]), bookings.place(one)) for one in rooms["items"]],
        problem=shown.told(problem),
    )


async def _view(
    request: Request, person: Person, sheet: forms.Sheet, problem: Problem | None = None
) -> Response:
    wanted = {"id": request.path_params["id"]}
    swap = await ask(request, venue.get_swap, wanted, person=person)
    return shown.page(
        request,
        "desk/swaps/show.html",
        person=person,
        status=problem.family.status if problem else 200,
        swap=swap,
        sheet=sheet,
        problem=shown.told(problem),
    )


def routes() -> list[BaseRoute]:
    """路由 of swaps."""
    return [
        Route(LIST, show_list),
        Route(NEW, show_new),
        Route(NEW, propose, methods=["POST"]),
        Route(f"{LIST}/{{id}}", show),
        Route(f"{LIST}/{{id}}", act, methods=["POST"]),
    ]
