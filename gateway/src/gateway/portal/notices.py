"""公告页 a published notice as notices has made it: HTML, PDF and JSON, byte for byte."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tenderhall_contracts.errors import Problem

from gateway import edge
from gateway.parts import of
from gateway.portal.store import Artefact

_NO = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)

_FOREVER = "public, max-age=31536000, immutable"
"""A published PDF never changes; what stands around it may."""

AGAIN = "no-cache"
_NOT_MODIFIED = 304


async def show(request: Request) -> Response:
    """公告页 ``/notices/{no}``."""
    found = await of(request).store.read(f"notices/{number(request)}/index.html")
    headers = {"cache-control": AGAIN, "content-security-policy": policy(found.body)}
    return send(request, found, "text/html; charset=utf-8", headers)


async def show_json(request: Request) -> Response:
    """公告数据 ``/notices/{no}/notice.json``."""
    found = await of(request).store.read(f"notices/{number(request)}/notice.json")
    return send(request, found, "application/json", {"cache-control": AGAIN})


async def show_list(request: Request) -> Response:
    """公开列表 ``/notices/index.json``: all published notices, the latest first."""
    found = await of(request).store.read("notices/index.json")
    return send(request, found, "application/json", {"cache-control": AGAIN})


async def show_pdf(request: Request) -> Response:
    """公告PDF ``/notices/{no}/notice.pdf``: the sealed bytes; the ETag is their SHA-256."""
    no = number(request)
    found = await of(request).store.read(f"notices/{no}/notice.pdf")
    headers = {
        "cache-control": _FOREVER,
        "content-disposition": f'inline; filename="{no}.pdf"',
        # The browser's own PDF viewer brings its style along; a PDF runs nothing of ours.
        "content-security-policy": "frame-ancestors 'none'",
    }
    return send(request, found, "application/pdf", headers)


def send(request: Request, found: Artefact, kind: str, headers: Mapping[str, str]) -> Response:
    """The bytes under a strong ETag, or 304 where the reader has them (RFC 9110 §13.1.2)."""
    etag = f'"{found.sha256}"'
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or f"W/{etag}" in known:
        return Response(status_code=_NOT_MODIFIED, headers={**headers, "etag": etag})
    return Response(found.body, headers={**headers, "etag": etag}, media_type=kind)


def number(request: Request) -> str:
    """公告编号 of the path.

    Raises:
        Problem: NOT_FOUND for what cannot be a number: it never gets near the store.
    """
    no = str(request.path_params["no"])
    if not _NO.fullmatch(no):
        raise Problem("NOT_FOUND")
    return no


async def facts(request: Request, no: str) -> tuple[dict[str, Any], Artefact]:
    """公告数据 ``notice.json`` as read, and as bytes."""
    found = await of(request).store.read(f"notices/{no}/notice.json")
    read: dict[str, Any] = json.loads(found.body)
    return read, found


def policy(page: bytes) -> str:
    """页面策略 the strict policy, and the digest of each style sheet that stands in the page.

    A published page carries its own style so that it can be read anywhere; a digest admits exactly
    that text (CSP level 3 §8.4), where ``unsafe-inline`` would admit anybody's.
    """
    digests = sorted({_digest(style) for style in _STYLE.findall(page)})
    return edge.CSP.replace("style-src 'self'", " ".join(["style-src 'self'", *digests]))


def _digest(style: bytes) -> str:
    # Browsers normalise line ends before they take the digest (HTML §13.2.3.5).
    normal = style.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(normal).digest()).decode()}'"
