"""吊销查询 how the CA is asked whether a certificate is still good (OCSP, else CRL).

The certificates of seals and of time stamps are asked about afresh for every verdict. What is told
of a CA's own certificate, a CRL, is believed for a minute: validation itself looks whether it is
still in force.
"""

import time
from asyncio import to_thread
from collections.abc import Awaitable, Iterable, Sequence
from contextvars import ContextVar
from typing import Any

import requests
from asn1crypto import crl, x509
from pyhanko_certvalidator.fetchers.api import FetcherBackend, Fetchers, FetchLimits
from pyhanko_certvalidator.fetchers.common_utils import FetchBudget
from pyhanko_certvalidator.fetchers.requests_fetchers.cert_fetch_client import (
    RequestsCertificateFetcher,
)
from pyhanko_certvalidator.fetchers.requests_fetchers.crl_client import RequestsCRLFetcher
from pyhanko_certvalidator.fetchers.requests_fetchers.ocsp_client import RequestsOCSPFetcher
from pyhanko_certvalidator.fetchers.requests_fetchers.util import RequestsFetcherMixin

from signing.wire import wire

__all__ = ["CaFetchers"]

SECONDS = 5
BELIEVED = 60.0
OK = 200

_about_ca: ContextVar[bool] = ContextVar("about_ca", default=False)
_heard: dict[str, tuple[float, requests.Response]] = {}


class _Kept(RequestsFetcherMixin):
    """pyHanko's way of asking, on kept connections."""

    def __init__(self, budget: FetchBudget) -> None:
        super().__init__(per_request_timeout=SECONDS, budget=budget)

    def _get(
        self, url: str, *, acceptable_content_types: Sequence[str]
    ) -> Awaitable[requests.Response]:
        return to_thread(_get, url, {"Accept": ",".join(acceptable_content_types)})

    def _post(
        self, url: str, data: bytes, *, content_type: str, acceptable_content_types: Sequence[str]
    ) -> Awaitable[requests.Response]:
        headers = {"Accept": ",".join(acceptable_content_types), "Content-Type": content_type}
        return to_thread(_ask, "POST", url, headers, data)


class _Ocsp(_Kept, RequestsOCSPFetcher):
    pass


class _Certificates(_Kept, RequestsCertificateFetcher):
    pass


class _Crls(_Kept, RequestsCRLFetcher):
    async def fetch(
        self, cert: x509.Certificate, *, use_deltas: bool = True
    ) -> Iterable[crl.CertificateList]:
        _about_ca.set(bool(getattr(cert, "ca", False)))
        told: list[Any] = await super().fetch(cert, use_deltas=use_deltas)
        return told


class CaFetchers(FetcherBackend):
    """询问者 fresh fetchers with a budget of their own for each verdict."""

    def get_fetchers(self) -> Fetchers:
        """询问者 for one verdict."""
        budget = FetchBudget(FetchLimits())
        return Fetchers(_Ocsp(budget), _Crls(budget), _Certificates(budget))

    async def close(self) -> None:
        """关闭 nothing: connections are kept."""


def _get(url: str, headers: dict[str, str]) -> requests.Response:
    """A list about a CA that was fetched within the last minute, else what the CA says now."""
    about_ca = _about_ca.get()
    heard = _heard.get(url)
    if about_ca and heard and time.monotonic() - heard[0] < BELIEVED:
        return heard[1]
    answer = _ask("GET", url, headers)
    if about_ca:
        _heard[url] = (time.monotonic(), answer)
    return answer


def _ask(
    method: str, url: str, headers: dict[str, str], data: bytes | None = None
) -> requests.Response:
    answer = wire().request(method, url, headers=headers, data=data, timeout=SECONDS)
    if answer.status_code != OK:
        raise requests.RequestException(f"status code {answer.status_code}")
    return answer
