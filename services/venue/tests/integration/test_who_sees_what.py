"""Bookings as each role sees them: an agency its own, centre and supervisors what came in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from venue import usecases

PAGE = {"limit": 20, "offset": 0}


def listed(desk: Any, who: Actor) -> int:
    return int(desk.call(who).read(usecases.list_bookings, PAGE)["total"])


def labels(desk: Any, who: Actor, form: dict[str, Any]) -> set[str]:
    begins = datetime.fromisoformat(form["opening_at"])
    window = {"begins": begins, "ends": begins + timedelta(hours=1)}
    return {one["label"] for one in desk.call(who).read(usecases.usage, window)["items"]}


@pytest.fixture
def booked_for(project: Any) -> Any:
    return project()


@pytest.fixture
def holder(booked_for: Any) -> Actor:
    return replace(booked_for.agency, role=Role.SEAL_HOLDER, user_id=str(uuid4()))


def test_a_seal_holder_sees_the_clerks_bookings_and_may_do_nothing_with_them(
    desk: Any, booked_for: Any, holder: Actor
) -> None:
    drafted = desk.draft(booked_for)
    assert desk.get(holder, drafted)["allowed"] == []
    assert listed(desk, holder) == 1
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        desk.act(usecases.submit_booking, holder, drafted, booked_for.opened())


def test_a_seal_holder_of_another_agency_finds_nothing(desk: Any, booked_for: Any) -> None:
    drafted, stranger = desk.draft(booked_for), desk.person(Role.SEAL_HOLDER)
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.get(stranger, drafted)
    assert listed(desk, stranger) == 0


def test_a_supervisor_sees_what_was_submitted_by_name_and_decides_nothing(
    desk: Any, booked_for: Any
) -> None:
    supervisor, drafted = desk.person(Role.SUPERVISOR), desk.draft(booked_for)
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.get(supervisor, drafted)
    booked = desk.submit(booked_for, drafted)
    assert desk.get(supervisor, booked)["allowed"] == []
    assert labels(desk, supervisor, booked) == labels(desk, booked_for.agency, booked)
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        desk.act(usecases.approve_booking, supervisor, booked, booked_for.told())
