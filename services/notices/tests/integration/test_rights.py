"""The rights matrix: who may ask what, of whose, as reviewed by people in ``rights.csv``.

Every RPC that notices promises is asked by everybody in the way a message from the bus is taken:
token, role, payload, use case. ``allow`` means that it was done, so each is asked with something
that would succeed; any other cell is the code of the refusal, exactly.
"""

import base64
import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from notices.service import SERVICE
from tenderhall_contracts import notices as promises
from tenderhall_contracts.core import Kind, Role, Rpc
from tenderhall_contracts.scopes import SCOPES
from tenderhall_kit.actors import Actor, issue, platform_actor, service_actor
from tenderhall_kit.housekeeping import equip
from tenderhall_kit.serving import Request

from .conftest import AGENCY
from .rights import MAKERS, Ground
from .test_awards import receipt

__all__ = ["receipt"]

MATRIX = Path(__file__).with_name("rights.csv")
ALLOW = "allow"
PLATFORM, SEED = "evaluation-rights", bytes(range(32))

Ask = Callable[[str, str, Any], str]


def rows() -> dict[str, dict[str, str]]:
    with MATRIX.open(newline="") as lines:
        return {row.pop("rpc"): row for row in csv.DictReader(lines)}


@pytest.fixture
def ground(
    world: Any, entered: dict[str, Any], receipt: Any, monkeypatch: pytest.MonkeyPatch
) -> Ground:
    """One platform is known, with every scope there is; mails and pushes may be asked for."""
    asked = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "a@b.org", "WEBHOOK_LOCAL": "yes"}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    account = {"name": PLATFORM, "public_key": base64.b64encode(public).decode()}
    world.told["reference"]["service_accounts"] = [account | {"scopes": sorted(SCOPES)}]
    world.set_clock("2026-09-07T10:00:00+08:00")

    def reach(medium: str) -> None:
        named = {"medium": medium, "account": "m", "url": "http://127.0.0.1:9/", "key": "k" * 20}
        monkeypatch.setenv("MEDIA", json.dumps([named] if medium else []))

    return Ground(world, entered, receipt, reach)


@pytest.fixture
def people(ground: Ground, actor: Callable[..., Actor]) -> dict[str, Actor | None]:
    """Who asks, by the column's name."""
    other = str(uuid4())
    return {
        "anonymous": None,
        "clerk_own": ground.world.clerk,
        "clerk_other": actor(Role.CLERK, org=other),
        "holder_own": replace(actor(Role.SEAL_HOLDER, org=AGENCY), session_id=str(uuid4())),
        "holder_other": actor(Role.SEAL_HOLDER, org=other),
        "reviewer": ground.world.reviewer,
        "admin": actor(Role.ADMIN),
        "supervisor": actor(Role.SUPERVISOR),
        "service": service_actor("registry"),
        "platform": platform_actor(PLATFORM),
    }


@pytest.fixture
def ask(ground: Ground, people: dict[str, Actor | None], seeds: dict[str, bytes]) -> Ask:
    """Asks as that somebody and gives the cell: ``allow``, or the code of the refusal."""
    service, partners = equip(SERVICE)(), ground.world.partners
    for name in ("registry", "venue", "documents", "signing", "renderer"):
        setattr(service, name, getattr(partners, name))

    def as_message(rpc: str, who: str, payload: Any) -> str:
        actor, headers = people[who], {}
        if actor:
            seed = SEED if actor.role is Role.PLATFORM else seeds[actor.issuer]
            headers = {"nameko.actor": issue(actor, seed)}
        body = {"args": [], "kwargs": {"payload": payload, "key": str(uuid4())}}
        answer = getattr(type(service), rpc)(service, Request(ground.world.kit, body, headers, {}))
        return answer.problem.code if answer.problem else ALLOW

    return as_message


def test_every_rpc_has_a_row_and_every_row_an_rpc() -> None:
    promised = {one.name for one in promises.notices}
    assert rows().keys() == promised
    assert MAKERS.keys() == promised
    assert list(rows()) == sorted(rows()), "rows are kept in the order of their names"


@pytest.mark.parametrize("rpc", list(promises.notices), ids=lambda one: one.name)
def test_each_cell_is_as_reviewed(rpc: Rpc, ground: Ground, ask: Ask) -> None:
    payload, told = None, {}
    expected = rows()[rpc.name]
    for who in expected:
        payload = payload or MAKERS[rpc.name](ground)
        told[who] = ask(rpc.name, who, payload)
        if told[who] == ALLOW and rpc.kind is Kind.COMMAND:
            payload = None  # used up
    assert told == expected


def test_a_row_has_a_cell_for_every_role_and_ownership(people: dict[str, Actor | None]) -> None:
    for row in rows().values():
        assert list(row) == list(people)
    roles = {one.role if one else Role.ANONYMOUS for one in people.values()}
    assert roles == set(Role)
