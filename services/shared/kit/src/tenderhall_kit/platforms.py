"""外部平台 what other platforms' service accounts may do here: by their keys and their scopes.

registry keeps the accounts and tells the active ones in the reference data; an account that is not
told there is nobody.
"""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry.accounts import ISSUER_PREFIX

from tenderhall_kit.actors import Actor, platform_actor

if TYPE_CHECKING:
    from tenderhall_kit.envelope import Envelope
    from tenderhall_kit.reference import References


@dataclass(frozen=True, slots=True)
class Account:
    """服务账号 an active one."""

    name: str
    key: bytes
    scopes: frozenset[str]

    def ensure(self, scope: str) -> None:
        """要求 the scope (an RPC's routing key, an event's type).

        Raises:
            Problem: FORBIDDEN_SCOPE.
        """
        if scope not in self.scopes:
            raise Problem("FORBIDDEN_SCOPE", needs=scope)


def accounts(told: Iterable[Mapping[str, Any]]) -> dict[str, Account]:
    """服务账号 by the issuer of their tokens, as the reference data tell them."""
    return {
        f"{ISSUER_PREFIX}{one['name']}": Account(
            one["name"], b64decode(one["public_key"]), frozenset(one["scopes"])
        )
        for one in told
    }


class Keys(Mapping[str, bytes]):
    """公钥 our own issuers' keys, which never change, and then those of the active accounts."""

    def __init__(self, own: Mapping[str, bytes], references: "References") -> None:
        self._own = own
        self._references = references

    def __getitem__(self, issuer: str) -> bytes:
        if issuer.startswith(ISSUER_PREFIX):
            return self._references.accounts[issuer].key
        return self._own[issuer]

    def __iter__(self) -> Iterator[str]:
        yield from (*self._own, *self._references.accounts)

    def __len__(self) -> int:
        return len(self._own) + len(self._references.accounts)


@dataclass(frozen=True, slots=True)
class Proof:
    """证明 what came with a foreign event: its sender's token, and the SHA-256 of its bytes.

    ``event_id`` is the sender's own; the kit counts deliveries by the bytes instead, so that a
    forged message cannot use up the number of a true one.
    """

    token: str
    sha256: str
    event_id: str


def sender(event: "Envelope", known: Mapping[str, Account]) -> Actor:
    """发送方 who has sent a foreign event, once its proof and its scope hold; ``known`` by issuer.

    The token is signed for these very bytes, so it needs no end: a message may wait in its queue.

    Raises:
        Problem: UNAUTHENTICATED where the proof is missing, forged, of another message, or of an
            account that is not active; FORBIDDEN_SCOPE where the account may not send such events.
    """
    account = _proven(event.proof, known)
    account.ensure(event.type)
    return platform_actor(account.name)


def _proven(proof: Proof | None, known: Mapping[str, Account]) -> Account:
    if proof is None:
        raise Problem("UNAUTHENTICATED", reason="no token")
    try:
        said = jwt.decode(proof.token, options={"verify_signature": False})
        account = known[said["iss"]]
        jwt.decode(
            proof.token,
            Ed25519PublicKey.from_public_bytes(account.key),
            algorithms=["EdDSA"],
            options={"require": ["iss", "sub", "iat", "event", "sha256"]},
        )
    except KeyError:
        raise Problem("UNAUTHENTICATED", reason="no such account") from None
    except (jwt.InvalidTokenError, ValueError, TypeError) as fault:
        raise Problem("UNAUTHENTICATED", reason=type(fault).__name__) from None
    if (said["sub"], said["event"], said["sha256"]) != (said["iss"], proof.event_id, proof.sha256):
        raise Problem("UNAUTHENTICATED", reason="signed for another message")
    return account
