"""Who sees a notice and who seals it: the agency's people, of whom a policy may name the holder."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices.usecases import flows, reading
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call

Data = dict[str, Any]


def somebody(world: Any, role: Role, org: str | None = None) -> Call:
    """Another person, of the notice's agency where no other organisation is named."""
    who = replace(world.clerk, user_id=str(uuid4()), role=role, org_id=org or world.clerk.org_id)
    return world.call("notices", who)  # type: ignore[no-any-return]


def holder_only(world: Any) -> None:
    world.told["reference"]["policies"]["seal.by_holder_only"] = "true"
    world.set_clock("2026-09-07T10:00:00+08:00")


def start(world: Any, call: Call, notice: Data) -> Data:
    asked = {"id": UUID(notice["id"]), "version": notice["version"], "seal_id": uuid4()}
    return flows.start_seal(call, world.partners, asked)  # type: ignore[no-any-return]


def code(call: Any) -> str:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value.code


def test_a_seal_holder_seals_the_clerks_draft_and_does_nothing_else(
    world: Any, draft: Data
) -> None:
    holder = somebody(world, Role.SEAL_HOLDER)
    assert world.get(draft, holder)["allowed"] == ["seal"]
    begun = start(world, somebody(world, Role.SEAL_HOLDER), draft)
    data = world.kit.storage.get(begun["job"]["pdf"]) + b"\n% seal"
    assert world.take_seal(draft, begun["job"]["pdf"], data)["sealed"]
    asked = {"id": UUID(draft["id"]), "version": draft["version"], "opinion": "同意提交"}
    refused = code(lambda: flows.submit(holder, world.partners, asked))
    assert refused == "FORBIDDEN_ROLE"


def test_a_clerk_seals_unless_the_policy_leaves_it_to_the_holder(world: Any, draft: Data) -> None:
    assert "seal" in world.get(draft)["allowed"]
    holder_only(world)
    assert "seal" not in world.get(draft)["allowed"]
    assert code(lambda: world.start_seal(draft)) == "FORBIDDEN_ROLE"
    assert start(world, somebody(world, Role.SEAL_HOLDER), draft)["job"]["state"] == "open"


def test_a_seal_holder_of_another_agency_finds_nothing(world: Any, draft: Data) -> None:
    stranger = somebody(world, Role.SEAL_HOLDER, str(uuid4()))
    assert code(lambda: world.get(draft, stranger)) == "NOT_FOUND"
    assert code(lambda: start(world, stranger, draft)) == "NOT_FOUND"
    assert stranger.read(reading.page, {"limit": 20, "offset": 0})["total"] == 0


def test_a_supervisor_sees_what_was_submitted_and_may_do_nothing(world: Any, sealed: Data) -> None:
    supervisor = somebody(world, Role.SUPERVISOR, str(uuid4()))
    assert code(lambda: world.get(sealed, supervisor)) == "NOT_FOUND"
    pending = world.submit(sealed)
    assert world.get(pending, supervisor)["allowed"] == []
