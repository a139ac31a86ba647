"""订阅页 a search is subscribed to by e-mail; confirmed, shown and ended by the mail's link.

Opening a link changes nothing: mail programs open links by themselves. A button does.
"""

import functools
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import notices
from tenderhall_contracts.errors import Problem

from gateway.edge import SUBSCRIPTIONS
from gateway.pages.kit import csrf, forms, words
from gateway.pages.kit.ask import ask
from gateway.parts import address, of
from gateway.portal import layout
from gateway.portal.search import Search

ASK = "/subscribe"
_LEFT_OUT = {"limit", "offset", "since", "until"}
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
_SEE_OTHER, _GONE, _REFUSED = 303, 404, 422
_PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex"}
_STEPS = {
    "confirm": notices.confirm_subscription,
    "replay": notices.replay_subscription,
    "end": notices.end_subscription,
}

Page = Callable[[Request], Awaitable[Response]]


def _private(show: Page) -> Page:
    @functools.wraps(show)
    async def shown(request: Request) -> Response:
        answer = await show(request)
        answer.headers.update(_PRIVATE)
        return answer

    return shown


@_private
async def show_asking(request: Request) -> Response:
    """订阅公告 the search that is to be subscribed to, and the field for the address."""
    return _asking(request, Search.read(request.query_params))


@_private
async def subscribe(request: Request) -> Response:
    """邮件订阅 the same answer for every address that is one.

    Raises:
        Problem: PAGE_EXPIRED where the form is not of a page of ours.
    """
    csrf.ensure_origin(request)
    sheet = (await forms.posted(request)).sheet()
    told = {name: each[0] for name, each in sheet.values.items() if each}
    search, email = Search.read(told), told.get("email", "").strip()
    try:
        of(request).subscriptions.use(address(request))
        asked = {"email": email, "filter": filter_of(search)}
        key = f"portal:{secrets.token_hex(16)}"
        await ask(request, notices.subscribe_by_mail, asked, key=key)
    except Problem as problem:
        return _asking(request, search, email=email, problem=problem)
    return _asking(request, search, email=email, done=True)


def filter_of(search: Search) -> dict[str, Any]:
    """订阅条件 of a search: what is no day and no page."""
    return {name: one for name, one in search.payload.items() if name not in _LEFT_OUT}


def _asking(
    request: Request,
    search: Search,
    *,
    email: str = "",
    problem: Problem | None = None,
    done: bool = False,
) -> Response:
    refused = problem.family.status if problem else _REFUSED if search.faults else 200
    return layout.page(
        request,
        "portal/subscribe.html",
        refused,
        index=False,
        search=search,
        told=search.subscribed,
        email=email,
        problem=problem.as_dict() if problem else None,
        done=done,
        regions=words.regions(),
        methods=words.options("Method"),
    )


@_private
async def show(request: Request) -> Response:
    """我的订阅."""
    return await _managing(request)


@_private
async def act(request: Request) -> Response:
    """确认、恢复、补发、退订.

    Raises:
        Problem: PAGE_EXPIRED where the form is not of a page of ours.
    """
    csrf.ensure_origin(request)
    posted = await forms.posted(request)
    rpc = _STEPS.get(posted.action)
    if rpc is None:
        raise Problem("NOT_FOUND")
    of(request).subscriptions.use(address(request))
    asked: dict[str, Any] = {"token": _token(request)}
    if posted.action == "replay":
        asked["since"] = posted.sheet().get("since") or 0
    try:
        await _command(request, rpc, asked)
    except Problem as problem:
        return await _managing(request, problem)
    if posted.action == "end":
        return layout.page(request, "portal/subscription.html", index=False, one=None, ended=True)
    return RedirectResponse(request.url.path, _SEE_OTHER)


async def unsubscribe(request: Request) -> Response:
    """一键退订 asked for by the mail program itself, so by no page of ours (RFC 8058)."""
    of(request).subscriptions.use(address(request))
    await _command(request, notices.end_subscription, {"token": _token(request)})
    return PlainTextResponse("已退订 · Unsubscribed", headers=_PRIVATE)


async def to_managing(request: Request) -> Response:
    """退订链接 opened by a person: the page with the button."""
    return RedirectResponse(f"{SUBSCRIPTIONS}{_token(request)}", _SEE_OTHER, _PRIVATE)


async def _command(request: Request, rpc: Any, asked: Mapping[str, Any]) -> Any:
    return await ask(request, rpc, asked, key=f"portal:{secrets.token_hex(16)}")


async def _managing(request: Request, problem: Problem | None = None) -> Response:
    asked, one = {"token": _token(request)}, None
    try:
        one = await ask(request, notices.show_subscription, asked)
    except Problem as met:
        if met.code != "NOT_FOUND":
            raise
    status = problem.family.status if problem else 200 if one else _GONE
    return layout.page(
        request,
        "portal/subscription.html",
        status,
        index=False,
        one=one,
        ended=False,
        regions=words.regions(),
        methods=words.options("Method"),
        problem=problem.as_dict() if problem else None,
    )


def _token(request: Request) -> str:
    token = str(request.path_params["token"])
    if not _TOKEN.fullmatch(token):
        raise Problem("NOT_FOUND")
    return token


def routes() -> list[BaseRoute]:
    """路由 of subscriptions."""
    one = f"{SUBSCRIPTIONS}{{token}}"
    return [
        Route(ASK, show_asking),
        Route(ASK, subscribe, methods=["POST"]),
        Route(one, show),
        Route(one, act, methods=["POST"]),
        Route(f"{one}/unsubscribe", to_managing),
        Route(f"{one}/unsubscribe", unsubscribe, methods=["POST"]),
    ]
