"""通用入口 the one handler behind every exposed RPC: ``/api/v1/<service>/<rpc>``."""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tenderhall_contracts.catalogue import find_rpc
from tenderhall_contracts.core import COMMAND, Kind, Role, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import (
    confirm_subscription,
    end_subscription,
    register_webhook,
    replay_subscription,
    show_subscription,
    subscribe_by_mail,
)
from tenderhall_contracts.registry import (
    abandon_login,
    accept_invitation,
    change_password,
    choose_role,
    log_in,
    log_out,
    password_rules,
    show_invitation,
)
from tenderhall_contracts.venue import read_feed

from gateway import errors, logs
from gateway.api import query
from gateway.auth import Actor
from gateway.parts import actor_of, address, of, token_of

KEYLESS = frozenset(one.routing_key for one in (log_in, choose_role, abandon_login, log_out))
"""Commands that need no Idempotency-Key: repeating them does no harm."""

LIMITED = frozenset(
    one.routing_key
    for one in (log_in, show_invitation, accept_invitation, change_password, password_rules)
)
"""What strangers may ask of accounts, and what costs a password's hash: so many from an address."""

SUBSCRIBING = frozenset(
    one.routing_key
    for one in (
        subscribe_by_mail,
        register_webhook,
        confirm_subscription,
        replay_subscription,
        end_subscription,
    )
)
"""What makes us send something to where a stranger says: fewer still from an address."""

BODY_ONLY = frozenset(one.routing_key for one in (show_invitation, read_feed, show_subscription))
"""Queries that are asked with a secret: it must not stand in an address."""

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,128}")
_METHOD_NOT_ALLOWED = 405


async def call(request: Request) -> Response:
    """调用RPC authenticate → parse → one RPC → render."""
    rpc = _find(request)
    if request.method != "POST" and (rpc.kind is not Kind.QUERY or rpc.routing_key in BODY_ONLY):
        return _post_only()
    parts = of(request)
    if rpc.routing_key in LIMITED:
        parts.logins.use(address(request))
    if rpc.routing_key in SUBSCRIBING:
        parts.subscriptions.use(address(request))
    request_id = logs.request_id.get()
    actor = await actor_of(request, request_id)
    _may_ask(rpc, actor)
    result = await parts.bus.call(
        rpc,
        await _payload(request, rpc),
        actor=parts.minter.mint(actor, address(request)),
        request_id=request_id,
        key=_key(request, rpc),
    )
    if rpc is log_out:
        parts.sessions.forget(token_of(request))
    return JSONResponse(result)


def _find(request: Request) -> Rpc:
    """The RPC of this path; what only services may ask does not exist for people."""
    rpc = find_rpc(request.path_params["service"], request.path_params["rpc"])
    if rpc is None or not rpc.exposed:
        raise Problem("NOT_FOUND")
    return rpc


def _may_ask(rpc: Rpc, actor: Actor) -> None:
    """Refuse who is not logged in; which role may do what, the service decides."""
    if actor.role is Role.ANONYMOUS and Role.ANONYMOUS not in rpc.roles:
        raise Problem("UNAUTHENTICATED")


def _post_only() -> Response:
    refused = errors.malformed(
        "method",
        "http.method",
        "命令与带密钥的查询须用POST",
        "A command or a query with a secret is sent with POST",
    )
    answer = errors.respond(refused, status=_METHOD_NOT_ALLOWED)
    answer.headers["allow"] = "POST"
    return answer


def _key(request: Request, rpc: Rpc) -> str | None:
    if rpc.kind is not COMMAND:
        return None
    key = request.headers.get("idempotency-key")
    if key is None and rpc.routing_key in KEYLESS:
        return None
    if key is None or not _KEY.fullmatch(key):
        raise errors.malformed(
            "Idempotency-Key",
            "http.idempotency_key",
            "命令须带Idempotency-Key请求头，8至128个字母、数字或._:-；重试时用同一个值",
            "A command needs the header Idempotency-Key: 8 to 128 letters, digits or ._:- ; "
            "repeat it when you try again",
        )
    return key


async def _payload(request: Request, rpc: Rpc) -> dict[str, Any]:
    if request.method != "POST":
        return query.payload(rpc.takes, request.query_params.multi_items())
    if request.url.query:
        raise errors.malformed(
            "query", "http.query", "POST请求不接受查询参数", "POST takes no query parameters"
        )
    body = await request.body()
    return _object(request.headers.get("content-type", ""), body) if body else {}


def _object(kind: str, body: bytes) -> dict[str, Any]:
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise errors.malformed(
            "Content-Type", "http.media_type", "须为application/json", "Must be application/json"
        )
    try:
        read = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise errors.malformed("body", "http.json", "不是有效的JSON", "Not valid JSON") from None
    if not isinstance(read, dict):
        raise errors.malformed("body", "http.json", "须为JSON对象", "Must be a JSON object")
    return read


def _no_constant(name: str) -> float:
    """NaN and Infinity are no JSON (RFC 8259 §6)."""
    raise ValueError(name)
