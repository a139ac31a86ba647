"""The sealed PIN: opened once, by the host it was sealed to, for the job it was made for."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from signing.pin import Binding, OneTimeKeys, SealedKey, check_key, seal_pin
from signing.pipe import Refused

PIN = "13579246"
DOCUMENT = "ab" * 32


@pytest.fixture
def identity() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def keys(identity: Ed25519PrivateKey) -> OneTimeKeys:
    return OneTimeKeys(identity)


@pytest.fixture
def binding() -> Binding:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    return Binding("op-1", "user-1", "token-1", DOCUMENT, soon)


def opened(keys: OneTimeKeys, sealed: str, **changes: str) -> str:
    asked = {"operation": "op-1", "token": "token-1", "document": DOCUMENT, **changes}
    operation = asked.pop("operation")
    return keys.open(operation, sealed, token=asked["token"], document=asked["document"])


def code_of(keys: OneTimeKeys, sealed: str, **changes: str) -> str:
    with pytest.raises(Refused) as refused:
        opened(keys, sealed, **changes)
    return refused.value.code


def test_the_host_opens_what_the_client_sealed(keys: OneTimeKeys, binding: Binding) -> None:
    key = keys.issue(binding)
    assert opened(keys, seal_pin(PIN, key.pin_key, key.pin_info)) == PIN


def test_every_sealed_pin_has_the_same_length(keys: OneTimeKeys, binding: Binding) -> None:
    key = keys.issue(binding)
    sealed = [seal_pin(pin, key.pin_key, key.pin_info) for pin in ("1", "口令口令", "x" * 64)]
    assert {len(base64.b64decode(one)) for one in sealed} == {145}
    with pytest.raises(ValueError, match="at most 64"):
        seal_pin("x" * 65, key.pin_key, key.pin_info)


def test_asking_twice_gives_one_key_until_it_is_used(keys: OneTimeKeys, binding: Binding) -> None:
    first, second = keys.issue(binding), keys.issue(binding)
    assert first == second
    opened(keys, seal_pin(PIN, first.pin_key, first.pin_info))
    assert keys.issue(binding) != first


def test_a_key_is_used_once(keys: OneTimeKeys, binding: Binding) -> None:
    key = keys.issue(binding)
    sealed = seal_pin(PIN, key.pin_key, key.pin_info)
    opened(keys, sealed)
    assert code_of(keys, sealed) == "PIN_KEY_GONE"


def test_a_failed_opening_uses_the_key_up(keys: OneTimeKeys, binding: Binding) -> None:
    key = keys.issue(binding)
    sealed = seal_pin(PIN, key.pin_key, key.pin_info)
    assert code_of(keys, sealed, document="cd" * 32) == "PIN_UNREADABLE"
    assert code_of(keys, sealed) == "PIN_KEY_GONE"


@pytest.mark.parametrize(
    "change", [{"operation": "op-2"}, {"user": "u2"}, {"token": "t2"}, {"document": "cd" * 32}]
)
def test_info_binds_everything(keys: OneTimeKeys, binding: Binding, change: dict[str, str]) -> None:
    key = keys.issue(binding)
    other = replace(binding, **change).info()
    sealed = seal_pin(PIN, key.pin_key, base64.b64encode(other).decode())
    assert code_of(keys, sealed) == "PIN_UNREADABLE"


def test_an_expired_key_is_gone(keys: OneTimeKeys, binding: Binding) -> None:
    key = keys.issue(replace(binding, expires=datetime.now(UTC)))
    assert code_of(keys, seal_pin(PIN, key.pin_key, key.pin_info)) == "PIN_KEY_GONE"


def test_garbage_is_refused(keys: OneTimeKeys, binding: Binding) -> None:
    keys.issue(binding)
    assert code_of(keys, "bm90IGEgUElO") == "PIN_UNREADABLE"


def test_the_client_notices_a_key_of_somebody_else(
    keys: OneTimeKeys, binding: Binding, identity: Ed25519PrivateKey
) -> None:
    known = base64.b64encode(identity.public_key().public_bytes_raw()).decode()
    key = keys.issue(binding)
    check_key(known, key)
    forged = OneTimeKeys(Ed25519PrivateKey.generate()).issue(binding)
    for wrong in (forged, SealedKey(forged.pin_key, key.pin_info, key.pin_key_signature)):
        with pytest.raises(Refused):
            check_key(known, wrong)


def test_a_hold_is_part_of_what_the_pin_is_sealed_for(keys: OneTimeKeys, binding: Binding) -> None:
    hold = {"owner": "user/session", "seconds": 600, "signatures": 50}
    plain, held = keys.issue(binding), keys.issue(replace(binding, hold=hold))
    assert plain.pin_info != held.pin_info
    assert json.loads(base64.b64decode(held.pin_info))["hold"] == hold
    assert keys.hold(binding.operation) == hold
    with pytest.raises(Refused):
        opened(keys, seal_pin(PIN, held.pin_key, plain.pin_info))


def test_a_forgotten_key_opens_nothing(keys: OneTimeKeys, binding: Binding) -> None:
    key = keys.issue(binding)
    keys.forget(binding.operation)
    assert keys.hold(binding.operation) is None
    assert code_of(keys, seal_pin(PIN, key.pin_key, key.pin_info)) == "PIN_KEY_GONE"
