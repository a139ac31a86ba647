"""The rights matrix: who may ask what, of whose, as reviewed by people in ``rights.csv``.

Every RPC that registry promises is asked by everybody in the way a message from the bus is taken:
token, role, payload, use case. ``allow`` means that it was done, so each is asked with something
that would succeed; any other cell is the code of the refusal, exactly.
"""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from registry.seed.people import fixed_id
from registry.service import SERVICE
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.scopes import SCOPES
from tenderhall_kit.actors import Actor, issue, platform_actor, service_actor
from tenderhall_kit.audit import verdict
from tenderhall_kit.call import Call
from tenderhall_kit.housekeeping import equip
from tenderhall_kit.serving import Request

from . import (  # noqa: F401 — they say what their RPCs are asked with
    rights_accounts,
    rights_audits,
    rights_exceptions,
    rights_forms,
    rights_inbound,
    rights_law,
    rights_members,
    rights_projects,
    rights_suppliers,
)
from .rights import ASKED_BY, MAKERS
from .test_accounts import SEED, create
from .test_members import joined

MATRIX = Path(__file__).with_name("rights.csv")
ALLOW = "allow"
OWNERS = {"own": "agency-a", "other": "agency-b"}

Ask = Callable[[str, str, Any], str]


class OwnLog:
    """registry asks itself for a verdict over the bus; here it gives it at once."""

    def verify_audit(self, call: Call, _asked: Any) -> Any:
        return call.read(verdict.of, [])


def rows() -> dict[str, dict[str, str]]:
    with MATRIX.open(newline="") as lines:
        return {row.pop("rpc"): row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def newcomers() -> dict[str, str]:
    """The id of a seal holder of the other agency, who is in no demo."""
    return {}


@pytest.fixture
def people(desk: Any, newcomers: dict[str, str]) -> dict[str, Actor | None]:
    """Who asks, by the column's name; agency-a is the owner of what is asked about."""
    if not newcomers:
        agency = {"id": str(fixed_id(OWNERS["other"]))}
        newcomers["holder"] = joined(desk, agency, "agency_seal_holder")["id"]
    account = create(desk, scopes=sorted(SCOPES))
    desk.kit.references.forget()
    return {
        "anonymous": None,
        "clerk_own": desk.clerk,
        "clerk_other": desk.rival,
        "holder_own": desk.holder,
        "holder_other": replace(
            desk.holder, user_id=newcomers["holder"], org_id=str(fixed_id(OWNERS["other"]))
        ),
        "reviewer": desk.reviewer,
        "admin": desk.admin,
        "supervisor": desk.supervisor,
        "service_own": desk.venue,
        "service_other": service_actor("documents"),
        "platform": platform_actor(account["name"]),
    }


@pytest.fixture
def ask(desk: Any, people: dict[str, Actor | None], seeds: dict[str, bytes]) -> Ask:
    """Asks as that somebody and gives the cell: ``allow``, or the code of the refusal."""
    service = equip(SERVICE)()
    service.registry = OwnLog()

    def as_message(rpc: str, who: str, payload: Any) -> str:
        actor, headers = people[who], {}
        if who == "service_own":
            actor = service_actor(ASKED_BY[rpc])
        if actor:
            seed = SEED if actor.role is Role.PLATFORM else seeds[actor.issuer]
            headers = {"nameko.actor": issue(actor, seed)}
        body = {"args": [], "kwargs": {"payload": payload, "key": str(uuid4())}}
        answer = getattr(type(service), rpc)(service, Request(desk.kit, body, headers, {}))
        return answer.problem.code if answer.problem else ALLOW

    return as_message


def test_every_rpc_has_a_row_and_every_row_an_rpc() -> None:
    promised = {one.name for one in contracts.registry}
    assert rows().keys() == promised
    assert MAKERS.keys() == promised
    assert list(rows()) == sorted(rows()), "rows are kept in the order of their names"


@pytest.mark.parametrize("rpc", [one.name for one in contracts.registry])
def test_each_cell_is_as_reviewed(rpc: str, desk: Any, ask: Ask) -> None:
    payload, told = None, {}
    expected = rows()[rpc]
    for who in expected:
        payload = payload or MAKERS[rpc](desk)
        told[who] = ask(rpc, who, payload)
        if told[who] == ALLOW:
            payload = None  # used up
    assert told == expected


def test_a_row_has_a_cell_for_every_role_and_ownership(people: dict[str, Actor | None]) -> None:
    for row in rows().values():
        assert list(row) == list(people)
    roles = {one.role if one else Role.ANONYMOUS for one in people.values()}
    assert roles == set(Role)
