"""外部平台 whose tokens and whose events are believed, and for what."""

import base64
import hashlib
import json
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_contracts.core import QUERY, Done, Nothing, Role, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.platform import opening_completed
from tenderhall_kit.actors import Actor, issue, platform_actor
from tenderhall_kit.call import Kit
from tenderhall_kit.envelope import Envelope, read, with_proof
from tenderhall_kit.platforms import sender
from tenderhall_kit.reference import References
from tenderhall_kit.serving import Request, accept
from tenderhall_kit.settings import Settings

SEED, OTHER = bytes(range(32)), bytes(32)
CENTRE = platform_actor("evaluation")
OPEN = Rpc("venue", "open", "", QUERY, Nothing, Done, frozenset({Role.PLATFORM, Role.CLERK}))
SHUT = Rpc("venue", "shut", "", QUERY, Nothing, Done, frozenset({Role.CLERK}))
UNTOLD = Rpc("venue", "untold", "", QUERY, Nothing, Done, frozenset({Role.PLATFORM}))


def public(seed: bytes) -> str:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return base64.b64encode(key).decode()


def told(version: int = 1, *accounts: dict[str, Any]) -> dict[str, Any]:
    at = "2026-11-23T09:00:00+08:00"
    return {
        "version": version,
        "rules": [],
        "days": [],
        "official_years": [],
        "policies": {},
        "clock": {"real_epoch": at, "business_epoch": at, "rate": 1.0},
        "service_accounts": list(accounts),
    }


ACCOUNT = {
    "name": "evaluation",
    "public_key": public(SEED),
    "scopes": ["venue.open", "venue.shut", "opening.completed"],
}


@pytest.fixture
def references() -> References:
    made = References()
    made.take(told(1, ACCOUNT))
    return made


@pytest.fixture
def kit(references: References) -> Kit:
    keys = {"gateway": base64.b64decode(public(OTHER))}
    settings = Settings("venue", "test", "", "", keys, b"")
    return Kit(settings, None, references=references)  # type: ignore[arg-type]  # nothing is stored


def asked(kit: Kit, rpc: Rpc, token: str) -> Actor:
    body = {"args": [], "kwargs": {"payload": {}, "key": None}}
    call, _ = accept(rpc, Request(kit, body, {"nameko.actor": token}, {}))
    return call.actor


def refused(kit: Kit, rpc: Rpc, token: str) -> str:
    with pytest.raises(Problem) as caught:
        asked(kit, rpc, token)
    return caught.value.code


def test_an_account_asks_what_its_scopes_name(kit: Kit) -> None:
    assert asked(kit, OPEN, issue(CENTRE, SEED)) == CENTRE


def test_an_rpc_that_does_not_list_platforms_refuses_them_whatever_their_scopes(kit: Kit) -> None:
    assert refused(kit, SHUT, issue(CENTRE, SEED)) == "FORBIDDEN_ROLE"


def test_an_rpc_that_the_scopes_do_not_name_is_refused(kit: Kit) -> None:
    assert refused(kit, UNTOLD, issue(CENTRE, SEED)) == "FORBIDDEN_SCOPE"


def test_a_forged_token_and_a_foreign_key_are_refused(kit: Kit) -> None:
    good = issue(CENTRE, SEED)
    head, claims, signature = good.split(".")
    swapped = f"{head}.{claims}.{'A' * len(signature)}"
    assert refused(kit, OPEN, swapped) == "UNAUTHENTICATED"
    assert refused(kit, OPEN, issue(CENTRE, OTHER)) == "UNAUTHENTICATED"


def test_an_expired_token_is_refused(kit: Kit) -> None:
    now = int(time.time())
    claims = {"iss": CENTRE.issuer, "sub": CENTRE.user_id, "role": "platform"}
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    old = jwt.encode(claims | {"iat": now - 90, "exp": now - 30}, key, algorithm="EdDSA")
    assert refused(kit, OPEN, old) == "UNAUTHENTICATED"


def test_an_account_that_nobody_was_told_of_is_refused(kit: Kit) -> None:
    assert refused(kit, OPEN, issue(platform_actor("stranger"), SEED)) == "UNAUTHENTICATED"


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMIN, Role.SERVICE])
def test_an_account_speaks_for_nobody_else(kit: Kit, role: Role) -> None:
    posing = replace(CENTRE, role=role, user_id="u1", org_id="o1")
    assert refused(kit, OPEN, issue(posing, SEED)) == "UNAUTHENTICATED"


def test_an_account_does_not_speak_for_another(kit: Kit) -> None:
    posing = replace(platform_actor("deposit"), issuer=CENTRE.issuer)
    assert refused(kit, OPEN, issue(posing, SEED)) == "UNAUTHENTICATED"


def test_the_gateway_does_not_speak_for_platforms(kit: Kit) -> None:
    posing = replace(CENTRE, issuer="gateway")
    assert refused(kit, OPEN, issue(posing, OTHER)) == "UNAUTHENTICATED"


def test_a_revoked_account_is_refused_as_soon_as_it_is_told(
    kit: Kit, references: References
) -> None:
    token = issue(CENTRE, SEED)
    asked(kit, OPEN, token)
    references.take(told(2))
    assert refused(kit, OPEN, token) == "UNAUTHENTICATED"


def test_reference_data_of_before_there_were_accounts_are_still_read() -> None:
    made = References()
    made.take({name: one for name, one in told().items() if name != "service_accounts"})
    assert made.accounts == {}


# ── events ──────────────────────────────────────────────────────────────────────────────────────
def body() -> dict[str, Any]:
    return {
        "event_id": str(uuid4()),
        "type": "opening.completed",
        "version": 1,
        "seq": 1,
        "occurred_at": "2026-11-23T09:30:00+08:00",
        "source": "platform:evaluation",
        "trace_id": "t",
        "actor": {"user_id": "x", "role": "platform", "auth": "service"},
        "aggregate": {"type": "lot", "id": "L-01", "version": 1},
        "data": {
            "lot_no": "L-01",
            "opened_at": "2026-11-23T09:30:00+08:00",
            "bidder_count": 3,
        },
    }


def signed(raw: bytes, event_id: str, seed: bytes = SEED, **changes: Any) -> str:
    claims = {
        "iss": CENTRE.issuer,
        "sub": CENTRE.user_id,
        "iat": int(time.time()),
        "event": event_id,
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return jwt.encode(claims | changes, key, algorithm="EdDSA")


def arrived(sent: dict[str, Any], raw: bytes, token: str | None) -> Envelope:
    return read(opening_completed, with_proof(sent, raw, token))


def unproven(event: Envelope, references: References) -> str:
    with pytest.raises(Problem) as caught:
        sender(event, references.accounts)
    return caught.value.code


def test_a_proven_event_has_its_sender(references: References) -> None:
    sent = body()
    raw = json.dumps(sent).encode()
    event = arrived(sent, raw, signed(raw, sent["event_id"]))
    assert sender(event, references.accounts) == CENTRE
    assert event.proof
    assert event.proof.event_id == sent["event_id"]


def test_an_event_may_have_waited_for_days(references: References) -> None:
    sent = body()
    raw = json.dumps(sent).encode()
    token = signed(raw, sent["event_id"], iat=int(time.time()) - 3 * 86400)
    assert sender(arrived(sent, raw, token), references.accounts) == CENTRE


def test_a_token_is_worth_its_own_message_only(references: References) -> None:
    sent, other = body(), body()
    raw = json.dumps(sent).encode()
    token = signed(raw, sent["event_id"])
    changed = json.dumps(sent | {"seq": 2}).encode()
    assert unproven(arrived(sent, changed, token), references) == "UNAUTHENTICATED"
    assert unproven(arrived(other, raw, token), references) == "UNAUTHENTICATED"


@pytest.mark.parametrize("token", [None, "not a token", issue(CENTRE, SEED)])
def test_an_event_without_a_proof_of_its_own_is_nobodys(
    references: References, token: str | None
) -> None:
    sent = body()
    raw = json.dumps(sent).encode()
    assert unproven(arrived(sent, raw, token), references) == "UNAUTHENTICATED"


def test_an_event_signed_with_a_foreign_key_is_refused(references: References) -> None:
    sent = body()
    raw = json.dumps(sent).encode()
    token = signed(raw, sent["event_id"], OTHER)
    assert unproven(arrived(sent, raw, token), references) == "UNAUTHENTICATED"


def test_an_event_beyond_the_scopes_is_refused(references: References) -> None:
    references.take(told(2, ACCOUNT | {"scopes": ["venue.open"]}))
    sent = body()
    raw = json.dumps(sent).encode()
    event = arrived(sent, raw, signed(raw, sent["event_id"]))
    assert unproven(event, references) == "FORBIDDEN_SCOPE"


def test_a_forged_message_does_not_use_up_the_number_of_a_true_one() -> None:
    sent = body()
    true, forged = json.dumps(sent).encode(), json.dumps(sent | {"seq": 9}).encode()
    assert with_proof(sent, true, None)["event_id"] != with_proof(sent, forged, None)["event_id"]
    assert with_proof(sent, true, None) == with_proof(sent, true, None)


def test_a_proof_that_a_sender_writes_into_the_body_is_not_believed() -> None:
    sent = body()
    raw = json.dumps(sent).encode()
    posing = sent | {"proof": {"token": "x", "sha256": "y", "event_id": "z"}}
    assert arrived(posing, raw, None).proof is None


def test_data_that_break_the_contract_are_left_to_the_handler_to_refuse() -> None:
    sent = body()
    sent["data"]["bidder_count"] = "three"
    event = arrived(sent, json.dumps(sent).encode(), None)
    assert event.data == {}
    assert [one.field for one in event.faults] == ["bidder_count"]
