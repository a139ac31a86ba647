"""回执 the documents service's signed word for bytes; others check it offline.

A JSON Web Token (RFC 7519) signed with Ed25519 by ``documents``. It never expires: versions are
immutable, and a form may be saved for months before it is submitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from tenderhall_contracts.errors import Finding, Problem

from tenderhall_kit.settings import Settings

ISSUER = "documents"
_ALGORITHM = "EdDSA"
_CLAIMS = ("doc", "ver", "sha256", "size", "mime", "name", "kind", "org", "iat")


@dataclass(frozen=True, slots=True)
class Receipt:
    """回执 one version of a document of one organisation; ``size`` in bytes."""

    document_id: str
    version: int
    sha256: str
    size: int
    mime: str
    name: str
    kind: str
    org_id: str

    def attachment(self) -> dict[str, Any]:
        """电子件 as a form keeps it (``common.AttachmentOut``)."""
        file = {name: getattr(self, name) for name in ("sha256", "size", "mime", "name")}
        return {
            "kind": self.kind,
            "document_id": self.document_id,
            "version": self.version,
            "file": file,
        }


def issue(settings: Settings, receipt: Receipt, at: datetime) -> str:
    """签发回执 as the documents service; the same version always gets the same receipt."""
    claims = {
        "iss": ISSUER,
        "doc": receipt.document_id,
        "ver": receipt.version,
        "sha256": receipt.sha256,
        "size": receipt.size,
        "mime": receipt.mime,
        "name": receipt.name,
        "kind": receipt.kind,
        "org": receipt.org_id,
        "iat": int(at.timestamp()),
    }
    key = Ed25519PrivateKey.from_private_bytes(settings.service_key)
    return jwt.encode(claims, key, algorithm=_ALGORITHM)


def read(settings: Settings, receipt: str, org_id: str | None, field: str = "receipt") -> Receipt:
    """核验回执 what documents says of the bytes; ``field`` is where the form took it.

    Raises:
        Problem: VALIDATION_FAILED where it is forged, or another organisation's.
    """
    try:
        public = Ed25519PublicKey.from_public_bytes(settings.actor_keys[ISSUER])
        told = jwt.decode(
            receipt,
            public,
            algorithms=[_ALGORITHM],
            issuer=ISSUER,
            options={"require": list(_CLAIMS), "verify_iat": False},
        )
    except (jwt.InvalidTokenError, KeyError, ValueError):
        raise _refused(field, "RECEIPT_INVALID", "电子件回执无效", "Not a receipt") from None
    if org_id is None or told["org"] != org_id:
        raise _refused(field, "RECEIPT_FOREIGN", "电子件属于其他单位", "Another's file")
    return _receipt(told)


def attachments(
    settings: Settings, told: Sequence[Mapping[str, Any]], org_id: str | None
) -> list[dict[str, Any]]:
    """电子件 of a form as ``AttachmentOut``, ready to be kept and to be told.

    Raises:
        Problem: VALIDATION_FAILED where a receipt is bad, another agency's, or of another kind.
    """
    return [_attachment(settings, place, one, org_id) for place, one in enumerate(told)]


def _attachment(
    settings: Settings, place: int, told: Mapping[str, Any], org_id: str | None
) -> dict[str, Any]:
    at = f"attachments.{place}"
    found = read(settings, told["receipt"], org_id, f"{at}.receipt")
    if found.kind != told["kind"].value:
        zh, en = "电子件与上传时登记的类型不同", f"The file was uploaded as {found.kind}"
        raise _refused(f"{at}.kind", "FILE_KIND", zh, en)
    kept = {"document_id": str(found.document_id), "receipt": told["receipt"]}
    return found.attachment() | kept


def _receipt(told: dict[str, Any]) -> Receipt:
    return Receipt(
        document_id=told["doc"],
        version=told["ver"],
        org_id=told["org"],
        **{name: told[name] for name in ("sha256", "size", "mime", "name", "kind")},
    )


def _refused(field: str, rule: str, zh: str, en: str) -> Problem:
    return Problem("VALIDATION_FAILED", [Finding(field, rule, zh, en)])
