"""印章记录 the centre's signed word on who may use a seal (GB/T 38540); hosts check it too."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = ["fault_in", "sign_record", "signed_bytes"]

FIELDS = (
    *("seal_id", "org_id", "org_name", "name", "image_sha256"),
    *("certificates", "valid_from", "valid_until"),
)


def signed_bytes(record: Mapping[str, Any]) -> bytes:
    """被签内容 JSON of the record's fields: keys sorted, no spaces, UTC times, UTF-8."""
    told = {name: _plain(record[name]) for name in FIELDS}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list):
        return sorted(str(one) for one in value)
    return str(value)


def sign_record(record: Mapping[str, Any], seed: bytes) -> str:
    """签署记录 with the centre's key; ``seed`` is raw Ed25519; base64."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return base64.b64encode(key.sign(signed_bytes(record))).decode()


def fault_in(
    record: Mapping[str, Any],
    signature: str,
    centre: bytes,
    *,
    certificate: str | None,
    moment: datetime,
) -> str | None:
    """核对印章记录 None, or the word for what is wrong with using this seal now.

    Args:
        record: with aware times.
        signature: base64, the centre's.
        centre: the centre's raw Ed25519 public key.
        certificate: fingerprint of the certificate about to sign, None when not known yet.
        moment: real time; security never follows the business clock.
    """
    try:
        known = Ed25519PublicKey.from_public_bytes(centre)
        known.verify(base64.b64decode(signature), signed_bytes(record))
    except (InvalidSignature, ValueError):
        return "RECORD_FORGED"
    if not record["valid_from"] <= moment < record["valid_until"]:
        return "SEAL_EXPIRED"
    if certificate is not None and certificate not in record["certificates"]:
        return "CERTIFICATE_NOT_PERMITTED"
    return None
