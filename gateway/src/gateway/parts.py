"""部件 what all requests of one gateway process share."""

from dataclasses import dataclass

from starlette.requests import Request

from gateway.auth import ANONYMOUS, Actor, Minter, Sessions, bearer
from gateway.bus import Bus
from gateway.limits import Limiter
from gateway.live import Feed, Hub
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

    Raises:
        Problem: UNAUTHENTICATED, SESSION_EXPIRED.
    """
    token = bearer(request.headers.get("authorization"))
    if token is None:
        return ANONYMOUS
    return await of(request).sessions.resolve(token, ip=address(request), request_id=request_id)
