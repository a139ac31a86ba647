"""连接 HTTP to the CA, the time-stamping authority and the store, on connections that are kept.

Half of what a short answer costs is the way there; one document asks for a dozen.
"""

from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ReadTimeoutError
from urllib3.util import Retry

__all__ = ["wire"]

POOL = 16


class _Stale(Retry):
    """A kept connection that the other side has closed is worth one new try; silence is not."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: Any = None,
        error: Exception | None = None,
        *where: Any,
        **more: Any,
    ) -> Self:
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, *where, **more)


@cache
def wire() -> requests.Session:
    """连接 shared by all threads; it keeps connections, and no cookies."""
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    again = _Stale(total=1, connect=0, read=1, status=0, other=0, allowed_methods=None)
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=POOL, max_retries=again))
    return session
