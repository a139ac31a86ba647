"""应用 the ASGI application: routes, layers, life."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from tenderhall_contracts.errors import Problem

from gateway import broker, contents, errors, logs, settings
from gateway.api import calls, health, meta, openapi
from gateway.edge import FEEDS, Edge
from gateway.files import Files
from gateway.live import ending, stream
from gateway.pages.routes import desk
from gateway.parts import Parts, build
from gateway.portal import (
    atom,
    calculator,
    calendars,
    data,
    home,
    notices,
    projects,
    subscriptions,
    verify,
)
from gateway.settings import Settings


def routes() -> list[BaseRoute]:
    """路由 all pages and the API."""
    return [
        Route("/", home.show),
        Route(calculator.PATH, calculator.show),
        Route(f"{FEEDS}{{token}}.ics", calendars.show),
        Route("/notices/index.json", notices.show_list),
        Route(atom.PATH, atom.show),
        Route("/notices/{no}", notices.show),
        Route("/projects/{no}", projects.show),
        Route("/projects/{no}/project.json", projects.show_json),
        Route("/projects/{no}/openings.ics", projects.show_calendar),
        Route("/ocds/{what}/{name}", projects.show_ocds),
        *subscriptions.routes(),
        Route("/changes", data.show_changes),
        Route("/open-data", data.show),
        Route("/guide", data.show_guide),
        Route("/sitemap.xml", data.show_map),
        Route("/sitemaps/{part}", data.show_map),
        Route("/robots.txt", data.show_robots),
        Route("/notices/{no}/verify", verify.show),
        Route("/notices/{no}/notice.pdf", notices.show_pdf),
        Route("/notices/{no}/notice.json", notices.show_json),
        Route("/api/openapi.json", openapi.show),
        Route("/api/v1/meta/enums", meta.show_enums),
        Route("/api/v1/{service}/{rpc}", calls.call, methods=["GET", "POST"]),
        Route("/healthz", health.live),
        Route("/readyz", health.ready),
        # the paths that every service answers on its health port
        Route("/live", health.live),
        Route("/ready", health.ready),
        Route("/desk/events", stream.show),
        *contents.routes(),
        *desk(),
        Mount("/static", Files()),
    ]


@contextlib.asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    running = [asyncio.create_task(one) for one in (parts.bus.run(), parts.feed.run())]
    # whoever comes first after a start must not be told that the services are away; where the
    # broker stays away, the portal's files are served all the same
    await parts.bus.begun()
    with ending.at_signal(parts.hub.close):
        yield
    await broker.end(running)


def make(told: Settings) -> Starlette:
    """建应用 an application of these settings; nothing is connected before its life begins."""
    made = Starlette(
        routes=routes(),
        middleware=[Middleware(Edge, max_body=told.max_body, store=told.upload_origin)],
        exception_handlers={Problem: errors.on_problem, HTTPException: errors.on_http},
        lifespan=_life,
    )
    made.state.parts = build(told)
    return made


def app() -> Starlette:
    """应用工厂 for ``uvicorn --factory gateway.app:app``: settings come from the environment."""
    told = settings.load()
    logs.configure(told.log_level)
    return make(told)
