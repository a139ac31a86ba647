"""无总线 registry's command behind plain HTTP: same session, checks, transaction; no bus.

``python -m tenderhall_bench.lines.gateway.plain`` with registry's environment and ``PLAIN_PORT``.
"""

import os
import time
from functools import partial
from typing import Any

import uvicorn
from anyio import CapacityLimiter, to_thread
from registry.usecases import projects, sessions
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tenderhall_contracts.core import Role
from tenderhall_contracts.registry import save_project
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.claims import CommandClaim
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.process import kit_for
from tenderhall_kit.serving import dump, new_id
from tenderhall_kit.settings import load

REMEMBERED = 5.0
"""Seconds that a resolved session is trusted, as in the gateway."""


class Plain:
    """普通服务 the application; its threads are as many as registry's workers."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.threads = CapacityLimiter(kit.settings.workers)
        self.takes = save_project.takes()
        self.known: dict[str, tuple[float, Actor]] = {}

    async def save(self, request: Request) -> Response:
        """修改保存项目."""
        token = request.headers["authorization"].removeprefix("Bearer ")
        key, body = request.headers["idempotency-key"], await request.json()
        work = partial(self._save, token, key, body)
        return JSONResponse(await to_thread.run_sync(work, limiter=self.threads))

    def _save(self, token: str, key: str, body: dict[str, Any]) -> Any:
        actor = self._who(token)
        claim = CommandClaim(save_project.routing_key, actor.user_id, key, fingerprint(body))
        call = Call(self.kit, actor, new_id(), key, claim)
        return dump(save_project, call.run(projects.save_project, self.takes.load(body)))

    def _who(self, token: str) -> Actor:
        until, actor = self.known.get(token, (0.0, None))
        if actor is None or until < time.monotonic():
            call = Call(self.kit, service_actor("registry"), new_id())
            actor = _actor(call.read(sessions.resolve_session, {"token": token}))
            self.known[token] = (time.monotonic() + REMEMBERED, actor)
        return actor


def _actor(who: dict[str, Any]) -> Actor:
    return Actor(
        user_id=str(who["user_id"]),
        role=Role(who["role"]),
        org_id=str(who["org_id"]),
        auth=who["auth"],
        session_id=str(who["session_id"]),
        name=who["user_name"],
    )


async def ready(_request: Request) -> Response:
    """就绪."""
    return Response()


def main() -> None:
    """运行 until ended."""
    plain = Plain(kit_for(load("registry")))
    path = f"/api/v1/{save_project.owner}/{save_project.name}"
    routes = [Route(path, plain.save, methods=["POST"]), Route("/ready", ready)]
    port = int(os.environ["PLAIN_PORT"])
    uvicorn.run(Starlette(routes=routes), port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
