"""操作者 who acts: the short-lived actor token that travels with every call.

A JSON Web Token (RFC 7519) signed with Ed25519 (RFC 8037), 60 s. The gateway mints one per HTTP
request for its session; a service mints one for itself when it calls another.
"""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry.accounts import ISSUER_PREFIX

LIFETIME = 60
"""Seconds that a token lives."""

_ALGORITHM = "EdDSA"
_GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Actor:
    """操作者 a person in a role of an organisation, or a service."""

    user_id: str
    role: Role
    org_id: str | None = None
    auth: str = "password"
    session_id: str | None = None
    name: str = ""
    issuer: str = _GATEWAY
    ip: str | None = None
    ca_serial: str | None = None
    """The certificate of a CA login, in hexadecimal."""

    def as_dict(self) -> dict[str, Any]:
        """What events and audit rows keep of an actor."""
        return {
            "user_id": self.user_id,
            "org_id": self.org_id,
            "role": self.role.value,
            "auth": self.auth,
        }

    def as_audited(self) -> dict[str, Any]:
        """审计中的操作者 also whence and by which certificate (domain §5.0)."""
        return self.as_dict() | {
            "session_id": self.session_id,
            "name": self.name,
            "ip": self.ip,
            "ca_serial": self.ca_serial,
        }


def service_actor(service: str) -> Actor:
    """服务身份 the actor that a service is when nobody asked it."""
    return Actor(f"service:{service}", Role.SERVICE, auth="service", name=service, issuer=service)


def platform_actor(name: str) -> Actor:
    """外部平台身份 the actor that a service account is."""
    issuer = f"{ISSUER_PREFIX}{name}"
    return Actor(issuer, Role.PLATFORM, auth="service", name=name, issuer=issuer)


def issue(actor: Actor, seed: bytes) -> str:
    """签发 mint a token of 60 s; ``seed`` is the issuer's raw Ed25519 private key."""
    now = int(time.time())
    claims = {
        "iss": actor.issuer,
        "sub": actor.user_id,
        "org": actor.org_id,
        "role": actor.role.value,
        "auth": actor.auth,
        "sid": actor.session_id,
        "name": actor.name,
        "ip": actor.ip,
        "ca": actor.ca_serial,
        "iat": now,
        "exp": now + LIFETIME,
    }
    return jwt.encode(claims, Ed25519PrivateKey.from_private_bytes(seed), algorithm=_ALGORITHM)


def verify(token: str, keys: Mapping[str, bytes]) -> Actor:
    """验证 the actor of a token; ``keys`` are the issuers' raw public keys.

    Only the gateway speaks for people: a service's token is worth that service and nothing else,
    and so is that of another platform's service account.

    Raises:
        Problem: UNAUTHENTICATED where the token is expired, forged, or claims too much.
    """
    try:
        issuer = _issuer(token)
        actor, until = _verified(token, keys[issuer], issuer)
    except (jwt.InvalidTokenError, KeyError, ValueError, IndexError, TypeError):
        raise Problem("UNAUTHENTICATED") from None
    if time.time() > until:
        raise Problem("UNAUTHENTICATED")
    if not _may_say(issuer, actor):
        raise Problem("UNAUTHENTICATED")
    return actor


def _may_say(issuer: str, actor: Actor) -> bool:
    """Whether that issuer may speak as that actor."""
    if issuer == _GATEWAY:
        return actor.role is not Role.PLATFORM
    if issuer.startswith(ISSUER_PREFIX):
        return (actor.role, actor.user_id) == (Role.PLATFORM, issuer)
    return (actor.role, actor.user_id) == (Role.SERVICE, f"service:{issuer}")


def _issuer(token: str) -> str:
    """Who says to have signed; believed only once that key has verified the token."""
    payload = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"])


@lru_cache(maxsize=1024)
def _verified(token: str, raw: bytes, issuer: str) -> tuple[Actor, float]:
    """The actor and the end of a token whose signature holds; remembered, for one comes often."""
    claims = jwt.decode(
        token,
        Ed25519PublicKey.from_public_bytes(raw),
        algorithms=[_ALGORITHM],
        options={"require": ["exp", "iat", "sub"]},
    )
    return _actor(claims, issuer), float(claims["exp"])


def _actor(claims: Mapping[str, Any], issuer: str) -> Actor:
    return Actor(
        user_id=claims["sub"],
        role=Role(claims["role"]),
        org_id=claims.get("org"),
        auth=claims.get("auth", ""),
        session_id=claims.get("sid"),
        name=claims.get("name") or "",
        issuer=issuer,
        ip=claims.get("ip"),
        ca_serial=claims.get("ca"),
    )
