"""场地变更 what has been drafted for its lots says so, and is sealed anew (domain §5.4)."""

from typing import Any
from uuid import UUID

import pytest
from notices.usecases import flows
from tenderhall_contracts.errors import Problem

Data = dict[str, Any]
LATER = "2026-10-27T09:30:00+08:00"


def move(world: Any, notice: Data) -> None:
    """The opening of its lots is at another time, and venue tells so."""
    world.told["bookings"][0]["opening_at"] = LATER
    lots = [UUID(one) for one in notice["lot_ids"]]
    flows.refresh(world.as_service(), world.partners, lots)


def test_a_draft_takes_the_new_time_and_its_seal_is_void(world: Any, sealed: Data) -> None:
    assert sealed["sealed"]
    move(world, sealed)
    now = world.get(sealed)
    assert (now["opening_at"], now["sealed"]) == (LATER, False)
    assert now["version"] == sealed["version"] + 1
    assert now["history"][-1]["action"] == "refresh"
    move(world, sealed)
    assert world.get(sealed)["version"] == now["version"]


def test_who_saves_what_was_there_before_is_told(world: Any, draft: Data) -> None:
    move(world, draft)
    with pytest.raises(Problem, match="VERSION_CONFLICT"):
        world.start_seal(draft)


def test_what_is_in_review_is_left_to_the_check_at_its_approval(world: Any, pending: Data) -> None:
    move(world, pending)
    assert world.get(pending)["sealed"]
    with pytest.raises(Problem):
        world.approve(pending)
