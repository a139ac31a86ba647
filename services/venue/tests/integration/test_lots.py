from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tenderhall_contracts.errors import Problem
from venue import usecases

Make = Callable[..., Any]


def _project_event(mine: Any) -> dict[str, Any]:
    told = mine.told()
    return {
        "project_id": mine.id,
        "project_no": mine.no,
        "name": told["name"],
        "agency_id": UUID(mine.agency.org_id),
        "agency_name": "某招标代理",
        "lots": told["lots"],
    }


def test_an_approved_projects_lots_can_be_booked_without_asking_registry(
    desk: Any, project: Make
) -> None:
    mine = project()
    payload = {"project_id": mine.id, "lot_ids": mine.lots}
    assert not desk.call(mine.agency).read(usecases.knows_lots, payload)
    desk.hear(usecases.project_approved, "project.approved", _project_event(mine))
    assert desk.call(mine.agency).read(usecases.knows_lots, payload)


@pytest.mark.parametrize("state", ["suspended", "cancelled", "failed"])
@pytest.mark.parametrize("approved", [False, True])
def test_a_lot_that_is_taken_out_gives_its_rooms_back(
    desk: Any, project: Make, state: str, approved: Any
) -> None:
    mine = project(count=1)
    form = desk.book(mine)
    if approved:
        form = desk.approve(mine, form)
    desk.lot_moves(mine, mine.lots[0], state)
    form = desk.get(mine.agency, form)
    assert (form["state"], desk.held(form)) == ("released", 0)
    assert form["lot_ids"] == [str(mine.lots[0])]
    assert len(desk.told("venue.booking_released")) == 1
    assert desk.book(project())["state"] == "pending"


def test_the_rooms_stay_held_while_one_lot_still_needs_them(desk: Any, project: Make) -> None:
    mine = project(count=2)
    form = desk.approve(mine, desk.book(mine))
    desk.lot_moves(mine, mine.lots[0], "suspended")
    left = desk.get(mine.agency, form)
    assert (left["state"], desk.held(form)) == ("approved", 1)
    assert left["lot_ids"] == [str(mine.lots[1])]
    live = _live(desk, mine)
    assert [one["lot_ids"] for one in live["items"]] == [[mine.lots[1]]]
    (told,) = desk.told("venue.booking_lots_released")
    assert told["data"]["lot_ids"] == [str(mine.lots[1])]
    assert told["data"]["form_version"] == left["version"] == form["version"] + 1
    desk.lot_moves(mine, mine.lots[1], "cancelled")
    assert desk.get(mine.agency, form)["state"] == "released"


def _live(desk: Any, mine: Any) -> Any:
    return desk.call(desk.reviewer).read(usecases.live_bookings, {"lot_ids": mine.lots})


def test_a_suspended_lot_is_booked_anew_and_the_late_news_does_not_release_that(
    desk: Any, project: Make
) -> None:
    mine = project(count=1, state="suspended")
    form = desk.book(mine)
    before = desk.kit.references.clock.business_now() - timedelta(minutes=5)
    desk.lot_moves(mine, mine.lots[0], "suspended", at=before)
    assert desk.get(mine.agency, form)["state"] == "pending"
    desk.lot_moves(mine, mine.lots[0], "cancelled")
    assert desk.get(mine.agency, form)["state"] == "released"


def test_a_lot_that_goes_on_to_tendering_keeps_its_booking(desk: Any, project: Make) -> None:
    mine = project(count=1)
    form = desk.approve(mine, desk.book(mine))
    desk.lot_moves(mine, mine.lots[0], "tendering")
    assert desk.get(mine.agency, form)["state"] == "approved"


def test_older_news_of_a_lot_changes_nothing(desk: Any, project: Make) -> None:
    mine = project(count=2)
    form = desk.draft(mine)
    desk.lot_moves(mine, mine.lots[0], "cancelled")
    desk.seq -= 2
    desk.lot_moves(mine, mine.lots[0], "preparing")
    desk.seq += 2
    with pytest.raises(Problem) as refused:
        desk.submit(mine, form)
    assert refused.value.code == "PRECONDITION_FAILED"


def test_a_withdrawn_project_releases_a_booking_that_slipped_in(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.book(mine)
    desk.hear(usecases.project_withdrawn, "project.withdrawn", _project_event(mine))
    assert desk.get(mine.agency, form)["state"] == "released"


def test_the_owner_says_what_became_of_a_form(desk: Any, project: Make) -> None:
    mine = project()

    def state(form_id: UUID) -> tuple[bool, bool, Any]:
        told = desk.call(desk.reviewer).read(usecases.form_state, {"id": form_id})
        return told["exists"], told["live"], told["state"]

    assert state(mine.id) == (False, False, None)
    form = desk.draft(mine)
    assert state(UUID(form["id"])) == (True, False, "draft")
    form = desk.submit(mine, form)
    assert state(UUID(form["id"])) == (True, True, "pending")
    desk.withdraw(mine, form)
    assert state(UUID(form["id"])) == (True, False, "draft")


def test_a_draft_is_void_once_all_of_its_lots_are_cancelled(desk: Any, project: Make) -> None:
    mine = project(count=2)
    form = desk.draft(mine)
    desk.lot_moves(mine, mine.lots[0], "cancelled")
    assert desk.get(mine.agency, form)["state"] == "draft"
    for _ in range(2):
        desk.lot_moves(mine, mine.lots[1], "failed")
    assert desk.get(mine.agency, form)["state"] == "void"
    assert len(desk.told("venue.booking_voided")) == 1
