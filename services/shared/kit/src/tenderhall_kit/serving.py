"""应答 one request from the bus: who asks, may they, is it sound; then the service's method."""

import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from marshmallow import ValidationError
from tenderhall_contracts.core import Kind, Role, Rpc, storable
from tenderhall_contracts.errors import Problem

from tenderhall_kit import quick
from tenderhall_kit.actors import Actor, verify
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.claims import CommandClaim
from tenderhall_kit.findings import findings
from tenderhall_kit.logs import request_id
from tenderhall_kit.plain import fingerprint, plain
from tenderhall_kit.schemas import schema_of

_KEY_LENGTH = 200
_ANONYMOUS = Actor("anonymous", Role.ANONYMOUS, auth="none")
_log = logging.getLogger(__name__)


def _never() -> bool:
    return False


def new_id() -> str:
    """新请求号 for work that nobody asked for."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Request:
    """请求 a message as it came; ``taken`` is when this process got it (monotonic seconds)."""

    kit: Kit
    body: Mapping[str, Any]
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]
    draining: Callable[[], bool] = _never
    taken: float = field(default_factory=time.monotonic)

    @property
    def expired(self) -> bool:
        """True where nobody waits for the answer any more: then it must not run."""
        until = self.headers.get("nameko.deadline")
        if until is not None:
            return time.time() > float(until)
        lifetime = self.properties.get("expiration")  # milliseconds, AMQP 0-9-1 per-message TTL
        return lifetime is not None and time.monotonic() - self.taken > float(lifetime) / 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """答复 a value or a problem; ``effect`` where a transaction was committed for it."""

    value: Any = None
    problem: Problem | None = None
    effect: bool = False
    back: bool = False
    """True where this process is stopping: another replica shall answer."""


def answer(rpc: Rpc, method: Callable[[Call, Any], Any], request: Request) -> Answer:
    """应答 run the method for a request; refusals are answers, other faults raise: bugs."""
    if request.draining():
        return Answer(back=True)
    request_id.set(str(request.headers.get("nameko.request_id") or new_id()))
    call = None
    try:
        call, payload = accept(rpc, request)
        result = method(call, payload)
    except Problem as problem:
        _log.info("%s refused: %s", rpc.routing_key, problem.code)
        return Answer(problem=problem, effect=bool(call and call.fresh))
    return Answer(dump(rpc, result), effect=call.fresh)


def accept(rpc: Rpc, request: Request) -> tuple[Call, Any]:
    """受理 the call and the checked payload.

    Raises:
        Problem: DEADLINE, MALFORMED, UNAUTHENTICATED, FORBIDDEN_ROLE, FORBIDDEN_SCOPE or
            VALIDATION_FAILED.
    """
    if request.expired:
        raise Problem("DEADLINE", rpc=rpc.routing_key)
    payload, key = _parts(request)
    token = request.headers.get("nameko.actor")
    actor = _who(rpc, token, request.kit)
    claim = None
    if rpc.kind is Kind.COMMAND:
        key = key or str(request.properties.get("correlation_id") or new_id())
        claim = CommandClaim(rpc.routing_key, actor.user_id, key, fingerprint(payload))
    call = Call(request.kit, actor, request_id.get(), key, claim, token)
    try:
        return call, schema_of(rpc.takes).load(payload)
    except ValidationError as fault:
        raise Problem("VALIDATION_FAILED", findings(fault.messages)) from fault


def dump(rpc: Rpc, result: Any) -> Any:
    """答复内容 the result as the contract says it, in JSON values; anything else is a bug.

    Raises:
        TypeError: where the result breaks the contract.
    """
    value = plain({} if result is None else result)
    with contextlib.suppress(quick.Other):
        return quick.told(rpc.gives, value)
    schema = schema_of(rpc.gives)
    try:
        return schema.dump(schema.load(value))
    except ValidationError as fault:
        raise TypeError(f"{rpc.routing_key} gave what it may not: {fault.messages}") from fault


def _parts(request: Request) -> tuple[dict[str, Any], str | None]:
    kwargs = request.body.get("kwargs")
    payload = kwargs.get("payload") if isinstance(kwargs, dict) else None
    key = kwargs.get("key") if isinstance(kwargs, dict) else None
    sound = key is None or (isinstance(key, str) and 0 < len(key) <= _KEY_LENGTH and storable(key))
    if request.body.get("args") or not isinstance(payload, dict) or not sound:
        raise Problem("MALFORMED")
    return payload, key


def _who(rpc: Rpc, token: Any, kit: Kit) -> Actor:
    if token is None and Role.ANONYMOUS in rpc.roles:
        return _ANONYMOUS
    if not isinstance(token, str):
        raise Problem("UNAUTHENTICATED")
    actor = verify(token, kit.keys)
    if actor.role not in rpc.roles:
        raise Problem("FORBIDDEN_ROLE", role=actor.role.value)
    if actor.role is Role.PLATFORM:
        kit.references.accounts[actor.issuer].ensure(rpc.routing_key)
    return actor
