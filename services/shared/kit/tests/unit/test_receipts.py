import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_contracts.common import AttachmentOut
from tenderhall_contracts.errors import Problem
from tenderhall_kit.receipts import Receipt, issue, read
from tenderhall_kit.settings import Settings

SEED, OTHER = bytes(range(32)), bytes(32)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SETTINGS = Settings(
    service="documents",
    env="test",
    amqp_uri="",
    database_url="",
    actor_keys={
        "documents": Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    },
    service_key=SEED,
)
RECEIPT = Receipt(
    document_id="019ac2f0-0000-7000-8000-000000000001",
    version=2,
    sha256="ab" * 32,
    size=10,
    mime="application/pdf",
    name="招标文件.pdf",
    kind="tender_document",
    org_id="org-a",
)


def refused(
    token: str, org: str | None = "org-a", settings: Settings = SETTINGS
) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        read(settings, token, org, "file")
    (finding,) = caught.value.findings
    return finding.field, finding.rule


def signed(**changed: Any) -> str:
    claims = jwt.decode(issue(SETTINGS, RECEIPT, AT), options={"verify_signature": False})
    told = {name: value for name, value in (claims | changed).items() if value is not None}
    return jwt.encode(told, Ed25519PrivateKey.from_private_bytes(SEED), algorithm="EdDSA")


def test_a_receipt_tells_what_was_signed() -> None:
    assert read(SETTINGS, issue(SETTINGS, RECEIPT, AT), "org-a") == RECEIPT


def test_the_same_version_always_gets_the_same_receipt() -> None:
    assert issue(SETTINGS, RECEIPT, AT) == issue(SETTINGS, RECEIPT, AT)


def test_a_receipt_becomes_an_attachment_of_the_contract() -> None:
    assert not AttachmentOut().validate(RECEIPT.attachment())


def test_a_receipt_of_another_organisation_is_refused() -> None:
    token = issue(SETTINGS, RECEIPT, AT)
    assert refused(token, "org-b") == ("file", "RECEIPT_FOREIGN")
    assert refused(token, None) == ("file", "RECEIPT_FOREIGN")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", base64.b64encode(b"{}").decode()])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert refused(token) == ("file", "RECEIPT_INVALID")


def test_a_receipt_signed_by_another_key_is_refused() -> None:
    forger = replace(SETTINGS, service_key=OTHER)
    assert refused(issue(forger, RECEIPT, AT)) == ("file", "RECEIPT_INVALID")


def test_an_unsigned_receipt_is_refused() -> None:
    claims = jwt.decode(issue(SETTINGS, RECEIPT, AT), options={"verify_signature": False})
    assert refused(jwt.encode(claims, key=None, algorithm="none")) == ("file", "RECEIPT_INVALID")


@pytest.mark.parametrize("changed", [{"iss": "venue"}, {"sha256": None}, {"org": None}])
def test_a_token_that_is_no_receipt_is_refused(changed: dict[str, Any]) -> None:
    assert refused(signed(**changed)) == ("file", "RECEIPT_INVALID")


def test_without_the_key_of_documents_nothing_is_believed() -> None:
    keyless = replace(SETTINGS, actor_keys={})
    token = issue(SETTINGS, RECEIPT, AT)
    assert refused(token, settings=keyless) == ("file", "RECEIPT_INVALID")
