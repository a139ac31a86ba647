"""页面会话 the session token lives in a cookie that no script can read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.core import Role

from gateway import logs
from gateway.auth import SESSION_COOKIE, Actor
from gateway.parts import address, of

PRE_AUTH = "th_pre"


@dataclass(frozen=True, slots=True)
class Person:
    """登录人 who works with the page."""

    actor: Actor
    token: str

    @property
    def is_clerk(self) -> bool:
        """经办人 whether this person writes an agency's forms."""
        return self.actor.role is Role.CLERK

    @property
    def of_agency(self) -> bool:
        """代理机构 whether this person works for an agency."""
        return self.actor.role.of_agency


async def find(request: Request) -> Person | None:
    """找登录人 None where nobody is logged in.

    Raises:
        Problem: SESSION_EXPIRED; UNAVAILABLE or DEADLINE where registry does not answer.
    """
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    actor = await of(request).sessions.resolve(
        token, ip=address(request), request_id=logs.request_id.get()
    )
    return Person(actor, token)


def keep(request: Request, answer: Response, session: dict[str, Any]) -> None:
    """记住会话 of ``SessionOut`` in the browser, until it ends; the pre-authentication is over."""
    _set(request, answer, SESSION_COOKIE, session["token"], session["expires_at"])
    answer.delete_cookie(PRE_AUTH)


def keep_waiting(request: Request, answer: Response, waiting: dict[str, Any]) -> None:
    """记住待选角色 the token of ``PreAuth``: five minutes, for the role page only."""
    _set(request, answer, PRE_AUTH, waiting["pre_auth"], waiting["expires_at"])


def drop(answer: Response) -> None:
    """忘记会话."""
    answer.delete_cookie(SESSION_COOKIE)
    answer.delete_cookie(PRE_AUTH)


def _set(request: Request, answer: Response, name: str, value: str, ends: str) -> None:
    answer.set_cookie(
        name,
        value,
        expires=datetime.fromisoformat(ends).astimezone(UTC),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
