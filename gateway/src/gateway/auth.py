"""身份 who asks: bearer tokens are resolved by registry; each call carries a fresh actor token."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import Who, resolve_session

from gateway.bus import Bus

SESSION_COOKIE = "th_session"
"""Where a browser keeps the session's token, out of the reach of scripts."""

LIFETIME = 60
"""Seconds that an actor token lives."""

REMEMBERED = 5.0
"""Seconds that a resolved session is trusted: a revoked one works no longer than that."""

_MOST = 10_000
_ISSUER = "gateway"


@dataclass(frozen=True, slots=True)
class Actor:
    """操作者 the claims of the actor token (the services read them with the kit's ``actors``)."""

    sub: str
    role: Role
    org: str | None = None
    auth: str = "none"
    sid: str | None = None
    name: str = ""
    org_name: str = ""
    """For the pages; the token names the organisation by its id only."""


ANONYMOUS = Actor("anonymous", Role.ANONYMOUS, name="匿名")
ITSELF = Actor(f"service:{_ISSUER}", Role.SERVICE, auth="service", name=_ISSUER)


class Minter:
    """签发 mints actor tokens (RFC 7519, Ed25519 of RFC 8037) of 60 s."""

    def __init__(self, seed: bytes) -> None:
        """Take the gateway's raw Ed25519 private key."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def mint(self, actor: Actor, ip: str | None) -> str:
        """签发令牌 ``ip`` is where the request came from."""
        now = int(time.time())
        claims = {
            "iss": _ISSUER,
            "sub": actor.sub,
            "org": actor.org,
            "role": actor.role.value,
            "auth": actor.auth,
            "sid": actor.sid,
            "name": actor.name,
            "ip": ip,
            "iat": now,
            "exp": now + LIFETIME,
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA")


class Sessions:
    """会话 bearer token → actor, asked of registry and remembered for ``REMEMBERED`` seconds.

    Tokens are remembered by their digest, so that a dump of this process tells none.
    """

    def __init__(self, bus: Bus, minter: Minter) -> None:
        """Ask through ``bus`` under the gateway's own identity."""
        self._bus = bus
        self._minter = minter
        self._known: OrderedDict[bytes, tuple[float, Actor]] = OrderedDict()

    async def resolve(
        self, token: str, *, ip: str | None, request_id: str, passive: bool = False
    ) -> Actor:
        """验证会话 the actor of a bearer token.

        ``passive``: nobody does anything, a page only stays open; its session still goes idle.

        Raises:
            Problem: SESSION_EXPIRED; UNAVAILABLE or DEADLINE where registry does not answer.
        """
        digest = hashlib.sha256(token.encode()).digest()
        until, actor = self._known.get(digest, (0.0, ANONYMOUS))
        if until > time.monotonic():
            return actor
        itself = self._minter.mint(ITSELF, ip)
        asked = {"token": token, "passive": True} if passive else {"token": token}
        told = await self._bus.call(resolve_session, asked, actor=itself, request_id=request_id)
        who = Who().load(told)
        actor = _actor(who)
        self._remember(digest, actor, who["expires_at"])
        return actor

    def _remember(self, digest: bytes, actor: Actor, expires_at: datetime) -> None:
        left = expires_at.timestamp() - time.time()
        self._known[digest] = (time.monotonic() + min(left, REMEMBERED), actor)
        self._known.move_to_end(digest)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)

    def forget(self, token: str) -> None:
        """忘记 a session that has just been closed."""
        self._known.pop(hashlib.sha256(token.encode()).digest(), None)


def _actor(who: dict[str, Any]) -> Actor:
    return Actor(
        sub=str(who["user_id"]),
        role=who["role"],
        org=str(who["org_id"]),
        auth=who["auth"],
        sid=str(who["session_id"]),
        name=who["user_name"],
        org_name=who["org_name"],
    )


def bearer(header: str | None) -> str | None:
    """取令牌 the token of an Authorization header (RFC 6750), None where there is no header.

    Raises:
        Problem: UNAUTHENTICATED for any other scheme.
    """
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("UNAUTHENTICATED")
    return token.strip()
