"""Actor tokens: what the services' own reader makes of what the gateway mints."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from gateway.auth import ANONYMOUS, ITSELF, Actor, Minter, bearer
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import verify

SEED = bytes(range(32))
KEYS = {"gateway": Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()}
CLERK = Actor("u-1", Role.CLERK, org="o-1", auth="password", sid="s-1", name="王敏")


def test_a_service_reads_from_the_token_who_asks() -> None:
    read = verify(Minter(SEED).mint(CLERK, "192.0.2.7"), KEYS)
    assert (read.user_id, read.role, read.org_id) == ("u-1", Role.CLERK, "o-1")
    assert (read.auth, read.session_id, read.name) == ("password", "s-1", "王敏")
    assert (read.issuer, read.ip) == ("gateway", "192.0.2.7")


@pytest.mark.parametrize("actor", [ANONYMOUS, ITSELF])
def test_nobody_and_the_gateway_itself_are_actors_too(actor: Actor) -> None:
    assert verify(Minter(SEED).mint(actor, None), KEYS).role is actor.role


def test_a_token_lives_sixty_seconds() -> None:
    told = jwt.decode(Minter(SEED).mint(CLERK, None), options={"verify_signature": False})
    assert told["exp"] - told["iat"] == 60


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(Problem, match="UNAUTHENTICATED"):
        verify(Minter(bytes(32)).mint(CLERK, None), KEYS)


def test_the_bearer_scheme_is_read_whatever_its_case() -> None:
    assert bearer("bearer abc") == "abc"
    assert bearer(None) is None


@pytest.mark.parametrize("header", ["Basic dTpw", "Bearer", "Bearer  ", "abc"])
def test_any_other_scheme_is_refused(header: str) -> None:
    with pytest.raises(Problem, match="UNAUTHENTICATED"):
        bearer(header)
