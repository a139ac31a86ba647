"""自动保存 what a form's script asks for: save what is typed, tell what others have made of it.

Answers are JSON, refusals problem+json; nobody is led to a login page unseen. The rest of it is in
``static/js/drafts``. A page needs ``*autosave.routes(FLOW)`` among its routes, and the macros of
``kit/drafts.html`` in its form.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts.core import PEOPLE, Role
from tenderhall_contracts.errors import Problem

from gateway import errors
from gateway.pages.kit import csrf, forms, guard, session
from gateway.pages.kit.flow import Flow
from gateway.pages.kit.session import Person

_CHINA = ZoneInfo("Asia/Shanghai")
_NEVER_KEPT = {"cache-control": "no-store"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")

Script = Callable[[Request, Person], Awaitable[Response]]


def script(*roles: Role) -> Callable[[Script], Callable[[Request], Awaitable[Response]]]:
    """脚本入口 like ``guard.person_page``, for what a script asks: a refusal is problem+json."""
    wanted = frozenset(roles) or PEOPLE

    def wrap(answer: Script) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                person = await _person(request)
                await guard.ensure(request, person, wanted)
                return await answer(request, person)
            except Problem as problem:
                return errors.respond(problem)

        return guarded

    return wrap


async def _person(request: Request) -> Person:
    person = await session.find(request)
    if person is None:
        raise Problem("UNAUTHENTICATED")
    return person


async def save(request: Request, person: Person, flow: Flow) -> Response:
    """保存 the form of the address in the version that it was, or a new one where it names none.

    Raises:
        Problem: whatever the service refuses with.
    """
    posted = await forms.posted(request)
    identity = request.path_params.get("id")
    form = await flow.keep(request, person, posted, {"id": identity} if identity else None)
    where = f"{flow.path}/{form['id']}"
    told = {
        "id": form["id"],
        "version": form["version"],
        "saved_at": datetime.now(_CHINA).isoformat(timespec="seconds"),
        "url": where,
        "autosave": f"{where}/autosave",
        "conflict": f"{where}/current",
        "rows": _rows(form),
    }
    return JSONResponse(told, headers=_NEVER_KEPT)


async def current(request: Request, person: Person, flow: Flow) -> Response:
    """现有内容 what the server has, as the form's fields, and who changed it last.

    Raises:
        Problem: whatever the service refuses with.
    """
    form = await flow.load(request, person)
    last = (form.get("history") or [{}])[-1]
    values = {name: [_shown(one) for one in all_] for name, all_ in flow.sheet(form).values.items()}
    told = {
        "version": form["version"],
        "values": values,
        "by": last.get("actor_name") or "",
        "at": last.get("at") or form.get("updated_at") or "",
    }
    return JSONResponse(told, headers=_NEVER_KEPT)


def routes(flow: Flow) -> list[BaseRoute]:
    """路由 of one kind of form; they stand before ``{path}/{id}``."""

    @script(Role.CLERK)
    async def saving(request: Request, person: Person) -> Response:
        return await save(request, person, flow)

    @script()
    async def asking(request: Request, person: Person) -> Response:
        return await current(request, person, flow)

    return [
        Route(f"{flow.path}/autosave", saving, methods=["POST"]),
        Route(f"{flow.path}/{{id}}/autosave", saving, methods=["POST"]),
        Route(f"{flow.path}/{{id}}/current", asking),
    ]


@script()
async def show_session(_: Request, person: Person) -> Response:
    """会话现状 whose session it is, with a token for a page that has outlived the one before."""
    told = {"person": person.actor.sub, "csrf": csrf.token(person.token)}
    return JSONResponse(told, headers=_NEVER_KEPT)


def _rows(form: Mapping[str, Any]) -> dict[str, list[str]]:
    """The ids of a form's rows in their order: what is new has got one by being saved."""
    return {
        name: [one["id"] for one in rows]
        for name, rows in form.items()
        if isinstance(rows, list) and rows and all(_has_id(one) for one in rows)
    }


def _has_id(row: Any) -> bool:
    return isinstance(row, Mapping) and "id" in row


def _shown(text: str) -> str:
    """A moment as ``<input type="datetime-local">`` has it."""
    if not _MOMENT.fullmatch(text):
        return text
    return datetime.fromisoformat(text).astimezone(_CHINA).strftime("%Y-%m-%dT%H:%M")
