"""推送地址 where a stranger may have us connect to: public addresses over TLS, nothing inside.

The name is resolved once, every address of it is judged, and the connection goes to the judged
address: what the name says a moment later changes nothing (DNS rebinding). Redirects are not
followed.
"""

import ipaddress
import os
import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import urllib3
from tenderhall_kit.settings import PRODUCTION

from notices.outbound import Answer, UnreachableError, read

LOCAL = "WEBHOOK_LOCAL"
"""``yes``, outside production: http to this machine is let through, to try things out."""

_TIMEOUT = urllib3.Timeout(connect=5, read=10)
_CARRIERS = ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
_EMBEDDING = tuple(map(ipaddress.ip_network, _CARRIERS))
"""IPv6 that only carries an IPv4 address: it may be anybody's."""


class ForbiddenError(Exception):
    """不允许的地址 the message says which rule of this module refuses it."""


@dataclass(frozen=True, slots=True)
class Target:
    """目标 a judged address, and the name that its certificate must bear."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """推送 to a stranger's address.

    Raises:
        ForbiddenError: it may not be connected to.
        UnreachableError: no answer.
    """
    target = judged(url)
    named = target.host if target.port in {80, 443} else f"{target.host}:{target.port}"
    with closing(_pool(target)) as pool:
        return read(pool, "POST", target.path, {**headers, "host": named}, body)


def judged(url: str) -> Target:
    """核对地址.

    Raises:
        ForbiddenError: scheme, name or address are not allowed.
        UnreachableError: the name is not known.
    """
    told, local = _split(url), _local()
    host, secure = told.hostname or "", told.scheme == "https"
    port = told.port or (443 if secure else 80)
    addresses = _addresses(host, port)
    loopback = all(ipaddress.ip_address(one).is_loopback for one in addresses)
    if not (secure or (local and loopback)):
        raise ForbiddenError("https is needed")
    if not (local and loopback) and not all(map(_public, addresses)):
        raise ForbiddenError("not a public address")
    path = (told.path or "/") + (f"?{told.query}" if told.query else "")
    return Target(told.scheme, host, port, path, addresses[0])


def _split(url: str) -> SplitResult:
    try:
        told = urlsplit(url)
        known = told.scheme in {"http", "https"} and bool(told.hostname) and (told.port or 1) > 0
    except ValueError:
        known = False
    if not known or told.username or told.password:
        raise ForbiddenError("not an address of the web")
    return told


def _local() -> bool:
    wanted = os.environ.get(LOCAL) == "yes"
    return wanted and os.environ.get("TENDERHALL_ENV") != PRODUCTION


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError("name not known") from None
    told = [str(one[4][0]).partition("%")[0] for one in found]
    if not told:
        raise UnreachableError("name not known")
    return told


def _public(address: str) -> bool:
    one = ipaddress.ip_address(address)
    mapped = getattr(one, "ipv4_mapped", None)
    if mapped is not None:
        return _public(str(mapped))
    embeds = one.version == 6 and any(one in net for net in _EMBEDDING)  # noqa: PLR2004 — IPv6
    return one.is_global and not one.is_multicast and not embeds


def _pool(target: Target) -> urllib3.HTTPConnectionPool:
    if target.scheme == "http":
        return urllib3.HTTPConnectionPool(target.address, target.port, timeout=_TIMEOUT)
    return urllib3.HTTPSConnectionPool(
        target.address,
        target.port,
        timeout=_TIMEOUT,
        server_hostname=target.host,
        assert_hostname=target.host,
    )
