"""审核所见 what a reviewer is shown beside a booking: what changed, and the rules with figures."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.venue import BookingOut
from tenderhall_kit.actors import service_actor
from venue import usecases

from .conftest import CONTENT, SECOND_ROOM

Make = Callable[..., Any]


def saved(desk: Any, project: Any, form: dict[str, Any], **changes: Any) -> Any:
    content = {**CONTENT, "project_id": project.id, "lot_ids": project.lots, **changes}
    return desk.act(usecases.save_booking, project.agency, form, **content)


def changes(desk: Any, form: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    told = desk.get(desk.reviewer, form)["changes"]
    return [(one["label_zh"], one["before"], one["after"]) for one in told]


def test_the_reviewer_is_shown_exactly_what_changed_since_the_rejection(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.book(mine)
    assert changes(desk, form) == []
    back = desk.reject(form, "换一天，换一间")
    later = {
        "opening_at": CONTENT["opening_at"] + timedelta(days=1),
        "opening_room_id": SECOND_ROOM,
        "lot_ids": mine.lots[:1],
        "evaluation_at": CONTENT["opening_at"] + timedelta(days=1, hours=1),
        "evaluation_minutes": 120,
        "evaluation_room_id": 4,
    }
    again = desk.submit(mine, saved(desk, mine, back, **later))
    rooms = {one["id"]: one["name"] for one in _rooms(desk)}
    assert changes(desk, again) == [
        ("分包", f"{mine.no}-01、{mine.no}-02", f"{mine.no}-01"),
        ("开标时间", "2026-07-01 09:30", "2026-07-02 09:30"),
        ("开标室", rooms[1], rooms[2]),
        ("评标开始时间", None, "2026-07-02 10:30"),
        ("评标时长（分钟）", None, "120"),
        ("评标室", None, rooms[4]),
    ]
    assert changes(desk, desk.approve(mine, again))[0][0] == "分包"


def test_a_booking_and_a_change_keep_their_files_and_new_ones_are_told(
    desk: Any, project: Make, paper: Make
) -> None:
    mine = project()
    form = desk.book(mine, attachments=[paper(mine.agency, "other")])
    assert [one["file"]["name"] for one in form["attachments"]] == ["other.pdf"]
    back = desk.reject(form, "请补充说明")
    assert back["attachments"] == form["attachments"]
    saved_ = saved(desk, mine, back, attachments=[])
    assert saved_["attachments"] == []
    again = desk.submit(mine, saved_)
    assert [one[0] for one in changes(desk, again)] == ["电子件"]
    strange = [paper(desk.person(), "other")]
    approved = desk.approve(mine, again)
    with pytest.raises(Problem, match="VALIDATION_FAILED"):
        desk.change(mine, approved, attachments=strange)
    later = CONTENT["opening_at"] + timedelta(hours=2)
    told = {"opening_at": later, "attachments": [paper(mine.agency, "other")]}
    asked = desk.ask_change(mine, approved, **told)
    assert [one["version"] for one in asked["attachments"]] == [1]


def test_a_draft_is_compared_with_what_was_submitted_and_withdrawn(
    desk: Any, project: Make
) -> None:
    mine = project()
    back = desk.withdraw(mine, desk.book(mine))
    assert desk.get(mine.agency, back)["changes"] == []
    edited = saved(desk, mine, back, attendees=12)
    (told,) = desk.get(mine.agency, edited)["changes"]
    assert (told["field"], told["before"], told["after"]) == ("attendees", "10", "12")


def test_every_rule_is_shown_with_its_figures_while_the_booking_is_to_be_decided(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.book(mine)
    told = desk.get(desk.reviewer, form)
    assert BookingOut().validate(told) == {}
    by_rule = {one["rule"]: one for one in told["checks"]}
    assert {"R01", "ROOM_CAPACITY", "ROOM_HOURS", "WORKING_DAY"} <= set(by_rule)
    assert by_rule["R01"]["required"] == "≥ 20日"
    assert date.fromisoformat(by_rule["R01"]["earliest_ok"]) <= date(2026, 7, 1)
    assert all(one["ok"] for one in told["checks"])
    assert desk.get(desk.reviewer, desk.approve(mine, form))["checks"] == []


def test_lists_and_services_are_told_neither(desk: Any, project: Make) -> None:
    form = desk.book(project())
    asked = {"limit": 100, "offset": 0}
    listed = desk.call(desk.reviewer).read(usecases.list_bookings, asked)
    assert not any({"checks", "changes"} & set(one) for one in listed["items"])
    told = desk.call(service_actor("notices")).read(usecases.get_booking, {"id": UUID(form["id"])})
    assert not {"checks", "changes"} & set(told)


def test_without_reference_data_a_rule_is_shown_as_not_computed(
    desk: Any, project: Make, monkeypatch: Any
) -> None:
    form = desk.book(project())
    monkeypatch.setattr(type(desk.kit.references), "missing", True)
    (told,) = desk.get(desk.reviewer, form)["checks"]
    assert (told["rule"], told["ok"]) == ("R01", False)
    assert told["text_zh"] == "服务暂时不可用，请稍后重试"


def _rooms(desk: Any) -> Any:
    asked = {"capacity": 0}
    return desk.call(desk.person(Role.ADMIN)).read(usecases.list_rooms, asked)["items"]
