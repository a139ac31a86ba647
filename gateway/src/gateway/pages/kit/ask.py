"""询问 one RPC as the person who is logged in, or as nobody."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from tenderhall_contracts.core import Rpc

from gateway import logs
from gateway.auth import ANONYMOUS
from gateway.pages.kit.session import Person
from gateway.parts import address, of


async def ask(
    request: Request,
    rpc: Rpc,
    payload: Mapping[str, Any],
    *,
    person: Person | None = None,
    key: str | None = None,
) -> Any:
    """问 a command needs the ``key`` of the page that it was pressed on.

    Raises:
        Problem: whatever the service refuses with.
    """
    parts = of(request)
    actor = person.actor if person else ANONYMOUS
    return await parts.bus.call(
        rpc,
        payload,
        actor=parts.minter.mint(actor, address(request)),
        request_id=logs.request_id.get(),
        key=key,
    )
