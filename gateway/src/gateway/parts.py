"""部件 what all requests of one gateway process share."""

from dataclasses import dataclass

from starlette.requests import Request

from gateway.auth import ANONYMOUS, SESSION_COOKIE, Actor, Minter, Sessions, bearer
from gateway.bus import Bus
from gateway.limits import Limiter
from gateway.live import Feed, Hub
from gateway.pages.kit import csrf
from gateway.portal.store import Store
from gateway.settings import Settings


@dataclass(frozen=True)
class Parts:
    """网关部件 made once, at start."""

    settings: Settings
    bus: Bus
    minter: Minter
    sessions: Sessions
    store: Store
    logins: Limiter
    verifications: Limiter
    subscriptions: Limiter
    hub: Hub
    feed: Feed


def build(settings: Settings) -> Parts:
    """组装 nothing is connected yet."""
    bus, minter = Bus(settings.amqp_uri), Minter(settings.service_key)
    hub = Hub()
    return Parts(
        settings=settings,
        bus=bus,
        minter=minter,
        sessions=Sessions(bus, minter),
        store=Store(settings),
        logins=Limiter(settings.login_rate),
        verifications=Limiter(settings.verify_rate),
        subscriptions=Limiter(settings.subscribe_rate),
        hub=hub,
        feed=Feed(settings.amqp_uri, hub),
    )


def of(request: Request) -> Parts:
    """取部件 the parts of the application that serves this request."""
    parts: Parts = request.app.state.parts
    return parts


def address(request: Request) -> str:
    """来源地址 of the browser or program; uvicorn has believed trusted proxies only."""
    return request.client.host if request.client else "-"


async def actor_of(request: Request, request_id: str) -> Actor:
    """操作者 who asks; the anonymous actor where no token came.

    A program sends a bearer token. A script of our pages sends the page's CSRF token, and the
    browser the session's cookie; the cookie alone counts for nothing here.

    Raises:
        Problem: UNAUTHENTICATED, SESSION_EXPIRED, PAGE_EXPIRED.
    """
    token = bearer(request.headers.get("authorization")) or _of_page(request)
    if token is None:
        return ANONYMOUS
    return await of(request).sessions.resolve(token, ip=address(request), request_id=request_id)


def token_of(request: Request) -> str:
    """取令牌 that the request came with; empty where none did."""
    return bearer(request.headers.get("authorization")) or _of_page(request) or ""


def _of_page(request: Request) -> str | None:
    session, told = request.cookies.get(SESSION_COOKIE), request.headers.get(csrf.HEADER)
    if not session or told is None:
        return None
    csrf.ensure_token(session, told)
    return session
