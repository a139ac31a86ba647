"""中标通知书 of a published award: each on a page of its own, sealed there (87号令第69条)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.core import AGENCY
from tenderhall_contracts.errors import Problem

from gateway.pages import seals
from gateway.pages.kit import answers, forms, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.lang import say
from gateway.pages.kit.session import Person

Values = dict[str, Any]
_SEE_OTHER = 303
_NEVER_KEPT = {"cache-control": "no-store"}
_OPEN = frozenset({"unsealed", "sealing"})


async def of(request: Request, person: Person, notice: Values) -> list[Values]:
    """中标通知书 of this notice, once it is published."""
    if not notice["published_at"]:
        return []
    found = await ask(request, notices.award_letters, {"id": notice["id"]}, person=person)
    return list(found["items"])


@person_page()
async def show(request: Request, person: Person) -> Response:
    """查看中标通知书 to whom, for what, what has become of it; and the seal's dialog."""
    return await _page(request, person)


@person_page(*AGENCY)
async def start_seal(request: Request, person: Person) -> Response:
    """点击签章 the letter is printed, and a job is opened on exactly these bytes."""
    posted = await forms.posted(request)
    identity = request.path_params["letter"]
    try:
        command = {"id": identity, "seal_id": seals.chosen_seal(posted)}
        key = f"{posted.key}:start_seal"
        begun = await ask(request, notices.seal_award_letter, command, person=person, key=key)
    except Problem as problem:
        return await _page(request, person, problem)
    return answers.go(request, f"{_here(request)}?job={begun['job']['job_id']}")


@person_page()
async def show_pdf(request: Request, person: Person) -> Response:
    """中标通知书PDF the sealed one, or with ``?original=1`` what is to be sealed.

    Notices decides who may have it; the address of the bytes lives for five minutes.
    """
    wanted = {"id": request.path_params["letter"], "sealed": "original" not in request.query_params}
    found = await ask(request, notices.award_letter_pdf, wanted, person=person)
    return RedirectResponse(found["url"], _SEE_OTHER, _NEVER_KEPT)


async def _page(request: Request, person: Person, problem: Problem | None = None) -> Response:
    notice, letter = await _found(request, person)
    inside = problem if problem and seals.in_dialog(problem) else None
    thing = _to_seal(request, notice, letter)
    wanted = {"seal", "job"} & request.query_params.keys() or inside
    dialog = await seals.dialog(request, person, thing, inside) if wanted else None
    return shown.page(
        request,
        "desk/awards/letter.html",
        person=person,
        status=problem.family.status if problem else 200,
        notice=notice,
        letter=letter,
        thing=thing,
        award_path=_award(request),
        may_seal=person.actor.role in AGENCY and letter["state"] in _OPEN,
        problem=None if inside else shown.told(problem),
        sealing=dialog,
    )


async def _found(request: Request, person: Person) -> tuple[Values, Values]:
    """The notice and its letter.

    Raises:
        Problem: NOT_FOUND where the letter is not this notice's.
    """
    wanted = {"id": request.path_params["id"]}
    notice: Values = await ask(request, notices.get_notice, wanted, person=person)
    every = await of(request, person, notice)
    letter = next((one for one in every if one["id"] == request.path_params["letter"]), None)
    if letter is None:
        raise Problem("NOT_FOUND")
    return notice, letter


def _to_seal(request: Request, notice: Values, letter: Values) -> Values:
    """What the seal's dialog needs to know of a letter; its words for it (``letter``)."""
    title = say("中标通知书：%(winner)s（%(lot)s）") % {
        "winner": letter["winner_name"],
        "lot": letter["lot_no"],
    }
    kept = ("id", "seal_job_id", "sealed_pdf")
    return {
        **{name: letter[name] for name in kept},
        "title": title,
        "version": notice["version"],
        "sealed": letter["state"] == "issued",
        "letter": True,
        "about": notice["id"],
        "winner": letter["winner_name"],
        "pdf": f"{_here(request)}/pdf",
    }


def _award(request: Request) -> str:
    return str(request.url.path).partition("/letters/")[0].rpartition("/")[0]


def _here(request: Request) -> str:
    return f"{_award(request)}/{request.path_params['id']}/letters/{request.path_params['letter']}"


def routes(one: str) -> list[BaseRoute]:
    """路由 below the page of one award."""
    letter = f"{one}/letters/{{letter}}"
    return [
        Route(letter, show),
        Route(f"{letter}/seal", start_seal, methods=["POST"]),
        Route(f"{letter}/pdf", show_pdf),
    ]
