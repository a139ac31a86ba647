"""守门 who may see a page, and that its forms come from the page itself."""

import functools
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from tenderhall_contracts.core import PEOPLE, Role
from tenderhall_contracts.errors import Family, Problem

from gateway.pages.kit import csrf, flash, forms, lang, session, shown
from gateway.pages.kit.session import Person

PersonPage = Callable[[Request, Person], Awaitable[Response]]
Page = Callable[[Request], Awaitable[Response]]

_SAFE = frozenset({"GET", "HEAD"})
_SEE_OTHER = 303


def person_page(*roles: Role) -> Callable[[PersonPage], Page]:
    """登录后页面 for these roles (all people where none is named).

    Nobody logged in → the login page, which leads back; another role → 403 in words; whatever a
    service refuses and the page does not catch → the page of problems.
    """
    wanted = frozenset(roles) or PEOPLE

    def wrap(show: PersonPage) -> Page:
        @functools.wraps(show)
        async def guarded(request: Request) -> Response:
            lang.current.set(lang.of(request))
            try:
                person = await session.find(request)
            except Problem as problem:
                return _without_session(request, problem)
            if person is None:
                return to_login(request)
            return await _serve(request, person, wanted, show)

        return guarded

    return wrap


def open_page(show: Page) -> Page:
    """公开页面 for anybody; its forms too come from pages of ours."""

    @functools.wraps(show)
    async def guarded(request: Request) -> Response:
        lang.current.set(lang.of(request))
        try:
            if request.method not in _SAFE:
                csrf.ensure_origin(request)
            return await show(request)
        except Problem as problem:
            return shown.refusal(request, problem)

    return guarded


async def _serve(
    request: Request, person: Person, wanted: frozenset[Role], show: PersonPage
) -> Response:
    try:
        await ensure(request, person, wanted)
        return await show(request, person)
    except Problem as problem:
        if problem.family is Family.UNAUTHENTICATED:
            return _without_session(request, problem)
        return shown.refusal(request, problem, person=person)


async def ensure(request: Request, person: Person, wanted: frozenset[Role]) -> None:
    """核对 the person's role, and that what changes something comes from a page of ours.

    Raises:
        Problem: FORBIDDEN_ROLE, PAGE_EXPIRED.
    """
    if person.actor.role not in wanted:
        raise Problem("FORBIDDEN_ROLE")
    if request.method not in _SAFE:
        await _ensure_ours(request, person)


async def _ensure_ours(request: Request, person: Person) -> None:
    csrf.ensure_origin(request)
    told = request.headers.get(csrf.HEADER)
    if told is None:
        told = (await forms.posted(request)).own.get(csrf.FIELD)
    csrf.ensure_token(person.token, told)


def _without_session(request: Request, problem: Problem) -> Response:
    """A session that has ended leads to the login page; a registry that is away does not."""
    if problem.family is not Family.UNAUTHENTICATED:
        return shown.refusal(request, problem)
    answer = to_login(request)
    flash.put(request, answer, flash.Flash("warning", lang.say("登录已过期，请重新登录")))
    session.drop(answer)
    return answer


def to_login(request: Request) -> Response:
    """去登录 and back again to the page that was asked for."""
    asked = request.url.path if request.method in _SAFE else "/desk"
    query = f"?{request.url.query}" if request.url.query and request.method in _SAFE else ""
    where = f"/login?next={quote(asked + query)}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"hx-redirect": where})
    return RedirectResponse(where, _SEE_OTHER)
