"""The client's side of sealing a PIN to the signing host: HPKE, RFC 9180, base mode.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. No service, broker, database or log on the way
can open it; `info` binds it to this job. The host's Ed25519 signature says whose key it is.
"""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PADDED = 64
"""Bytes; the ciphertext does not tell how long the PIN is."""


def seal(pin: str, pin_key: str, pin_info: str) -> str:
    """封装 PIN to the host's one-time key; base64 in and out (out: enc ‖ ciphertext)."""
    plain = pin.encode().ljust(PADDED, b"\0")
    point = base64.b64decode(pin_key)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return base64.b64encode(SUITE.encrypt(plain, key, info=base64.b64decode(pin_info))).decode()


def check_host(host_key: str, pin_key: str, pin_info: str, signature: str) -> None:
    """核对主机签名 that info ‖ key was signed by the enrolled host.

    Raises:
        cryptography.exceptions.InvalidSignature: it was not.
    """
    signed = base64.b64decode(pin_info) + base64.b64decode(pin_key)
    known = Ed25519PublicKey.from_public_bytes(base64.b64decode(host_key))
    known.verify(base64.b64decode(signature), signed)
