"""边缘 what every request goes through: id, log line, size limit, headers, last resort."""

import logging
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tenderhall_contracts.errors import Problem

from gateway import errors, logs

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def policy(store: str = "") -> str:
    """内容安全策略 this origin only, nothing inline; to ``store`` browsers send uploads."""
    return (
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; frame-src 'self'; "
        f"connect-src 'self'{store and ' ' + store}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


CSP = policy()
"""Content-Security-Policy of pages that upload nothing. ``data:`` pictures are Tabler's icons."""

FRAMED: Mapping[str, str] = {
    "content-security-policy": CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "x-frame-options": "SAMEORIGIN",
}
"""可嵌入 headers of an answer that our own pages show in a frame."""

_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

_HSTS = "max-age=31536000"

UPLOADS = "/uploads/"
LARGEST = 5 * 1024**3
"""Files come below this path; bytes of one (the most of one PUT in S3)."""

FEEDS, SUBSCRIPTIONS = "/feeds/", "/subscriptions/"
"""Paths below them are secrets themselves."""
_FAILED = 500

_log = logging.getLogger("gateway.access")


def given_id(headers: Headers) -> str:
    """请求编号 the caller's X-Request-Id where it is fit to be logged, else a new one."""
    given = headers.get("x-request-id", "")
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


@dataclass
class _Reply:
    """What has been sent so far."""

    status: int = 0


class Edge:
    """边缘中间件 the outermost layer; nothing escapes it but an answer."""

    def __init__(self, app: ASGIApp, *, max_body: int, store: str = "") -> None:
        """``max_body`` is in bytes; ``store`` is the origin that pages upload to."""
        self._app = app
        self._max_body = max_body
        self._headers = {"content-security-policy": policy(store), **_HEADERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """处理 one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        logs.request_id.set(given_id(Headers(scope=scope)))
        reply, began = _Reply(), time.perf_counter()

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                _complete(message, scope, self._headers)
            await send(message)

        try:
            await self._app(scope, self._limited(scope, receive), send_on)
        except Exception:  # noqa: BLE001 — the last resort: whatever it is becomes a 500
            _log.exception("the request failed")
            if not reply.status:
                await errors.answer(Request(scope), Problem("BUG"))(scope, receive, send_on)
        finally:
            _tell(scope, reply.status or _FAILED, began)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Refuse a body that is, or says that it is, larger than allowed."""
        said = Headers(scope=scope).get("content-length", "0")
        most, read = self._most(scope), 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most or not said.isdecimal() or int(said) > most:
                zh, en = f"请求内容超过{most}字节", f"The body is larger than {most} bytes"
                raise errors.malformed("body", "http.size", zh, en)
            return message

        return receive_some

    def _most(self, scope: Scope) -> int:
        """Files pass through without being held; all else is read whole."""
        of_file = scope["method"] == "PUT" and str(scope["path"]).startswith(UPLOADS)
        return LARGEST if of_file else self._max_body


def _complete(message: Message, scope: Scope, always: Mapping[str, str]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in always.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store" if _is_api(scope) else "no-cache")
    headers["x-request-id"] = logs.request_id.get()
    if scope["scheme"] == "https":
        headers["strict-transport-security"] = _HSTS


def _is_api(scope: Scope) -> bool:
    return str(scope["path"]).startswith(("/api/", UPLOADS))


def _tell(scope: Scope, status: int, began: float) -> None:
    client = scope.get("client")
    path = _unsecret(str(scope["path"]))
    told = {
        "method": scope["method"],
        "path": path,
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000, 1),
        "client": client[0] if client else None,
    }
    _log.info("%s %s %s", scope["method"], path, status, extra=told)


def _unsecret(path: str) -> str:
    """Whoever knows the address of a calendar or a subscription has it: it stands in no log."""
    secret = next((one for one in (FEEDS, SUBSCRIPTIONS) if path.startswith(one)), None)
    return f"{secret}…" if secret else path
