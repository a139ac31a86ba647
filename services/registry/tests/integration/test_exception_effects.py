"""采购异常 what an approval does to lots and duties, and the ways back (domain §5.9, §6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from registry.usecases import notifications, reminders
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem


def rules_of(refused: pytest.ExceptionInfo[Problem]) -> set[tuple[str, str]]:
    return {(one.field, one.rule) for one in refused.value.findings}


# ── what a cancellation makes void, and what the agency must do then ────────────────────────────
def test_what_nobody_has_decided_on_is_void_once_its_lot_is_cancelled(
    desk: Any, papers: Any
) -> None:
    project = papers.tendering()
    pending = papers.submitted(project, "suspension")
    papers.approved(project, "cancellation")
    assert papers.get(pending)["state"] == "void"
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        papers.step("approve", papers.get(pending))


def test_r12_a_cancelled_tender_leaves_its_duties_and_one_that_never_began_none(
    desk: Any, papers: Any
) -> None:
    tendered, prepared = papers.tendering(), desk.approved()
    papers.approved(tendered, "cancellation")
    papers.approved(prepared, "cancellation")
    with desk.session() as session:
        asked = text(
            "SELECT l.project_id::text, r.rule_id FROM reminder r JOIN lot l ON l.id = r.lot_id"
            " WHERE l.project_id IN (CAST(:one AS uuid), CAST(:two AS uuid))"
        )
        rows = set(session.execute(asked, {"one": tendered["id"], "two": prepared["id"]}))
    assert {tuple(one) for one in rows} == {
        (tendered["id"], rule) for rule in ("R12", "R12.report")
    }


def test_r12_the_report_to_the_finance_department_is_a_task_of_its_own(
    desk: Any, papers: Any
) -> None:
    project = papers.tendering()
    papers.approved(project, "cancellation")
    asked = {"limit": 100}
    mine = desk.ask(reminders.my_reminders, contracts.my_reminders, desk.clerk, asked)["items"]
    tasks = [one for one in mine if one["project_id"] == project["id"]]
    (report, *_) = [one for one in tasks if one["rule_id"] == "R12.report"]
    assert "报告本级财政部门" in report["task_zh"]
    assert report["basis"] == "财政部令第87号第二十九条"
    done = {"id": report["id"], "remark": "已书面报告市财政局"}
    desk.ask(reminders.finish_reminder, contracts.finish_reminder, desk.clerk, done)
    left = desk.ask(reminders.my_reminders, contracts.my_reminders, desk.clerk, asked)["items"]
    assert report["id"] not in {one["id"] for one in left}
    assert {one["rule_id"] for one in left if one["lot_id"] == report["lot_id"]} == {"R12"}


def test_approval_asks_again_what_submission_asked(desk: Any, papers: Any) -> None:
    project = papers.tendering()
    pending = papers.submitted(project, "cancellation")
    with desk.session() as session, session.begin():
        session.execute(
            text("UPDATE lot SET opens_at = now() WHERE project_id = CAST(:id AS uuid)"),
            {"id": project["id"]},
        )
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        papers.step("approve", pending)


# ── C14: the ways back ──────────────────────────────────────────────────────────────────────────
def test_c14_a_lot_suspended_after_its_deadline_comes_back_by_a_form_of_its_own(
    desk: Any, papers: Any
) -> None:
    project = papers.opening()
    papers.approved(project, "suspension")
    papers.approved(project, "resumption")
    assert papers.states(project) == ["opening", "opening"]
    told = papers.events("lot.resumed", project)
    assert {(one["from_state"], one["to_state"]) for one in told} == {("suspended", "opening")}


def test_c14_a_lot_suspended_while_tendering_comes_back_by_a_change_notice_only(
    desk: Any, papers: Any
) -> None:
    project = papers.tendering()
    papers.approved(project, "suspension")
    with pytest.raises(Problem) as refused:
        papers.create(project, "resumption")
    assert "不是招标中暂停" in refused.value.extra["blockers"][0]["message_zh"]
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    papers.move(project, "resumed", opening_at=later)
    assert papers.states(project) == ["tendering", "tendering"]
    told = papers.events("tender.deadline_changed", project)
    assert [datetime.fromisoformat(one["new"]) for one in told] == [
        datetime.fromisoformat(later)
    ] * 2


def test_c14_rooms_that_were_given_back_are_booked_anew_before_the_lot_resumes(
    desk: Any, papers: Any
) -> None:
    project = desk.approved()
    desk.open(project, activity="booking")
    papers.approved(project, "suspension")
    pending = papers.submitted(project, "resumption")
    with pytest.raises(Problem) as refused:
        papers.step("approve", pending)
    assert {one["kind"] for one in refused.value.extra["blockers"]} == {"booking"}
    with desk.session() as session, session.begin():
        session.execute(
            text(
                "INSERT INTO work_item (form_type, form_id, title, project_id, project_no, lot_nos,"
                " agency_id, agency_name, state, version, seq, at) SELECT 'booking',"
                " gen_random_uuid(), '预约', p.id, p.no, jsonb_agg(l.no), p.agency_id, '甲',"
                " 'approved', 1, 1, now() FROM project p JOIN lot l ON l.project_id = p.id"
                " WHERE p.id = CAST(:id AS uuid) GROUP BY p.id"
            ),
            {"id": project["id"]},
        )
    papers.step("approve", pending)
    assert papers.states(project) == ["preparing", "preparing"]


# ── R31: an ordered suspension ──────────────────────────────────────────────────────────────────
def ordered(papers: Any, project: Any, begun: str) -> Any:
    return papers.approved(
        project,
        "suspension",
        reason="finance_notice",
        finance_no="衡财购[2026]1号",
        suspended_from=begun,
        proof=["finance_notice"],
    )


def test_r31_an_ordered_suspension_ends_after_30_days_and_not_by_itself(
    desk: Any, papers: Any
) -> None:
    project = papers.opening()
    form = ordered(papers, project, "2026-03-02")
    assert form["until"] == "2026-04-01"
    assert papers.states(project) == ["suspended", "suspended"]


def test_r31_before_its_30_days_an_ordered_suspension_needs_the_notice_to_resume(
    desk: Any, papers: Any
) -> None:
    project = papers.opening()
    today = datetime.now(UTC).date()
    ordered(papers, project, today.isoformat())
    draft = papers.create(project, "resumption", reason="order_ended", proof=[])
    with pytest.raises(Problem) as refused:
        papers.step("submit", draft)
    assert rules_of(refused) == {("attachments", "R31")}
    form = papers.form(project, "resumption", reason="order_ended", proof=["resume_notice"])
    papers.step("approve", papers.step("submit", papers.step("save", draft, **form)))
    assert papers.states(project) == ["opening", "opening"]


def told_of(desk: Any, who: Any, lot_no: str) -> list[str]:
    """What this person was told of the lot, the oldest first."""
    asked = {"limit": 100}
    rpc = contracts.my_notifications
    found = desk.ask(notifications.my_notifications, rpc, who, asked)["items"]
    return [one["text_zh"] for one in reversed(found) if one["text_zh"].startswith(f"{lot_no}：")]


def test_r31_the_centre_hears_of_the_end_of_an_order_and_then_that_it_has_passed(
    desk: Any, papers: Any
) -> None:
    project = papers.opening()
    no = project["lots"][0]["no"]
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    ordered(papers, project, (today - timedelta(days=26)).isoformat())

    def hear(later: int) -> None:
        def act(work: Any) -> None:
            work._now = work.real_now + timedelta(days=later)
            for one in reminders.to_be_told(work):
                reminders.tell(work, one)

        desk.run(act)

    hear(0)
    for who in (desk.reviewer, desk.admin):
        (soon,) = told_of(desk, who, no)
        assert f"将于{today + timedelta(days=4)}届满" in soon
    hear(1)
    assert len(told_of(desk, desk.reviewer, no)) == 1
    for _ in range(2):
        hear(5)
    assert "届满，尚未恢复" in told_of(desk, desk.reviewer, no)[1]
    assert len(told_of(desk, desk.admin, no)) == 2
    assert not [one for one in told_of(desk, desk.rival, no) if "暂停" in one]


@pytest.mark.parametrize(
    ("days", "stages"),
    [(24, {"set"}), (25, {"due"}), (29, {"due"}), (30, {"overdue"}), (31, {"overdue"})],
)
def test_r31_the_end_of_an_ordered_suspension_is_told_at_25_days_and_alarms_at_30(
    desk: Any, papers: Any, days: int, stages: set[str]
) -> None:
    project = papers.opening()
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    ordered(papers, project, (today - timedelta(days=days)).isoformat())
    for _ in range(2):
        for one in desk.run(reminders.to_be_told):
            desk.run(reminders.tell, UUID(one))
    with desk.session() as session:
        asked = text(
            "SELECT r.stage FROM reminder r JOIN lot l ON l.id = r.lot_id"
            " WHERE r.rule_id = 'R31' AND l.project_id = CAST(:id AS uuid)"
        )
        assert set(session.scalars(asked, {"id": project["id"]})) == stages
    told = [one["stage"] for one in papers.events("legal.reminder", project)]
    assert told == sorted(stages - {"set"}) * 2
    late = papers.events("legal.violation_recorded", project)
    assert [one["rule_id"] for one in late] == ["R31"] * (2 if stages == {"overdue"} else 0)
    assert papers.states(project) == ["suspended", "suspended"]


def test_r31_the_task_of_an_ordered_suspension_is_done_when_the_lot_resumes(
    desk: Any, papers: Any
) -> None:
    project = papers.opening()
    ordered(papers, project, "2026-03-02")
    papers.approved(project, "resumption", reason="order_ended", proof=[])
    with desk.session() as session:
        asked = text(
            "SELECT count(*) FROM reminder r JOIN lot l ON l.id = r.lot_id"
            " WHERE r.closed_at IS NULL AND l.project_id = CAST(:id AS uuid)"
        )
        assert session.scalar(asked, {"id": project["id"]}) == 0
        ended = text(
            "SELECT count(*) FROM lot_exception WHERE kind = 'suspension'"
            " AND closed_at IS NOT NULL AND project_id = CAST(:id AS uuid)"
        )
        assert session.scalar(ended, {"id": project["id"]}) == 1


# ── R11: 重新招标 ───────────────────────────────────────────────────────────────────────────────
def test_r11_a_failed_lot_begins_a_new_round_once(desk: Any, papers: Any) -> None:
    project = papers.opening()
    papers.approved(project, "failure")
    failed = project["lots"][0]["id"]
    (new,) = papers.retender([failed])["lots"]
    assert (new["state"], new["round"]) == ("preparing", 2)
    assert new["no"] == f"{project['lots'][0]['no']}-R2"
    assert new["budget"] == project["lots"][0]["budget"]
    assert [one["no"] for one in desk.get(project)["lots"]] == [
        project["lots"][0]["no"],
        new["no"],
        project["lots"][1]["no"],
    ]
    assert desk.get(project)["stage"] == "active"
    (told,) = papers.events("retender.opened", project)
    assert (told["from_lot_id"], told["new_lot_no"], told["round"]) == (failed, new["no"], 2)
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        papers.retender([failed])


def test_r11_a_cancelled_task_is_never_tendered_again(desk: Any, papers: Any) -> None:
    project = papers.opening()
    changes = {"ground": "task_cancelled", "follow_up": "none"}
    papers.approved(project, "failure", **changes)
    with pytest.raises(Problem, match="PRECONDITION_FAILED"):
        papers.retender([project["lots"][0]["id"]])


def test_another_agencys_failed_lot_is_not_found(desk: Any, papers: Any) -> None:
    project = papers.opening()
    papers.approved(project, "failure")
    with pytest.raises(Problem, match="NOT_FOUND"):
        papers.retender([project["lots"][0]["id"]], who=desk.rival)


def test_the_reviewers_queue_holds_a_submitted_exception(desk: Any, papers: Any) -> None:
    pending = papers.submitted(desk.approved(), "cancellation")
    with desk.session() as session:
        asked = text("SELECT form_type, state, title FROM work_item WHERE form_id = :id")
        (row,) = session.execute(asked, {"id": pending["id"]})
    assert tuple(row)[:2] == ("exception", "pending")
    assert row.title.startswith("项目取消：")


# ── two decisions at once ───────────────────────────────────────────────────────────────────────
def race(*steps: Callable[[], Any]) -> list[Any]:
    """All at once; the states of the forms, or the problems' codes."""
    start = Barrier(len(steps))

    def one(step: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return step()["state"]
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(one, steps))


def test_of_approval_and_withdrawal_at_once_exactly_one_wins(desk: Any, papers: Any) -> None:
    for _ in range(5):
        project = desk.approved()
        sent = papers.submitted(project, "suspension")
        done = race(
            lambda s=sent: papers.step("approve", s), lambda s=sent: papers.step("withdraw", s)
        )
        assert done in (["approved", "VERSION_CONFLICT"], ["VERSION_CONFLICT", "draft"])
        suspended = done[0] == "approved"
        assert papers.states(project) == ["suspended" if suspended else "preparing"] * 2


def test_of_two_exceptions_decided_at_once_the_second_sees_the_first(
    desk: Any, papers: Any
) -> None:
    for _ in range(5):
        project = desk.approved()
        pause = papers.submitted(project, "suspension")
        stop = papers.submitted(project, "cancellation")
        done = race(
            lambda s=pause: papers.step("approve", s), lambda s=stop: papers.step("approve", s)
        )
        assert done[1] == "approved"
        assert done[0] in ("approved", "STATE_CONFLICT", "VERSION_CONFLICT")
        assert papers.states(project) == ["cancelled", "cancelled"]
        assert papers.get(pause)["state"] == ("approved" if done[0] == "approved" else "void")
