"""场地变更 as venue tells it: what is registered on the lots, and whom it is told to."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.models import Notification
from registry.usecases import activities, forms, notifications
from sqlalchemy import select, text
from tenderhall_contracts.errors import Problem
from tenderhall_kit.envelope import Envelope

Shown = dict[str, Any]


def event(project: Shown, change: Shown, **more: Any) -> Envelope:
    told = {
        "form_type": "booking",
        "form_id": UUID(change["form_id"]),
        "form_version": 5,
        "title": "变更",
        "state": "approved",
        "from_state": "approved",
        "project_id": UUID(project["id"]),
        "project_no": project["no"],
        "lot_ids": [UUID(one) for one in change["lot_ids"]],
        "lot_nos": [one["no"] for one in project["lots"]],
        "agency_id": UUID(project["agency_id"]),
        "agency_name": "甲",
    }
    return Envelope(
        event_id=str(uuid4()),
        type="venue.booking_changed",
        version=1,
        seq=9,
        occurred_at=datetime.now(UTC),
        source="venue",
        trace_id="test",
        actor={},
        aggregate={},
        data=told | more,
    )


def registered(desk: Any, form: Shown) -> set[tuple[str, str]]:
    asked = text("SELECT activity, state FROM lot_activity WHERE form_id = :form")
    with desk.session() as session:
        return {tuple(one) for one in session.execute(asked, {"form": form["form_id"]})}


def test_an_effective_change_is_the_booking_from_then_on_and_can_be_changed_again(
    desk: Any,
) -> None:
    project = desk.approved()
    base, change = desk.open(project), desk.open(project, activity="booking_change")
    with pytest.raises(Problem):
        desk.open(project, activity="booking_change")
    changed = event(project, change, booking_id=UUID(base["form_id"]))
    for _ in range(2):
        desk.run(forms.follow_change, changed)
    assert registered(desk, base) == {("booking", "closed")}
    assert registered(desk, change) == {("booking", "live")}
    desk.open(project, activity="booking_change")
    with pytest.raises(Problem):
        desk.open(project)


def test_an_exchange_of_two_bookings_leaves_them_registered(desk: Any) -> None:
    project = desk.approved()
    base = desk.open(project)
    swapped = event(project, base, booking_id=UUID(base["form_id"]))
    desk.run(activities.take_over, swapped)
    assert registered(desk, base) == {("booking", "leased")}


@pytest.mark.parametrize("stage", ["reminder", "alarm"])
def test_a_change_that_is_not_announced_is_told_and_the_alarm_to_the_centre_as_well(
    desk: Any, stage: str
) -> None:
    project = desk.approved()
    change = desk.open(project, activity="booking_change")
    opening = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
    due = event(project, change, stage=stage, old_opening_at=opening)
    for _ in range(2):
        desk.run(notifications.of_change, due)
    with desk.session() as session:
        asked = select(Notification).where(Notification.form_id == UUID(change["form_id"]))
        rows = session.scalars(asked).all()
    readers = {str(one.user_id) for one in rows}
    assert len(rows) == len(readers) > 0
    assert all("2026-12-01 09:30" in one.text_zh for one in rows)
    assert (desk.reviewer.user_id in readers) == (stage == "alarm")
