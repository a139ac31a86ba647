"""法定提醒与通知 set by what happens to a lot, told once when due and once when late."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from registry.models import Lot, Notification, Reminder
from registry.rules.duties import Since
from registry.usecases import (
    awards,
    deadline_moves,
    findings,
    late_media,
    notifications,
    reminders,
)
from sqlalchemy import select, text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.envelope import Envelope

ENDED = dt.date(2026, 9, 29)
LATER, LATEST = "2099-10-20T09:30:00+08:00", "2099-11-20T09:30:00+08:00"


def follow(desk: Any, project: Any, since: Since, begun: dt.date, cause: str) -> None:
    def act(work: Any) -> None:
        lot = work.session.get_one(Lot, UUID(project["lots"][0]["id"]))
        reminders.follow(work, since, lot, begun, cause)

    desk.run(act)


def mine(desk: Any, who: Any = None) -> list[Any]:
    found = desk.ask(
        reminders.my_reminders, contracts.my_reminders, who or desk.clerk, {"limit": 100}
    )
    return list(found["items"])


def of(desk: Any, project: Any) -> dict[str, Any]:
    return {one["rule_id"]: one for one in mine(desk) if one["project_id"] == project["id"]}


def told(desk: Any, project: Any) -> list[str]:
    """The stages that events have told of this project's tasks."""
    asked = text(
        "SELECT envelope -> 'data' ->> 'stage' FROM kit_outbox"
        " WHERE routing_key = 'legal.reminder' AND envelope ->> 'project_no' = :no ORDER BY id"
    )
    with desk.session() as session:
        return list(session.scalars(asked, {"no": project["no"]}))


def on(desk: Any, moment: dt.date) -> Any:
    """Tell what is due on that day."""

    def act(work: Any) -> None:
        work._now = dt.datetime.combine(moment, dt.time(9), work.real_now.tzinfo)
        for one in reminders.to_be_told(work):
            reminders.tell(work, one)

    return desk.run(act)


def test_the_end_of_an_evaluation_sets_the_task_of_rule_18_by_its_working_days(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    found = [one for one in mine(desk) if one["project_id"] == project["id"]]
    assert [(one["rule_id"], one["due_on"]) for one in found] == [("R18", "2026-10-08")]
    assert found[0]["basis"] == "政府采购法实施条例第四十三条"
    assert not [one for one in mine(desk, desk.rival) if one["project_id"] == project["id"]]


def test_an_event_that_shows_a_task_done_closes_it(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    follow(desk, project, Since.REPORT_DELIVERED, dt.date(2026, 9, 30), "report:1")
    assert set(of(desk, project)) == {"R18.winner"}


def test_a_winner_fixed_and_a_letter_issued_set_and_end_their_tasks(desk: Any) -> None:
    project = desk.approved()
    lot_id = UUID(project["lots"][0]["id"])
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    fixed = {"report_delivered_on": dt.date(2026, 9, 30), "determined_on": dt.date(2026, 9, 30)}
    told = {"notice_id": uuid4(), "lot_ids": [lot_id], **fixed}
    desk.run(awards.determined, SimpleNamespace(data=told))
    assert {rule: one["due_on"] for rule, one in of(desk, project).items()} == {"R19": "2026-10-09"}
    issued = {"lot_id": lot_id, "letter_id": uuid4(), "issued_on": dt.date(2026, 10, 9)}
    desk.run(awards.letter_issued, SimpleNamespace(data=issued))
    assert set(of(desk, project)) == {"R14", "R32"}


def test_what_a_withdrawn_award_notice_told_is_taken_back(desk: Any) -> None:
    project = desk.approved()
    lot_id, notice_id = UUID(project["lots"][0]["id"]), uuid4()
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    fixed = {"report_delivered_on": dt.date(2026, 9, 30), "determined_on": dt.date(2026, 9, 30)}
    said = {"notice_id": notice_id, "lot_ids": [lot_id], **fixed}
    form = {"form_id": notice_id, "kind": "award", "lot_ids": [lot_id]}
    desk.run(awards.determined, SimpleNamespace(data=said))
    desk.run(awards.undetermined, SimpleNamespace(data=form | {"kind": "tender"}))
    assert set(of(desk, project)) == {"R19"}
    desk.run(awards.undetermined, SimpleNamespace(data=form))
    assert set(of(desk, project)) == {"R18"}
    later = {"determined_on": dt.date(2026, 10, 9)}
    desk.run(awards.determined, SimpleNamespace(data=said | later))
    assert {rule: one["due_on"] for rule, one in of(desk, project).items()} == {"R19": "2026-10-12"}


def test_a_contract_sets_three_tasks_and_ends_the_one_to_sign_it(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.AWARD_ISSUED, dt.date(2026, 10, 9), "award:1")
    assert set(of(desk, project)) == {"R14", "R32"}
    follow(desk, project, Since.CONTRACT_SIGNED, dt.date(2026, 10, 20), "contract:1")
    found = of(desk, project)
    assert set(found) == {"R14", "R32.publish", "R32.file"}
    assert found["R32.publish"]["due_on"] == "2026-10-22"


def test_a_task_in_a_year_without_calendar_has_no_day_until_it_is_known(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.EVALUATION_ENDED, dt.date(2031, 12, 30), "evaluation:late")
    assert of(desk, project)["R18"]["due_on"] is None
    assert of(desk, project)["R18"]["days_left"] is None


def test_a_task_is_told_once_when_due_and_once_when_late(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    with desk.session() as session:
        asked = select(Reminder).where(Reminder.lot_id == UUID(project["lots"][0]["id"]))
        (row,) = session.scalars(asked)
    for day in (29, 30):
        on(desk, dt.date(2026, 9, day))
    assert told(desk, project) == ["due"]
    for _ in range(2):
        on(desk, dt.date(2026, 10, 9))
    assert told(desk, project) == ["due", "overdue"]
    with desk.session() as session:
        asked = select(Notification.text_zh).where(
            Notification.cause.startswith(f"reminder:{row.id}"),
            Notification.user_id == UUID(desk.clerk.user_id),
        )
        said = list(session.scalars(asked.order_by(Notification.cause)))
    assert len(said) == 2
    assert "请在2026-10-08前（含当日）将评审报告送交采购人" in said[0]
    assert "已于2026-10-08到期" in said[1]
    asked = {"rule_id": "R18", "limit": 100}
    found = desk.ask(findings.list_findings, contracts.list_findings, desk.admin, asked)["items"]
    late = [one["due"] for one in found if one["subject_id"] == str(row.id)]
    assert late == ["2026-10-08"]


def test_no_task_is_told_while_its_lot_is_suspended(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    lot_id = UUID(project["lots"][0]["id"])
    with desk.session() as session:
        lot = session.get_one(Lot, lot_id)
        lot.state, lot.suspended_in = "suspended", "preparing"
        session.commit()
    on(desk, dt.date(2026, 10, 9))
    assert of(desk, project)["R18"]["stage"] == "set"


def test_a_task_is_finished_with_a_remark_by_its_own_agency_only(desk: Any) -> None:
    project = desk.approved()
    follow(desk, project, Since.EVALUATION_ENDED, ENDED, "evaluation:1")
    task = {"id": of(desk, project)["R18"]["id"], "remark": "9月30日已送达"}
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.ask(reminders.finish_reminder, contracts.finish_reminder, desk.rival, task)
    for _ in range(2):
        desk.ask(reminders.finish_reminder, contracts.finish_reminder, desk.clerk, task)
    assert "R18" not in of(desk, project)


def notified(desk: Any, who: Any) -> Any:
    asked = {"limit": 100}
    return desk.ask(notifications.my_notifications, contracts.my_notifications, who, asked)


def test_a_decision_is_told_to_the_agency_and_to_nobody_else(desk: Any) -> None:
    sent = desk.submit(desk.create())
    desk.reject(sent, opinion="请补充采购需求")
    found = [one for one in notified(desk, desk.clerk)["items"] if one["form_id"] == sent["id"]]
    assert [(one["text_zh"].endswith("审核不通过"), one["read"]) for one in found] == [
        (True, False)
    ]
    for other in (desk.rival, desk.reviewer):
        assert not [one for one in notified(desk, other)["items"] if one["form_id"] == sent["id"]]


def test_what_was_read_is_counted_no_more(desk: Any) -> None:
    desk.approved()
    first = notified(desk, desk.clerk)
    one = next(one for one in first["items"] if not one["read"])
    read = {"ids": [one["id"]]}
    desk.ask(notifications.read_notifications, contracts.read_notifications, desk.clerk, read)
    assert notified(desk, desk.clerk)["unread"] == first["unread"] - 1
    desk.ask(notifications.read_notifications, contracts.read_notifications, desk.clerk, {})
    assert notified(desk, desk.clerk)["unread"] == 0


def test_a_slot_that_is_free_again_is_told_to_the_clerks_who_wait_for_it_once(desk: Any) -> None:
    booking, begins = uuid4(), dt.datetime(2026, 7, 1, 1, 30, tzinfo=dt.UTC)
    slot = {"room_id": 1, "room_name": "开标一室", "begins": begins, "ends": begins}
    data = {"booking_id": booking, "project_no": "HYZC-2026-G-0001", "slots": [slot]}
    data["agency_id"] = UUID(desk.clerk.org_id)
    event = Envelope(
        *(str(uuid4()), "venue.slot_offered", 1, 1, begins, "venue", "test"), {}, {}, data
    )
    for _ in range(2):
        desk.run(notifications.slot_offered, event)
    with desk.session() as session:
        asked = select(Notification).where(Notification.form_id == booking)
        told = [one for one in session.scalars(asked) if str(one.user_id) == desk.clerk.user_id]
    assert len(told) == 1
    assert "开标一室 2026-07-01 09:30" in told[0].text_zh
    assert "不代表保留" in told[0].text_zh


def test_rooms_that_are_not_guarded_are_told_to_those_who_watch_and_not_to_agencies(
    desk: Any,
) -> None:
    at = dt.datetime(2026, 7, 1, 1, 30, tzinfo=dt.UTC)
    data = {"at": at, "guarded": False, "overlaps": 2, "definition": None}
    event_id = str(uuid4())
    event = Envelope(event_id, "venue.self_test_failed", 1, 1, at, "venue", "test", {}, {}, data)
    for _ in range(2):
        desk.run(notifications.of_self_test, event)
    with desk.session() as session:
        asked = select(Notification).where(Notification.form_id == UUID(event_id))
        told = list(session.scalars(asked))
    readers = [str(one.user_id) for one in told]
    assert desk.admin.user_id in readers
    assert len(readers) == len(set(readers))
    assert desk.clerk.user_id not in readers
    assert "约束缺失或被更改；发现2处重叠占用" in told[0].text_zh


def test_a_medium_that_published_too_late_leaves_a_finding_and_a_change_notice_to_publish(
    desk: Any,
) -> None:
    project = desk.approved()
    form, lot_ids = uuid4(), [UUID(one["id"]) for one in project["lots"]]
    desk.publish(desk.open(project, activity="tender_notice", owner=desk.notices), LATER)
    broken = {"rule_id": "R01", "due": dt.date(2026, 9, 8), "actual": dt.date(2026, 10, 9)}
    broken |= {"message_zh": "指定媒体于2026-10-09发布", "message_en": "late"}
    told = {"form_id": form, "project_id": UUID(project["id"]), "lot_ids": lot_ids}
    desk.run(late_media.acknowledged, SimpleNamespace(data=told | {"broken": []}))
    assert "R01" not in of(desk, project)
    desk.run(late_media.acknowledged, SimpleNamespace(data=told | {"broken": [broken]}))
    assert "变更公告" in of(desk, project)["R01"]["task_zh"]
    listed = desk.ask(findings.list_findings, contracts.list_findings, desk.clerk, {"limit": 100})
    (left,) = [one for one in listed["items"] if one["subject_id"] == str(form)]
    assert (left["rule_id"], left["kind"], left["actual"]) == ("R01", "late", "2026-10-09")
    opened = desk.open(project, activity="change_notice", owner=desk.notices)
    asked = {"lot_ids": opened["lot_ids"], "form_id": opened["form_id"], "reason": "媒体发布较晚"}
    rpc = contracts.move_deadline
    desk.ask(deadline_moves.move_deadline, rpc, desk.notices, asked | {"opening_at": LATEST})
    assert "R01" not in of(desk, project)  # the change notice has done it
