"""口令加密 the PIN, sealed by the client to a one-time key of the host (HPKE, RFC 9180).

Base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; the exact bytes stand in
services/signing/README.md. The private half lives in the host's memory and is deleted when it is
first used. No service, broker, database or log on the way can read the PIN.
"""

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from signing.pipe import Refused

__all__ = ["Binding", "OneTimeKeys", "SealedKey", "check_key", "seal_pin"]

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PURPOSE = "tenderhall seal pin v1"
PADDED = 64  # bytes; hides the length of the PIN


@dataclass(frozen=True)
class Binding:
    """绑定 what a PIN is good for; opening it with any other binding fails.

    Attributes:
        operation: one attempt at one seal job.
        document: SHA-256 of the PDF to be sealed, lower-case hex.
        hold: owner, seconds and signatures of a login that is to stay; None to log out at once.
    """

    operation: str
    user: str
    token: str
    document: str
    expires: datetime
    hold: Mapping[str, Any] | None = None

    def info(self) -> bytes:
        """HPKE info: JSON, keys sorted, no spaces, UTF-8."""
        told: dict[str, Any] = {
            "document": self.document,
            "expires": self.expires.astimezone(UTC).isoformat(),
            "operation": self.operation,
            "purpose": PURPOSE,
            "token": self.token,
            "user": self.user,
        }
        if self.hold is not None:
            told["hold"] = dict(self.hold)
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class SealedKey:
    """一次性公钥 as the client gets it, all in base64."""

    pin_key: str
    pin_info: str
    pin_key_signature: str


class OneTimeKeys:
    """一次性密钥 the host's keys in waiting; in memory only, so a restart forgets them."""

    def __init__(self, identity: Ed25519PrivateKey) -> None:
        self._identity = identity
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[ec.EllipticCurvePrivateKey, Binding]] = {}

    def issue(self, binding: Binding) -> SealedKey:
        """签发 the key of an operation: fresh the first time, the same while it is not used."""
        private = self._key_for(binding)
        point = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        info = binding.info()
        return SealedKey(_text(point), _text(info), _text(self._identity.sign(info + point)))

    def open(self, operation: str, sealed: str, *, token: str, document: str) -> str:
        """开启 the PIN; the key is deleted first, so there is no second try.

        Raises:
            Refused: PIN_KEY_GONE (used, expired, or the host was restarted), PIN_UNREADABLE.
        """
        with self._lock:
            self._forget_expired()
            private, binding = self._waiting.pop(operation, (None, None))
        if private is None or binding is None:
            raise Refused("PIN_KEY_GONE", "the one-time key is used or expired")
        if (binding.token, binding.document) != (token, document):
            raise Refused("PIN_UNREADABLE", "the key was made for another token or document")
        try:
            padded = SUITE.decrypt(base64.b64decode(sealed), private, info=binding.info())
            return padded.rstrip(b"\0").decode()
        except (InvalidTag, ValueError) as no:
            raise Refused("PIN_UNREADABLE", "the sealed PIN cannot be opened") from no

    def hold(self, operation: str) -> Mapping[str, Any] | None:
        """保持登录 what the PIN of this operation was sealed for, beside one signature."""
        with self._lock:
            waiting = self._waiting.get(operation)
            return waiting[1].hold if waiting else None

    def forget(self, operation: str) -> None:
        """弃用 a key that is not needed: the token is logged in."""
        with self._lock:
            self._waiting.pop(operation, None)

    def _key_for(self, binding: Binding) -> ec.EllipticCurvePrivateKey:
        with self._lock:
            self._forget_expired()
            waiting = self._waiting.get(binding.operation)
            if waiting is None or waiting[1] != binding:
                waiting = ec.generate_private_key(ec.SECP256R1()), binding
                self._waiting[binding.operation] = waiting
            return waiting[0]

    def _forget_expired(self) -> None:
        now = datetime.now(UTC)
        for operation, (_, binding) in list(self._waiting.items()):
            if binding.expires <= now:
                del self._waiting[operation]


def check_key(host_public_key: str, key: SealedKey) -> None:
    """核对主机签名 that this one-time key was made by the enrolled host.

    Raises:
        Refused: HOST_UNKNOWN.
    """
    known = Ed25519PublicKey.from_public_bytes(base64.b64decode(host_public_key))
    signed = base64.b64decode(key.pin_info) + base64.b64decode(key.pin_key)
    try:
        known.verify(base64.b64decode(key.pin_key_signature), signed)
    except InvalidSignature as no:
        raise Refused("HOST_UNKNOWN", "the one-time key is not signed by the host") from no


def seal_pin(pin: str, pin_key: str, pin_info: str) -> str:
    """加密口令 the client's side: base64 of enc ‖ ciphertext, 145 bytes.

    Raises:
        ValueError: a PIN of more than 64 bytes.
    """
    plain = pin.encode().ljust(PADDED, b"\0")
    if len(plain) > PADDED:
        raise ValueError("a PIN has at most 64 bytes")
    point = base64.b64decode(pin_key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return _text(SUITE.encrypt(plain, public, info=base64.b64decode(pin_info)))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
