"""小型饼干 what a page leaves for the next one: signed, short-lived, closed to scripts."""

from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from gateway.parts import of


def put(request: Request, answer: Response, name: str, value: Any, *, seconds: int) -> None:
    """放入 JSON values under the gateway's key; every replica can read them."""
    told = _signer(request, name).dumps(value)
    answer.set_cookie(
        name,
        told.decode() if isinstance(told, bytes) else told,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def take(request: Request, name: str, *, seconds: int) -> Any:
    """取出 None where there is none, it is too old, or somebody has made it up."""
    told = request.cookies.get(name)
    if not told:
        return None
    try:
        return _signer(request, name).loads(told, max_age=seconds)
    except BadSignature:
        return None


def _signer(request: Request, name: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(of(request).settings.service_key, salt=name)
