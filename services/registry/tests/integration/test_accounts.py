"""服务账号 an administrator gives another platform its rights, narrows them, takes them away."""

import base64
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from registry.usecases import accounts
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import platform_actor
from tenderhall_kit.testbus import Bus

SEED = bytes(range(32))
SCOPES = ["registry.get_project", "evaluation.ended"]


def public(seed: bytes = SEED) -> str:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return base64.b64encode(key).decode()


def form(**changes: Any) -> dict[str, Any]:
    name = f"eval-{uuid4().hex[:8]}"
    told = {"name": name, "title": "电子评标系统", "organisation": "湖南评标科技公司"}
    return told | {"public_key": public(), "scopes": SCOPES} | changes


def create(desk: Any, **changes: Any) -> Any:
    asked = form(**changes)
    return desk.ask(
        accounts.create_service_account, contracts.create_service_account, desk.admin, asked
    )


def update(desk: Any, seen: Any, **changes: Any) -> Any:
    asked = {"id": seen["id"], "version": seen["version"], "scopes": SCOPES} | changes
    return desk.ask(
        accounts.update_service_account, contracts.update_service_account, desk.admin, asked
    )


def revoke(desk: Any, seen: Any) -> Any:
    asked = {"id": seen["id"], "reason": "合作终止"}
    return desk.ask(
        accounts.revoke_service_account, contracts.revoke_service_account, desk.admin, asked
    )


def known(desk: Any, seen: Any) -> bool:
    desk.kit.references.forget()
    return f"platform:{seen['name']}" in desk.kit.references.accounts


def test_an_account_is_told_to_every_service_and_recorded(desk: Any) -> None:
    made = create(desk, scopes=[*SCOPES, SCOPES[0]])
    assert made["broker_user"] == f"platform-{made['name']}"
    assert made["scopes"] == sorted(SCOPES)
    assert known(desk, made)
    with desk.session() as session:
        newest = text("SELECT routing_key FROM kit_outbox ORDER BY id DESC LIMIT 1")
        assert session.scalar(newest) == "reference.updated"
        found = text("SELECT action, after FROM kit_audit WHERE subject_id = :id")
        action, after = session.execute(found, {"id": made["id"]}).one()
    assert (action, after["scopes"]) == ("service_account.create", sorted(SCOPES))


def test_a_name_is_given_once_even_after_it_was_revoked(desk: Any) -> None:
    made = create(desk)
    revoke(desk, made)
    with pytest.raises(Problem) as refused:
        create(desk, name=made["name"])
    assert [one.field for one in refused.value.findings] == ["name"]


def test_a_scope_that_does_not_exist_is_named(desk: Any) -> None:
    with pytest.raises(Problem) as refused:
        create(desk, scopes=["registry.move_lots", "lot.destroyed"])
    assert [one.rule for one in refused.value.findings] == ["SCOPE", "SCOPE"]


def test_scopes_and_key_take_the_place_of_the_old_ones(desk: Any) -> None:
    made = create(desk)
    changed = update(desk, made, scopes=["deposit.paid"], public_key=public(bytes(32)))
    assert (changed["version"], changed["scopes"]) == (2, ["deposit.paid"])
    assert changed["public_key"] == public(bytes(32))
    kept = update(desk, changed, scopes=[])
    assert kept["public_key"] == public(bytes(32))
    with pytest.raises(Problem, match="VERSION_CONFLICT"):
        update(desk, made)


def test_a_revoked_account_is_told_no_more_and_stays_revoked(desk: Any) -> None:
    made = create(desk)
    gone = revoke(desk, made)
    assert (gone["active"], gone["revoked_reason"]) == (False, "合作终止")
    assert not known(desk, made)
    assert revoke(desk, made)["revoked_at"] == gone["revoked_at"]
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        update(desk, gone)


def test_an_unknown_account_is_not_found(desk: Any) -> None:
    nobody = {"id": str(uuid4()), "version": 1, "name": "x"}
    with pytest.raises(Problem, match="NOT_FOUND"):
        update(desk, nobody)
    with pytest.raises(Problem, match="NOT_FOUND"):
        revoke(desk, nobody)


def test_accounts_are_found_by_name_and_by_state(desk: Any) -> None:
    made = create(desk)
    revoke(desk, made)

    def listed(**asked: Any) -> list[str]:
        rpc = contracts.list_service_accounts
        told = desk.ask(accounts.list_service_accounts, rpc, desk.admin, asked)
        return [one["name"] for one in told["items"]]

    assert listed(q=made["name"]) == [made["name"]]
    assert listed(q=made["name"], state="revoked") == [made["name"]]
    assert listed(q=made["name"], state="active") == []


# ── over the bus, with tokens of its own ────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def served(seeded: None, running: Callable[..., Any]) -> Any:
    with running("registry") as registry:
        yield registry


def test_an_account_asks_with_its_own_key_until_its_rights_are_taken(
    desk: Any, served: Any, bus: Bus, vhost: str
) -> None:
    project = desk.approved()
    made = bus.call(contracts.create_service_account, form(), desk.admin)
    who, asked = platform_actor(made["name"]), {"id": project["id"]}
    with Bus(vhost, SEED) as theirs:
        assert theirs.call(contracts.get_project, asked, who)["no"] == project["no"]
        for rpc, code in (
            (contracts.get_reference, "FORBIDDEN_SCOPE"),
            (contracts.list_projects, "FORBIDDEN_ROLE"),
        ):
            with pytest.raises(Problem, match=code):
                theirs.call(rpc, {}, who)
        end = {"id": str(made["id"]), "reason": "合作终止"}
        bus.call(contracts.revoke_service_account, end, desk.admin)
        with pytest.raises(Problem, match="UNAUTHENTICATED"):
            theirs.call(contracts.get_project, asked, who)


def test_another_platform_sees_no_project_before_it_is_approved(
    desk: Any, served: Any, bus: Bus, vhost: str
) -> None:
    project = desk.submit(desk.create())
    made = bus.call(contracts.create_service_account, form(), desk.admin)
    with Bus(vhost, SEED) as theirs, pytest.raises(Problem, match="NOT_FOUND"):
        theirs.call(contracts.get_project, {"id": project["id"]}, platform_actor(made["name"]))
