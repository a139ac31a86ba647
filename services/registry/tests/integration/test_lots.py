"""分包 forms are registered on lots, and their effects move lots exactly once (domain §5.1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.usecases import activities, forms, lots
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tenderhall_contracts.errors import Problem
from tenderhall_kit.envelope import Envelope


def states(desk: Any, opened: dict[str, Any]) -> set[str]:
    with desk.session() as session:
        asked = text("SELECT state FROM lot_activity WHERE form_id = :form")
        return set(session.scalars(asked, {"form": opened["form_id"]}))


def expire(desk: Any, opened: dict[str, Any]) -> None:
    with desk.session() as session, session.begin():
        session.execute(
            text("UPDATE lot_activity SET lease_until = now() WHERE form_id = :form"),
            {"form": opened["form_id"]},
        )


def event(
    project: dict[str, Any],
    opened: dict[str, Any],
    state: str,
    seq: int,
    version: int | None = None,
) -> Envelope:
    told = {
        "form_type": "booking",
        "form_id": UUID(opened["form_id"]),
        "form_version": version or seq,
        "title": "预约",
        "state": state,
        "project_id": UUID(project["id"]),
        "project_no": project["no"],
        "lot_ids": [UUID(one) for one in opened["lot_ids"]],
        "lot_nos": [one["no"] for one in project["lots"]],
        "agency_id": UUID(project["agency_id"]),
        "agency_name": "甲",
    }
    return Envelope(
        event_id=str(uuid4()),
        type="venue.booking_submitted",
        version=1,
        seq=seq,
        occurred_at=datetime.now(UTC),
        source="venue",
        trace_id="test",
        actor={},
        aggregate={},
        data=told,
    )


def test_a_form_is_registered_on_all_its_lots_with_a_lease(desk: Any) -> None:
    opened = desk.open(desk.approved())
    assert states(desk, opened) == {"leased"}


def test_a_lot_that_is_not_approved_takes_no_form(desk: Any) -> None:
    with pytest.raises(Problem) as refused:
        desk.open(desk.submit(desk.create()))
    assert {one["state"] for one in refused.value.extra["blockers"]} == {"registered"}


def test_another_agencys_lots_and_unknown_lots_are_not_found(desk: Any) -> None:
    project = desk.approved()
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.open(project, org_id=str(uuid4()))
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.open(project, lot_ids=[str(uuid4())])


def test_lots_of_two_projects_make_no_form(desk: Any) -> None:
    one, other = desk.approved(), desk.approved()
    mixed = [one["lots"][0]["id"], other["lots"][0]["id"]]
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.open(one, lot_ids=mixed)


def test_a_service_registers_its_own_forms_only(desk: Any) -> None:
    project = desk.approved()
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        desk.open(project, told_owner="notices")


def test_opening_again_is_the_same_and_a_rival_form_is_refused(desk: Any) -> None:
    project = desk.approved()
    first = desk.open(project)
    desk.open(project, form_id=first["form_id"])
    with pytest.raises(Problem) as refused:
        desk.open(project)
    assert {one["form_id"] for one in refused.value.extra["blockers"]} == {first["form_id"]}
    desk.open(project, activity="tender_document")


def test_a_form_may_give_up_a_lot_and_another_takes_it(desk: Any) -> None:
    project = desk.approved()
    first, second = (one["id"] for one in project["lots"])
    opened = desk.open(project)
    desk.open(project, form_id=opened["form_id"], lot_ids=[first])
    desk.open(project, lot_ids=[second])


def test_a_lot_that_a_booking_was_released_from_may_be_booked_again_and_stays_so(
    desk: Any,
) -> None:
    project = desk.approved()
    first, second = (one["id"] for one in project["lots"])
    opened = desk.open(project)
    desk.run(forms.follow_form, event(project, opened, "approved", 70))
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        desk.open(project, lot_ids=[first])
    left = opened | {"lot_ids": [second]}
    desk.run(forms.follow_form, event(project, left, "approved", 71))
    anew = desk.open(project, lot_ids=[first])
    desk.run(forms.follow_form, event(project, left, "approved", 72))
    assert states(desk, opened) == {"live", "closed"}
    assert states(desk, anew) == {"leased"}


def test_the_owners_answer_brings_back_no_lot_that_was_given_up(desk: Any) -> None:
    project = desk.approved()
    first, second = (one["id"] for one in project["lots"])
    opened = desk.open(project)
    desk.open(project, form_id=opened["form_id"], lot_ids=[first])
    anew = desk.open(project, lot_ids=[second])
    expire(desk, opened)
    desk.run(activities.settle_lease, UUID(opened["form_id"]), live=True)
    assert states(desk, opened) == {"live", "closed"}
    assert states(desk, anew) == {"leased"}


def test_the_database_itself_refuses_two_live_forms_of_a_kind_on_a_lot(desk: Any) -> None:
    opened = desk.open(desk.approved())
    with desk.session() as session, pytest.raises(IntegrityError, match="lot_activity_alone"):
        session.execute(
            text(
                "INSERT INTO lot_activity"
                " (form_id, lot_id, activity, owner, org_id, state, lease_until)"
                " SELECT gen_random_uuid(), lot_id, activity, owner, org_id, state, lease_until"
                " FROM lot_activity WHERE form_id = :form"
            ),
            {"form": opened["form_id"]},
        )


def test_whatever_is_open_blocks_withdrawing_the_project_and_is_named(desk: Any) -> None:
    project = desk.approved()
    booking, document = desk.open(project), desk.open(project, activity="tender_document")
    with pytest.raises(Problem) as refused:
        desk.withdraw(project)
    assert refused.value.code == "PRECONDITION_FAILED"
    blockers = refused.value.extra["blockers"]
    assert {one["form_id"] for one in blockers} == {booking["form_id"], document["form_id"]}
    assert "请先处理" in blockers[0]["message_zh"]
    desk.close(booking)
    desk.close(document)
    assert desk.withdraw(project)["state"] == "draft"


def test_only_its_owner_closes_a_form(desk: Any) -> None:
    opened = desk.open(desk.approved())
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.close(opened, owner=desk.notices)
    assert desk.close(opened)["state"] == "closed"
    assert desk.close(opened)["state"] == "closed"


def test_a_form_that_was_closed_may_come_again(desk: Any) -> None:
    project = desk.approved()
    opened = desk.open(project)
    desk.close(opened)
    desk.open(project, form_id=opened["form_id"])
    assert states(desk, opened) == {"leased"}


def test_its_events_confirm_and_end_a_form_in_their_order_not_in_that_of_arrival(
    desk: Any,
) -> None:
    project = desk.approved()
    opened = desk.open(project)
    desk.run(forms.follow_form, event(project, opened, "pending", 5))
    assert states(desk, opened) == {"live"}
    desk.run(forms.follow_form, event(project, opened, "draft", 9))
    assert states(desk, opened) == {"closed"}
    desk.run(forms.follow_form, event(project, opened, "approved", 7))
    assert states(desk, opened) == {"closed"}


def test_while_its_lease_runs_an_old_end_does_not_close_a_form(desk: Any) -> None:
    project = desk.approved()
    opened = desk.open(project)
    desk.run(forms.follow_form, event(project, opened, "draft", 3))
    assert states(desk, opened) == {"leased"}
    expire(desk, opened)
    desk.run(forms.follow_form, event(project, opened, "draft", 4))
    assert states(desk, opened) == {"closed"}


def test_a_form_that_comes_again_outlives_word_of_its_earlier_withdrawal(desk: Any) -> None:
    project = desk.approved()
    opened = desk.open(project)
    desk.run(forms.follow_form, event(project, opened, "approved", 5))
    desk.open(project, form_id=opened["form_id"])
    desk.run(forms.follow_form, event(project, opened, "draft", 6))
    assert states(desk, opened) == {"leased"}
    desk.run(forms.follow_form, event(project, opened, "approved", 8))
    assert states(desk, opened) == {"live"}


def test_a_form_that_comes_again_outlives_all_word_of_its_earlier_life(desk: Any) -> None:
    project = desk.approved()
    opened = desk.open(project, form_version=1)
    desk.open(project, form_id=opened["form_id"], form_version=4)
    for version, state in ((2, "pending"), (3, "approved"), (4, "draft")):
        desk.run(forms.follow_form, event(project, opened, state, 70 + version, version))
        assert states(desk, opened) == {"leased"}
    desk.run(forms.follow_form, event(project, opened, "approved", 76, 6))
    assert states(desk, opened) == {"live"}


@pytest.mark.parametrize(("live", "state"), [(True, "live"), (False, "closed")])
def test_after_its_lease_the_owners_answer_decides(desk: Any, *, live: bool, state: str) -> None:
    opened = desk.open(desk.approved())
    form_id = UUID(opened["form_id"])
    desk.run(activities.settle_lease, form_id, live=live)
    assert states(desk, opened) == {"leased"}
    expire(desk, opened)
    assert [str(form_id), "venue"] in desk.run(activities.due_leases)
    desk.run(activities.settle_lease, form_id, live=live)
    assert states(desk, opened) == {state}


def test_publishing_moves_the_lots_once_and_says_so_the_second_time(desk: Any) -> None:
    project = desk.approved()
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    first, again = desk.publish(opened), desk.publish(opened)
    assert (first["already"], again["already"]) == (False, True)
    assert {one["state"] for one in again["lots"]} == {"tendering"}
    with desk.session() as session:
        told = text(
            "SELECT count(*) FROM kit_outbox WHERE envelope ->> 'project_no' = :no"
            " AND envelope -> 'data' ->> 'to_state' = 'tendering'"
        )
        assert session.scalar(told, {"no": project["no"]}) == 2


def test_a_form_that_is_not_registered_moves_nothing(desk: Any) -> None:
    project = desk.approved()
    stranger = {"lot_ids": [one["id"] for one in project["lots"]], "form_id": str(uuid4())}
    with pytest.raises(Problem) as refused:
        desk.publish(stranger)
    assert {one["kind"] for one in refused.value.extra["blockers"]} == {"not_registered"}


def test_after_publication_the_project_is_never_withdrawn(desk: Any) -> None:
    project = desk.approved()
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(opened)
    desk.close(opened, owner=desk.notices)
    with pytest.raises(Problem) as refused:
        desk.withdraw(desk.get(project))
    assert refused.value.extra["blockers"][0]["kind"] == "lot_state"


@pytest.mark.parametrize(("minutes", "state"), [(-1, "opening"), (60, "tendering")])
def test_a_lot_opens_when_its_published_time_has_come_and_not_before(
    desk: Any, minutes: int, state: str
) -> None:
    project = desk.approved()
    opened = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(opened, (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat())
    due = set(desk.run(lots.due_to_open)) & set(opened["lot_ids"])
    assert due == (set(opened["lot_ids"]) if state == "opening" else set())
    for one in opened["lot_ids"]:
        desk.run(lots.open_on_time, UUID(one))
    assert {one["state"] for one in desk.get(project)["lots"]} == {state}


def race(*steps: Callable[[], Any]) -> list[Any]:
    """All at once; the answers, or the problems' codes."""
    start = Barrier(len(steps))

    def one(step: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return step()
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(one, steps))


def test_of_approve_and_withdraw_at_once_exactly_one_wins(desk: Any) -> None:
    for _ in range(10):
        sent = desk.submit(desk.create())
        done = race(lambda s=sent: desk.approve(s), lambda s=sent: desk.withdraw(s))
        assert sum(isinstance(one, dict) for one in done) == 1
        assert [one for one in done if isinstance(one, str)] == ["VERSION_CONFLICT"]


def test_a_form_and_a_withdrawal_at_once_never_both_succeed(desk: Any) -> None:
    for _ in range(10):
        project = desk.approved()
        done = race(lambda p=project: desk.open(p), lambda p=project: desk.withdraw(p))
        assert [isinstance(one, dict) for one in done].count(True) == 1


def test_of_two_forms_of_a_kind_at_once_exactly_one_is_registered(desk: Any) -> None:
    for _ in range(10):
        project = desk.approved()
        turned = list(reversed([one["id"] for one in project["lots"]]))
        done = race(
            lambda p=project: desk.open(p), lambda p=project, t=turned: desk.open(p, lot_ids=t)
        )
        assert sorted(isinstance(one, dict) for one in done) == [False, True]


def test_numbers_counted_at_once_are_all_different_and_without_a_gap(desk: Any) -> None:
    made = race(*(desk.create for _ in range(6)))
    counts = sorted(int(one["no"].rpartition("-")[2]) for one in made)
    assert counts == list(range(counts[0], counts[0] + 6))
