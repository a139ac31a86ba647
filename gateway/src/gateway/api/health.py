"""健康检查 ``/healthz``: the process lives; ``/readyz``: it can ask the services."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.parts import of

_UNAVAILABLE = 503


async def live(_: Request) -> Response:
    """存活."""
    return JSONResponse({"ok": True})


async def ready(request: Request) -> Response:
    """就绪 503 while the broker is away; the portal's files are served all the same."""
    broker = of(request).bus.ready
    return JSONResponse({"ok": broker, "broker": broker}, 200 if broker else _UNAVAILABLE)
