"""Who we are on Tenderhall's bus: a name, an Ed25519 key, two kinds of token (RFC 7519, 8037)."""

import base64
import hashlib
import os
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Identity:
    """The key never leaves this team; the centre's administrator gets its public half."""

    def __init__(self, name: str, seed: bytes) -> None:
        self.issuer, self.user = f"platform:{name}", f"platform-{name}"
        self.key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def of_environment(cls) -> "Identity":
        """EVALUATION_NAME, and EVALUATION_KEY: base64 of 32 random bytes."""
        seed = base64.b64decode(os.environ["EVALUATION_KEY"])
        return cls(os.environ["EVALUATION_NAME"], seed)

    def public_key(self) -> str:
        """What the service account is made with."""
        return base64.b64encode(self.key.public_key().public_bytes_raw()).decode()

    def call_token(self) -> str:
        """For one RPC: it is refused after ``exp``, so make a new one for each call."""
        now = int(time.time())
        return self._token({"role": "platform", "auth": "service", "iat": now, "exp": now + 60})

    def event_token(self, event_id: str, body: bytes) -> str:
        """For one event: signed for these very bytes, so it may wait in a queue for days."""
        digest = hashlib.sha256(body).hexdigest()
        return self._token({"iat": int(time.time()), "event": event_id, "sha256": digest})

    def _token(self, claims: dict[str, Any]) -> str:
        told = {"iss": self.issuer, "sub": self.issuer, **claims}
        return jwt.encode(told, self.key, algorithm="EdDSA")
