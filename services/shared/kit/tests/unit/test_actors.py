import time
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor, issue, service_actor, verify

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
KEYS = {
    "gateway": KEY.public_key().public_bytes_raw(),
    "venue": KEY.public_key().public_bytes_raw(),
}
CLERK = Actor("u1", Role.CLERK, org_id="o1", session_id="s1", name="李明", ip="10.0.0.1")


def refused(token: str) -> str:
    with pytest.raises(Problem) as caught:
        verify(token, KEYS)
    return caught.value.code


def test_a_token_tells_its_actor() -> None:
    assert verify(issue(CLERK, SEED), KEYS) == CLERK


def test_a_service_speaks_for_itself() -> None:
    assert verify(issue(service_actor("venue"), SEED), KEYS).user_id == "service:venue"


def test_a_service_cannot_speak_for_a_person() -> None:
    assert refused(issue(replace(CLERK, issuer="venue"), SEED)) == "UNAUTHENTICATED"


def test_a_service_cannot_speak_for_another_service() -> None:
    forged = replace(service_actor("registry"), issuer="venue")
    assert refused(issue(forged, SEED)) == "UNAUTHENTICATED"


def test_an_unknown_issuer_is_refused() -> None:
    assert refused(issue(replace(CLERK, issuer="stranger"), SEED)) == "UNAUTHENTICATED"


def test_a_forged_signature_is_refused() -> None:
    assert refused(issue(CLERK, bytes(32))) == "UNAUTHENTICATED"


def test_an_expired_token_is_refused() -> None:
    claims = {
        "iss": "gateway",
        "sub": "u1",
        "role": "service",
        "iat": 1,
        "exp": int(time.time()) - 1,
    }
    assert refused(jwt.encode(claims, KEY, algorithm="EdDSA")) == "UNAUTHENTICATED"


def test_a_token_without_expiry_is_refused() -> None:
    claims = {"iss": "gateway", "sub": "u1", "role": "service", "iat": 1}
    assert refused(jwt.encode(claims, KEY, algorithm="EdDSA")) == "UNAUTHENTICATED"


def test_a_token_of_another_algorithm_is_refused() -> None:
    claims = {
        "iss": "gateway",
        "sub": "u1",
        "role": "service",
        "iat": 1,
        "exp": int(time.time()) + 60,
    }
    assert refused(jwt.encode(claims, "k" * 32, algorithm="HS256")) == "UNAUTHENTICATED"


def test_words_are_no_token() -> None:
    assert refused("not a token") == "UNAUTHENTICATED"


def test_a_token_that_was_good_is_refused_once_it_has_expired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = issue(CLERK, SEED)
    assert verify(token, KEYS) == CLERK
    later = time.time() + 61
    monkeypatch.setattr("tenderhall_kit.actors.time.time", lambda: later)
    assert refused(token) == "UNAUTHENTICATED"


def test_a_token_verified_under_one_key_is_not_believed_under_another() -> None:
    token = issue(CLERK, SEED)
    verify(token, KEYS)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    with pytest.raises(Problem):
        verify(token, {"gateway": other})
