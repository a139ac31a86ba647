"""分包已取消、已废标 what becomes of the notices of lots that have ended (domain §5.9)."""

from typing import Any
from uuid import UUID

import pytest
from notices.models import Notice
from notices.usecases import flows, review
from sqlalchemy.orm import Session

Data = dict[str, Any]


def end(world: Any, notice: Data, *, lots: int | None = None) -> str:
    """So many of its lots are cancelled (all, unless told); gives the notice's state then."""
    ids = [UUID(one) for one in notice["lot_ids"]]
    ended = ids if lots is None else ids[:lots]
    told = [{"id": one, "state": "cancelled" if one in ended else "preparing"} for one in ids]
    world.as_service().run(review.lot_ended, ids[0], {"lots": told})
    with Session(world.kit.engine) as session:
        return session.get_one(Notice, UUID(notice["id"])).state


@pytest.mark.parametrize("stage", ["draft", "pending"])
def test_what_nobody_has_decided_on_is_void_once_its_lots_have_ended(
    world: Any, request: pytest.FixtureRequest, stage: str
) -> None:
    notice = request.getfixturevalue(stage)
    assert end(world, notice) == "void"
    assert end(world, notice) == "void"


def test_while_one_of_its_lots_lives_a_notice_stays(world: Any, draft: Data) -> None:
    assert end(world, draft, lots=0) == "draft"


def test_a_published_tender_notice_of_ended_lots_is_marked_terminated(
    world: Any, approved: Data
) -> None:
    flows.publish(world.as_service(), world.partners, UUID(approved["id"]))
    end(world, approved, lots=1)
    assert world.get(approved)["publish_state"] == "published"
    version = world.get(approved)["version"]
    for _ in range(2):
        assert end(world, approved) == "approved"
    ended = world.get(approved)
    assert (ended["publish_state"], ended["version"]) == ("terminated", version + 1)


def test_an_approved_notice_is_not_touched(world: Any, approved: Data) -> None:
    assert end(world, approved) == "approved"
