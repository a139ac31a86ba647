from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.venue import BookingFacts, BookingOut
from tenderhall_kit.clock import SHANGHAI
from venue import usecases

Make = Callable[..., Any]
NINE_THIRTY = datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI)
EVALUATION = {
    "evaluation_at": NINE_THIRTY + timedelta(hours=1),
    "evaluation_minutes": 120,
    "evaluation_room_id": 4,
}


def _refused(code: str, act: Callable[[], Any]) -> Problem:
    with pytest.raises(Problem) as refused:
        act()
    assert refused.value.code == code, refused.value
    return refused.value


def test_a_draft_holds_nothing_and_a_submitted_booking_holds_all_its_rooms(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.draft(mine, **EVALUATION)
    assert (form["state"], form["holding"], desk.held(form)) == ("draft", False, 0)
    form = desk.submit(mine, form)
    assert (form["state"], form["holding"], desk.held(form)) == ("pending", True, 2)
    assert BookingOut().validate(form) == {}


def test_the_events_carry_what_the_worklist_needs(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.approve(mine, desk.book(mine))
    (told,) = desk.told("venue.booking_approved")
    assert BookingFacts().validate(told["data"]) == {}
    assert told["data"]["form_id"] == form["id"]
    assert told["data"]["from_state"] == "pending"
    assert told["lot_nos"] == [f"{mine.no}-01", f"{mine.no}-02"]
    assert told["aggregate"] == {"type": "booking", "id": form["id"], "version": form["version"]}


def test_another_projects_booking_is_refused_with_the_clash_masked_and_three_alternatives(
    desk: Any, project: Make
) -> None:
    desk.book(project())
    late = project()
    form = desk.draft(late)
    refused = _refused("ROOM_CONFLICT", lambda: desk.submit(late, form))
    assert refused.extra["clashes"] == [
        {
            "room_id": 1,
            "room_name": "开标一室",
            "begins": "2026-07-01T09:30:00+08:00",
            "ends": "2026-07-01T10:30:00+08:00",
            "label": "已占用",
            "own": False,
            "closed": False,
            "blocked_from": "2026-07-01T09:30:00+08:00",
            "blocked_until": "2026-07-01T10:30:00+08:00",
        }
    ]
    first, second, third = refused.extra["alternatives"]
    assert (first["room_id"], first["begins"]) == (3, "2026-07-01T09:30:00+08:00")
    assert (second["room_id"], second["begins"]) == (2, "2026-07-01T09:30:00+08:00")
    assert third["begins"] == "2026-07-01T10:30:00+08:00"
    assert desk.held(form) == 0
    assert desk.get(late.agency, form)["state"] == "draft"


def test_a_refusal_offers_this_room_later_and_other_rooms_at_this_time(
    desk: Any, project: Make
) -> None:
    desk.book(project())
    late = project()
    form = desk.draft(late)
    told = _refused("ROOM_CONFLICT", lambda: desk.submit(late, form)).extra
    assert [one["room_id"] for one in told["same_time"]] == [3, 2]
    assert {one["begins"] for one in told["same_time"]} == {"2026-07-01T09:30:00+08:00"}
    assert {one["room_id"] for one in told["same_room"]} == {1}
    assert told["same_room"][0]["begins"] == "2026-07-01T10:30:00+08:00"
    assert {one["for"] for one in told["same_time"] + told["same_room"]} == {"opening"}


def test_an_approved_booking_tells_until_when_its_notice_may_be_published(
    desk: Any, project: Make
) -> None:
    mine = project()
    sent = desk.book(mine)
    assert sent.get("publish_by") is None
    form = desk.approve(mine, sent)
    assert (form["publish_by"], form["publish_days_left"]) == ("2026-06-11", 10)
    for lot in mine.lots:
        desk.lot_moves(mine, lot, "tendering")
    assert desk.get(mine.agency, form).get("publish_by") is None


def test_an_alternative_that_was_offered_can_be_booked(desk: Any, project: Make) -> None:
    desk.book(project())
    late = project()
    form = desk.draft(late)
    refused = _refused("ROOM_CONFLICT", lambda: desk.submit(late, form))
    for one in refused.extra["alternatives"]:
        other = project()
        content = {
            "opening_at": datetime.fromisoformat(one["begins"]),
            "opening_room_id": one["room_id"],
        }
        assert desk.book(other, **content)["state"] == "pending"


def test_the_clash_is_named_to_its_own_agency(desk: Any, project: Make) -> None:
    first = project()
    desk.book(first)
    second = project(first.agency)
    refused = _refused("ROOM_CONFLICT", lambda: desk.book(second))
    (clash,) = refused.extra["clashes"]
    assert clash["own"] is True
    assert first.no in clash["label"]


def test_lots_of_the_same_project_may_share_a_room_and_time(desk: Any, project: Make) -> None:
    mine = project(count=2)
    for lot in mine.lots:
        assert desk.book(mine, lot_ids=[lot])["state"] == "pending"


def test_a_booking_that_begins_when_another_ends_is_accepted(desk: Any, project: Make) -> None:
    desk.book(project())
    form = desk.book(project(), opening_at=NINE_THIRTY + timedelta(hours=1))
    assert form["state"] == "pending"


def test_clean_up_minutes_keep_the_next_booking_away(desk: Any, project: Make) -> None:
    with desk.kit.engine.begin() as connection:
        connection.execute(text("UPDATE venue_room SET buffer_min = 15 WHERE id = 1"))
    desk.book(project())
    late = project()
    refused = _refused(
        "ROOM_CONFLICT", lambda: desk.book(late, opening_at=NINE_THIRTY + timedelta(hours=1))
    )
    assert refused.extra["clashes"][0]["ends"] == "2026-07-01T10:30:00+08:00"
    after = NINE_THIRTY + timedelta(minutes=75)
    assert desk.book(project(), opening_at=after)["state"] == "pending"
    before = NINE_THIRTY - timedelta(minutes=60)
    _refused("ROOM_CONFLICT", lambda: desk.book(project(), opening_at=before))


def test_a_taken_evaluation_room_refuses_the_opening_room_too(desk: Any, project: Make) -> None:
    desk.book(project(), **EVALUATION)
    late = project()
    form = desk.draft(late, **{**EVALUATION, "opening_room_id": 2})
    refused = _refused("ROOM_CONFLICT", lambda: desk.submit(late, form))
    assert [one["room_id"] for one in refused.extra["clashes"]] == [4]
    told = [*refused.extra["alternatives"], *refused.extra["same_time"]]
    assert {(one["for"], one["kind"]) for one in told} == {("evaluation", "evaluation")}
    assert desk.held(form) == 0
    assert desk.book(project(), opening_room_id=2)["state"] == "pending"


def test_a_withdrawn_booking_frees_its_room_at_once_and_can_be_submitted_again(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.withdraw(mine, desk.book(mine))
    assert (form["state"], desk.held(form)) == ("draft", 0)
    other = project()
    rival = desk.book(other)
    refused = _refused("ROOM_CONFLICT", lambda: desk.submit(mine, form))
    assert refused.extra["clashes"]
    desk.withdraw(other, rival)
    assert desk.submit(mine, form)["state"] == "pending"


def test_a_rejection_needs_an_opinion_and_frees_the_room(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.book(mine)
    found = _refused("VALIDATION_FAILED", lambda: desk.reject(form, opinion="  "))
    assert [one.field for one in found.findings] == ["opinion"]
    form = desk.reject(form)
    assert (form["state"], desk.held(form)) == ("rejected", 0)
    assert [one["action"] for one in form["history"]] == ["save", "submit", "reject"]
    assert form["history"][-1]["opinion"] == "时间不合适"


def test_a_rejected_booking_is_edited_submitted_and_approved(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.reject(desk.book(mine))
    content = {**form_content(mine), "opening_room_id": 2}
    form = desk.act(usecases.save_booking, mine.agency, form, **content)
    assert (form["state"], form["opening_room"]["id"]) == ("draft", 2)
    form = desk.approve(mine, desk.submit(mine, form))
    assert (form["state"], form["holding"], desk.held(form)) == ("approved", True, 1)


def form_content(mine: Any) -> dict[str, Any]:
    return {
        "project_id": mine.id,
        "lot_ids": mine.lots,
        "opening_at": NINE_THIRTY,
        "opening_minutes": 60,
        "opening_room_id": 1,
        "attendees": 5,
        "contact": "李工",
        "phone": "1",
    }


def test_lots_can_be_exchanged_in_a_draft(desk: Any, project: Make) -> None:
    mine = project(count=3)
    form = desk.draft(mine, lot_ids=mine.lots[:2])
    content = {**form_content(mine), "lot_ids": mine.lots[1:]}
    form = desk.act(usecases.save_booking, mine.agency, form, **content)
    assert form["lot_ids"] == [str(one) for one in mine.lots[1:]]


def test_the_rules_are_enforced_at_submit_with_field_and_text(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.draft(mine, opening_at=datetime(2026, 5, 30, 9, 5, tzinfo=SHANGHAI), attendees=99)
    told = {one["rule"] for one in form["warnings"]}
    broken = {"OPENING_IN_FUTURE", "QUARTER_HOURS", "WORKING_DAY", "ROOM_CAPACITY"}
    assert broken <= told
    refused = _refused("VALIDATION_FAILED", lambda: desk.submit(mine, form))
    assert {one.rule for one in refused.findings} == broken


def test_an_opening_too_soon_is_a_warning_and_no_refusal(desk: Any, project: Make) -> None:
    """domain §6 C10: 法35 warns at the booking; the notice is where it blocks."""
    form = desk.book(project(), opening_at=datetime(2026, 6, 10, 9, 30, tzinfo=SHANGHAI))
    assert form["state"] == "pending"
    assert [(one["rule"], one["basis"]) for one in form["warnings"]] == [
        ("R01", "政府采购法第三十五条")
    ]
    (sent,) = desk.told("venue.booking_submitted")
    assert [one["rule"] for one in sent["data"]["flags"]] == ["R01"]


def test_a_booking_without_warnings_carries_no_flag(desk: Any, project: Make) -> None:
    desk.book(project())
    (sent,) = desk.told("venue.booking_submitted")
    assert sent["data"]["flags"] == []


def test_the_rules_are_looked_at_again_at_approval(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.book(mine)
    with desk.kit.engine.begin() as connection:
        connection.execute(text("UPDATE venue_room SET enabled = false WHERE id = 1"))
    refused = _refused("VALIDATION_FAILED", lambda: desk.approve(mine, form))
    assert [one.rule for one in refused.findings] == ["ROOM_ENABLED"]


def test_lots_that_left_preparation_are_refused_at_submit_and_at_approval(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.draft(mine)
    gone = mine.opened("tendering")
    refused = _refused(
        "PRECONDITION_FAILED",
        lambda: desk.act(usecases.submit_booking, mine.agency, form, gone),
    )
    assert len(refused.extra["blockers"]) == 2
    form = desk.submit(mine, form)
    _refused(
        "PRECONDITION_FAILED",
        lambda: desk.act(usecases.approve_booking, desk.reviewer, form, mine.told("cancelled")),
    )


def test_a_lot_has_one_live_booking(desk: Any, project: Make) -> None:
    mine = project()
    first = desk.book(mine)
    second = desk.draft(mine, opening_room_id=2, lot_ids=mine.lots[:1])
    refused = _refused("PRECONDITION_FAILED", lambda: desk.submit(mine, second))
    assert refused.extra["blockers"][0]["form_id"] == first["id"]


def test_only_a_reviewer_of_another_house_decides(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.book(mine)
    _refused(
        "FORBIDDEN_ROLE",
        lambda: desk.act(usecases.approve_booking, mine.agency, form, mine.told()),
    )
    kin = desk.person(Role.REVIEWER)
    object.__setattr__(kin, "org_id", mine.agency.org_id)
    _refused("FORBIDDEN_ROLE", lambda: desk.act(usecases.approve_booking, kin, form, mine.told()))


def test_a_stale_version_and_a_wrong_state_are_told_apart(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.draft(mine)
    stale = {**form, "version": form["version"] - 1}
    _refused("VERSION_CONFLICT", lambda: desk.submit(mine, stale))
    _refused("STATE_CONFLICT", lambda: desk.withdraw(mine, form))


def test_another_agency_sees_nothing_and_the_centre_sees_what_was_submitted(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.draft(mine)
    stranger, reviewer = desk.person(), desk.reviewer
    _refused("NOT_FOUND", lambda: desk.get(stranger, form))
    _refused("NOT_FOUND", lambda: desk.get(reviewer, form))
    form = desk.submit(mine, form)
    _refused("NOT_FOUND", lambda: desk.get(stranger, form))
    assert desk.get(reviewer, form)["allowed"] == ["approve", "reject"]
    assert desk.get(mine.agency, form)["allowed"] == ["withdraw"]


def test_a_booking_needs_a_project_of_ones_own(desk: Any, project: Make) -> None:
    mine, other = project(), project()
    desk.draft(other)
    object.__setattr__(other, "agency", mine.agency)
    payload = {**form_content(other)}
    _refused("NOT_FOUND", lambda: desk.call(mine.agency).run(usecases.create_booking, payload))


def test_lots_must_be_the_projects_own_and_rooms_must_exist(desk: Any, project: Make) -> None:
    mine = project()
    desk.draft(mine)
    found = _refused("VALIDATION_FAILED", lambda: desk.draft(mine, lot_ids=[uuid4()]))
    assert [one.rule for one in found.findings] == ["PROJECT_LOTS"]
    found = _refused("VALIDATION_FAILED", lambda: desk.draft(mine, opening_room_id=99))
    assert [one.rule for one in found.findings] == ["ROOM_UNKNOWN"]
    found = _refused("VALIDATION_FAILED", lambda: desk.draft(mine, evaluation_room_id=4))
    assert [one.rule for one in found.findings] == ["EVALUATION_COMPLETE"]


def test_a_deleted_draft_is_gone_for_its_agency(desk: Any, project: Make) -> None:
    mine = project()
    form = desk.act(usecases.delete_booking, mine.agency, desk.draft(mine))
    assert form["state"] == "deleted"
    (told,) = told_of(desk, form, "venue.booking_deleted")
    assert (told["state"], told["from_state"]) == ("deleted", "draft")
    _refused("NOT_FOUND", lambda: desk.get(mine.agency, form))


def test_every_saving_of_a_draft_is_told_to_the_worklist(desk: Any, project: Make) -> None:
    mine = project(count=2)
    form = desk.reject(desk.book(mine))
    content = {**form_content(mine), "lot_ids": [mine.lots[1]]}
    desk.act(usecases.save_booking, mine.agency, form, **content)
    first, again = told_of(desk, form, "venue.booking_saved")
    assert (first["state"], first["from_state"], len(first["lot_nos"])) == ("draft", None, 2)
    assert (again["state"], again["from_state"]) == ("draft", "rejected")
    assert again["lot_ids"] == [str(mine.lots[1])]


def told_of(desk: Any, form: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    facts = [one["data"] for one in desk.told(kind)]
    return [one for one in facts if one["form_id"] == str(form["id"])]


def test_the_same_key_gives_the_first_answer_and_books_once(
    desk: Any, project: Make, call_for: Make
) -> None:
    mine = project()
    form = desk.draft(mine)
    payload = {"id": UUID(form["id"]), "version": form["version"]}
    answers = [
        call_for("venue", mine.agency, key="once").run(
            usecases.submit_booking, payload, mine.opened()
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(desk.told("venue.booking_submitted")) == 1


def test_what_is_announced_to_registry_is_nothing_where_submit_cannot_happen(
    desk: Any, project: Make
) -> None:
    mine = project()
    form = desk.draft(mine)
    payload = {"id": UUID(form["id"]), "version": form["version"]}
    told = desk.call(mine.agency).read(usecases.activity, payload)
    assert (told["owner"], told["form_id"], told["activity"]) == (
        "venue",
        UUID(form["id"]),
        "booking",
    )
    desk.submit(mine, form)
    assert desk.call(mine.agency).read(usecases.activity, payload) is None
