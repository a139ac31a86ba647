"""Generated passwords and Ed25519 keys, made once and kept under secrets/."""

import base64
import secrets
import threading
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tenderhall_local.layout import write_private

_MAKING = threading.Lock()


def password(folder: Path, name: str) -> str:
    """口令 the password kept under this name; made at first use; hex, so it needs no quoting."""
    return _once(folder / name, lambda: secrets.token_hex(16))


def pin(folder: Path, name: str) -> str:
    """PIN 码 an eight-digit PIN, made at first use."""
    return _once(folder / name, lambda: "".join(secrets.choice("0123456789") for _ in range(8)))


def signing_seed(folder: Path, name: str) -> str:
    """签名私钥 an Ed25519 seed in base64 (32 bytes, RFC 8032), made at first use."""
    return _once(
        folder / f"{name}.ed25519", lambda: base64.b64encode(secrets.token_bytes(32)).decode()
    )


def _once(path: Path, make: Callable[[], str]) -> str:
    """The secret in this file; two threads that ask at once get the same one."""
    with _MAKING:
        if not path.exists():
            write_private(path, make())
        return path.read_text()


def public_half(seed: str) -> str:
    """公钥 the raw public key in base64 that belongs to a seed."""
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()
