"""Seal records and what a host's answer means."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from signing import rules
from signing.records import fault_in, sign_record
from tenderhall_contracts.errors import ERRORS
from tenderhall_contracts.signing import apply_seal
from tenderhall_contracts.signing_host import SealRecord
from tenderhall_kit.plain import plain

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SEED = secrets.token_bytes(32)
CENTRE = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
MINE, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def record() -> dict[str, Any]:
    return {
        "seal_id": uuid4(),
        "org_id": uuid4(),
        "org_name": "衡阳诚信招标代理有限公司",
        "name": "公章",
        "image_sha256": "ef" * 32,
        "certificates": [MINE],
        "valid_from": NOW - timedelta(days=1),
        "valid_until": NOW + timedelta(days=1),
    }


def fault(record: dict[str, Any], signature: str, **changes: Any) -> str | None:
    asked = {"certificate": MINE, "moment": NOW, **changes}
    return fault_in(record, signature, CENTRE, **asked)


def test_a_good_record_is_good_on_both_ends_of_the_bus(record: dict[str, Any]) -> None:
    signature = sign_record(record, SEED)
    assert fault(record, signature) is None
    assert fault(SealRecord().load(plain(record)), signature) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seal_id", uuid4()),
        ("org_name", "别家公司"),
        ("image_sha256", "00" * 32),
        ("certificates", [MINE, OTHER]),
        ("valid_until", NOW + timedelta(days=9999)),
    ],
)
def test_a_changed_record_is_forged(record: dict[str, Any], field: str, value: object) -> None:
    signature = sign_record(record, SEED)
    assert fault(record | {field: value}, signature) == "RECORD_FORGED"


def test_a_record_signed_by_another_is_forged(record: dict[str, Any]) -> None:
    assert fault(record, sign_record(record, secrets.token_bytes(32))) == "RECORD_FORGED"
    assert fault(record, "bm8=") == "RECORD_FORGED"


def test_the_time_and_the_certificate_are_checked(record: dict[str, Any]) -> None:
    signature = sign_record(record, SEED)
    for moment in (NOW - timedelta(days=2), NOW + timedelta(days=1)):
        assert fault(record, signature, moment=moment) == "SEAL_EXPIRED"
    assert fault(record, signature, certificate=OTHER) == "CERTIFICATE_NOT_PERMITTED"
    assert fault(record, signature, certificate=None) is None


def verdict(**changes: Any) -> dict[str, Any]:
    last = {"original_sha256": "11" * 32, "certificate_sha256": MINE, **changes}
    return {"ok": True, "signatures": [{}, last]}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (verdict(), None),
        (verdict() | {"ok": False}, "VERIFICATION"),
        ({"ok": True, "signatures": []}, "VERIFICATION"),
        (verdict(original_sha256="22" * 32), "UPLOAD_MISMATCH"),
        (verdict(certificate_sha256=OTHER), "CERTIFICATE_NOT_PERMITTED"),
    ],
)
def test_the_centre_believes_no_host(told: dict[str, Any], expected: str | None) -> None:
    assert rules.distrust(told, original="11" * 32, certificates=[MINE]) == expected


def test_every_refusal_of_a_host_is_a_problem_the_contract_names() -> None:
    meant = [*rules.CONSEQUENCES.values(), rules.consequence("never heard of")]
    assert {one.problem for one in meant} <= set(apply_seal.refuses)
    assert {one.problem for one in meant} <= set(ERRORS)


def test_a_host_is_online_for_thirty_seconds() -> None:
    assert rules.online(NOW, NOW + timedelta(seconds=29))
    assert not rules.online(NOW, NOW + timedelta(seconds=30))
