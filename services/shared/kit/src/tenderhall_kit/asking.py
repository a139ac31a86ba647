"""提问 one RPC as a method call: token, key and deadline go with it, its answer comes as values."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import uuid4

from tenderhall_contracts.core import Kind, Rpc, Service
from tenderhall_contracts.errors import Problem

from tenderhall_kit.actors import issue, service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.plain import fingerprint, plain

_REUSED = 20
"""Seconds that a service's own token is used again; it lives three times as long."""

Ask = Callable[[str, str, Mapping[str, Any], float, str], Any]
"""(routing key, body, headers, seconds, correlation id) -> the body of the answer."""


def headers_for(token: str, request_id: str, seconds: float) -> dict[str, Any]:
    """消息头 who asks, for which request, and until when an answer is of use."""
    return {
        "nameko.actor": token,
        "nameko.request_id": request_id,
        "nameko.deadline": str(time.time() + seconds),
    }


def body_for(payload: Any, key: str | None) -> str:
    """请求体 nameko's form of a request."""
    told = {"args": [], "kwargs": {"payload": plain(payload), "key": key}}
    return json.dumps(told, ensure_ascii=False)


def result_of(body: Mapping[str, Any]) -> Any:
    """读答复 the result in an answer's body.

    Raises:
        Problem: what the other side refused with; BUG where it failed otherwise.
    """
    error = body.get("error")
    if not error:
        return body.get("result")
    if error.get("exc_type") == "Problem":
        raise Problem.from_wire(error["exc_args"][0])
    raise Problem("BUG", remote=error.get("exc_type"))


@dataclass(frozen=True, slots=True)
class Asker:
    """提问者 another service, as seen from this one."""

    service: Service
    ask: Ask
    host: str = ""

    def at(self, host: str) -> "Asker":
        """The same promises, kept by one named host."""
        return Asker(self.service, self.ask, host)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The RPC of that name."""
        rpc = self.service.rpcs.get(name)
        if rpc is None:
            raise AttributeError(f"{self.service.name} promises no {name}")

        def invoke(
            call: Call,
            payload: Mapping[str, Any],
            *,
            key: str | None = None,
            as_caller: bool = False,
            timeout: float | None = None,
        ) -> Any:
            seconds = timeout or rpc.timeout
            token = _token(call, as_caller=as_caller)
            body = body_for(payload, key or _key(call, rpc, payload))
            headers = headers_for(token, call.request_id, seconds)
            route = f"{self.host or rpc.owner}.{rpc.name}"
            told = result_of(self.ask(route, body, headers, seconds, str(uuid4())))
            return rpc.gives().load(told)

        return invoke


def _token(call: Call, *, as_caller: bool) -> str:
    if as_caller:
        if not call.token:
            raise Problem("UNAUTHENTICATED")
        return call.token
    window = int(time.time() / _REUSED)
    return _own_token(call.settings.service, call.settings.service_key, window)


@lru_cache(maxsize=8)
def _own_token(service: str, seed: bytes, _window: int) -> str:
    return issue(service_actor(service), seed)


def _key(call: Call, rpc: Rpc, payload: Mapping[str, Any]) -> str | None:
    if rpc.kind is not Kind.COMMAND:
        return None
    return call.derived_key(f"{rpc.routing_key}/{fingerprint(payload)}") or str(uuid4())
