"""登录 password, then the role, then the desk (manual 1.1-1.3, domain §5.14)."""

import contextlib
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import abandon_login, choose_role, log_in, log_out

from gateway.pages.kit import answers, cookies, flash, forms, lang, nav, session, shown
from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import open_page, person_page
from gateway.pages.kit.session import Person
from gateway.parts import address, of

_SEE_OTHER = 303
_ROLES = "th_roles"
_PRE_AUTH_LIVES = 300
"""Seconds between password and role."""


@open_page
async def show(request: Request) -> Response:
    """登录页 who is logged in already goes on."""
    where = lang.local_path(request.query_params.get("next", "/desk"))
    with contextlib.suppress(Problem):  # a session that has ended logs in again
        if await session.find(request):
            return answers.go(request, where)
    return shown.page(request, "desk/login.html", sheet=forms.Sheet(), problem=None, next=where)


@open_page
async def enter(request: Request) -> Response:
    """立即登录 a wrong password shows the page again with the user name."""
    posted = await forms.posted(request)
    where = lang.local_path(posted.own.get("_next", "/desk"))
    try:
        of(request).logins.use(address(request))
        waiting = await ask(request, log_in, posted.payload(log_in.takes))
    except Problem as problem:
        return _again(request, posted, problem, where)
    answer = RedirectResponse("/login/role", _SEE_OTHER)
    session.keep_waiting(request, answer, waiting)
    told = {"waiting": _shown(waiting), "next": where}
    cookies.put(request, answer, _ROLES, told, seconds=_PRE_AUTH_LIVES)
    return answer


@open_page
async def show_roles(request: Request) -> Response:
    """选择角色 shown even where there is only one, as the manual has it."""
    told = cookies.take(request, _ROLES, seconds=_PRE_AUTH_LIVES)
    if told is None or session.PRE_AUTH not in request.cookies:
        return _back(request, lang.say("登录已过期，请重新登录"))
    return shown.page(request, "desk/role.html", choice=told["waiting"], next=told["next"])


@open_page
async def choose(request: Request) -> Response:
    """进入系统 with the chosen role."""
    posted = await forms.posted(request)
    pre_auth = request.cookies.get(session.PRE_AUTH, "")
    wanted = {"pre_auth": pre_auth, "membership_id": posted.sheet().get("membership_id")}
    try:
        opened = await ask(request, choose_role, wanted)
    except Problem as problem:
        return _back(request, lang.title(problem))
    answer = RedirectResponse(_first_page(opened, posted), _SEE_OTHER)
    session.keep(request, answer, opened)
    answer.delete_cookie(_ROLES)
    return answer


@open_page
async def go_back(request: Request) -> Response:
    """退回登录 the pre-authentication is dropped, here and at registry."""
    pre_auth = request.cookies.get(session.PRE_AUTH)
    if pre_auth:
        with contextlib.suppress(Problem):  # it dies of age where registry does not answer
            await ask(request, abandon_login, {"pre_auth": pre_auth})
    return _back(request, lang.say("已退回登录"), kind="info")


@person_page()
async def leave(request: Request, person: Person) -> Response:
    """退出登录."""
    await ask(request, log_out, {}, person=person)
    of(request).sessions.forget(person.token)
    answer = RedirectResponse("/login", _SEE_OTHER)
    session.drop(answer)
    flash.put(request, answer, flash.Flash("success", lang.say("已退出登录")))
    return answer


def _again(request: Request, posted: forms.Posted, problem: Problem, where: str) -> Response:
    sheet = posted.sheet(problem)
    sheet.values.pop("password", None)
    status, told = problem.family.status, shown.told(problem)
    return shown.page(
        request, "desk/login.html", status=status, sheet=sheet, problem=told, next=where
    )


def _back(request: Request, text: str, kind: str = "warning") -> Response:
    answer = RedirectResponse("/login", _SEE_OTHER)
    session.drop(answer)
    answer.delete_cookie(_ROLES)
    flash.put(request, answer, flash.Flash(kind, text))
    return answer


def _first_page(opened: dict[str, Any], posted: forms.Posted) -> str:
    wanted = lang.local_path(posted.own.get("_next", "/desk"))
    return wanted if wanted != "/desk" else nav.HOME[Role(opened["role"])]


def _shown(waiting: dict[str, Any]) -> dict[str, Any]:
    """What the role page shows; the token itself stays in its own cookie."""
    return {"user_name": waiting["user_name"], "roles": waiting["roles"]}


def routes() -> list[BaseRoute]:
    """路由 from password to desk, and out again."""
    return [
        Route("/login", show),
        Route("/login", enter, methods=["POST"]),
        Route("/login/role", show_roles),
        Route("/login/role", choose, methods=["POST"]),
        Route("/login/back", go_back, methods=["POST"]),
        Route("/logout", leave, methods=["POST"]),
    ]
