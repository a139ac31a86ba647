"""防跨站请求 who sends a form is asked twice: by its origin, and by a token of its session.

The token is a random nonce and the HMAC of it under the session's own token: nothing is kept, it
differs on every page (so that compression tells nothing of it, BREACH), and another site knows
neither half (OWASP CSRF cheat sheet, signed double submit).
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from tenderhall_contracts.errors import Problem

HEADER = "x-csrf-token"
FIELD = "_csrf"
_NONCE = 16


def token(session: str) -> str:
    """令牌 for one page of this session."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.urlsafe_b64encode(nonce + _mac(session, nonce)).decode()


def ensure_token(session: str, told: str | None) -> None:
    """核对令牌.

    Raises:
        Problem: PAGE_EXPIRED where it is missing, or of another session.
    """
    try:
        raw = base64.urlsafe_b64decode((told or "").encode())
    except ValueError:
        raw = b""
    nonce, mac = raw[:_NONCE], raw[_NONCE:]
    if not hmac.compare_digest(mac, _mac(session, nonce)):
        raise Problem("PAGE_EXPIRED")


def ensure_origin(request: Request) -> None:
    """核对来源 a form comes from a page of ours; browsers say so (Fetch Metadata, RFC 6454).

    Raises:
        Problem: PAGE_EXPIRED where it does not.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "same-origin", "none"} or not (site or origin):
        raise Problem("PAGE_EXPIRED")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem("PAGE_EXPIRED")


def _mac(session: str, nonce: bytes) -> bytes:
    return hmac.digest(session.encode(), b"csrf" + nonce, hashlib.sha256)
