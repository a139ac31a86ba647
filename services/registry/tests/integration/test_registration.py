"""项目注册 from draft to approval and back (domain §5.2, §6 C1)."""

from typing import Any

import pytest
from registry.usecases import project_lists, projects, worklist
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem


def outbox(desk: Any, project: dict[str, Any]) -> list[str]:
    with desk.session() as session:
        return list(
            session.scalars(
                text(
                    "SELECT routing_key FROM kit_outbox"
                    " WHERE envelope ->> 'project_no' = :no ORDER BY id"
                ),
                {"no": project["no"]},
            )
        )


def test_a_draft_gets_its_number_its_lots_theirs_and_may_be_incomplete(desk: Any) -> None:
    made = desk.create(lots=[{"name": "一包"}, {}], plan_no="", attachments=[])
    assert made["state"] == "draft"
    assert made["no"].startswith("HYZC-")
    assert [one["no"] for one in made["lots"]] == [f"{made['no']}-01", f"{made['no']}-02"]
    assert set(made["allowed"]) == {"save", "submit", "delete"}


def test_numbers_follow_each_other_without_a_gap_where_a_command_fails(desk: Any) -> None:
    first = desk.create()
    with pytest.raises(Problem, match="RECEIPT_INVALID"):
        desk.create(attachments=[{"kind": "other", "receipt": "forged"}])
    second = desk.create()
    assert int(second["no"].rpartition("-")[2]) == int(first["no"].rpartition("-")[2]) + 1


def test_another_agencys_receipt_is_refused(desk: Any) -> None:
    foreign = desk.receipt("other", org=desk.rival.org_id)
    with pytest.raises(Problem, match="RECEIPT_FOREIGN"):
        desk.create(attachments=[{"kind": "other", "receipt": foreign}])


def test_a_receipt_for_another_kind_of_file_is_refused_by_its_place(desk: Any) -> None:
    told = [{"kind": "requirements", "receipt": desk.receipt("other")}]
    with pytest.raises(Problem) as refused:
        desk.create(attachments=told)
    assert refused.value.findings[0].field == "attachments.0.kind"


def test_the_receipts_that_are_told_back_can_be_saved_again(desk: Any) -> None:
    made = desk.create()
    again = [{"kind": one["kind"], "receipt": one["receipt"]} for one in made["attachments"]]
    saved = desk.save(made, attachments=again)
    assert [one["document_id"] for one in saved["attachments"]] == [
        one["document_id"] for one in made["attachments"]
    ]


def test_an_incomplete_project_is_refused_with_every_finding(desk: Any) -> None:
    made = desk.create(plan_no=" ", lots=[{"name": "一包"}], attachments=[])
    with pytest.raises(Problem) as refused:
        desk.submit(made)
    fields = {one.field for one in refused.value.findings}
    assert refused.value.code == "VALIDATION_FAILED"
    assert {"plan_no", "lots.0.budget", "lots.0.deposit", "attachments"} <= fields
    assert desk.get(made)["state"] == "draft"


def test_submit_freezes_queues_and_tells(desk: Any) -> None:
    sent = desk.submit(desk.create())
    assert sent["state"] == "pending"
    assert sent["allowed"] == ["withdraw"]
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        desk.save(sent)
    queue = desk.ask(
        worklist.review_queue, contracts.review_queue, desk.reviewer, {"q": sent["no"]}
    )
    assert [one["form_id"] for one in queue["items"]] == [sent["id"]]
    assert queue["items"][0]["due_at"] is not None
    assert outbox(desk, sent) == ["project.created", "project.submitted"]


def test_approval_moves_every_lot_into_preparation_and_tells_it(desk: Any) -> None:
    done = desk.approved()
    assert done["state"] == "approved"
    assert done["stage"] == "active"
    assert {one["state"] for one in done["lots"]} == {"preparing"}
    assert outbox(desk, done)[2:] == [
        "lot.state_changed",
        "lot.state_changed",
        "project.approved",
    ]
    assert [one["to_state"] for one in done["history"]] == ["draft", "pending", "approved"]


def test_a_rejection_needs_an_opinion_and_comes_back_as_a_draft(desk: Any) -> None:
    sent = desk.submit(desk.create())
    with pytest.raises(Problem) as refused:
        desk.reject(sent, opinion="  ")
    assert refused.value.findings[0].field == "opinion"
    back = desk.reject(sent, opinion="请补充采购需求")
    assert back["state"] == "rejected"
    mine = desk.ask(worklist.my_work, contracts.my_work, desk.clerk, {"q": sent["no"]})
    assert [one["state"] for one in mine["items"]] == ["rejected"]
    saved = desk.save(desk.get(back))
    assert saved["state"] == "draft"
    assert saved["history"][-2]["opinion"] == "请补充采购需求"


def test_a_stale_page_is_told_to_refresh(desk: Any) -> None:
    made = desk.create()
    desk.save(made)
    with pytest.raises(Problem, match="VERSION_CONFLICT"):
        desk.submit(made)


def test_a_waiting_project_is_withdrawn_freely_and_sent_again(desk: Any) -> None:
    sent = desk.submit(desk.create())
    back = desk.withdraw(sent)
    assert back["state"] == "draft"
    assert desk.submit(back)["state"] == "pending"


def test_an_approved_project_without_dependants_is_withdrawn_and_needs_approval_again(
    desk: Any,
) -> None:
    """domain §6 C1: 审核通过 → 编辑中, where nothing hangs on it."""
    back = desk.withdraw(desk.get(desk.approved()))
    assert back["state"] == "draft"
    assert {one["state"] for one in back["lots"]} == {"registered"}
    assert desk.approve(desk.submit(back))["state"] == "approved"


def test_a_project_that_was_ever_approved_cannot_be_deleted(desk: Any) -> None:
    """domain §6 C1: kept for ever; it can only be cancelled (法42)."""
    back = desk.withdraw(desk.approved())
    assert "delete" not in back["allowed"]
    with pytest.raises(Problem) as refused:
        desk.delete(back)
    assert refused.value.code == "PRECONDITION_FAILED"
    assert refused.value.extra["blockers"][0]["kind"] == "retention"


def test_a_deleted_draft_is_gone_for_everybody(desk: Any) -> None:
    made = desk.create()
    assert desk.delete(made) == {}
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.get(made)


def test_a_waiting_project_cannot_be_deleted(desk: Any) -> None:
    with pytest.raises(Problem, match="STATE_CONFLICT"):
        desk.delete(desk.submit(desk.create()))


@pytest.mark.parametrize("step", ["get", "submit", "withdraw"])
def test_another_agency_sees_and_changes_nothing(desk: Any, step: str) -> None:
    made = desk.create()
    with pytest.raises(Problem, match="NOT_FOUND"):
        getattr(desk, step)(made, who=desk.rival)


def test_the_centre_sees_a_project_once_it_was_submitted(desk: Any) -> None:
    made = desk.create()
    for who in (desk.reviewer, desk.admin):
        with pytest.raises(Problem, match="NOT_FOUND"):
            desk.get(made, who)
    desk.submit(made)
    assert desk.get(made, desk.reviewer)["allowed"] == ["approve", "reject"]
    assert desk.get(made, desk.admin)["allowed"] == []


def test_nobody_reviews_what_his_own_organisation_submitted(desk: Any, actor: Any) -> None:
    sent = desk.submit(desk.create())
    insider = actor(desk.reviewer.role, org=str(desk.agency))
    with pytest.raises(Problem, match="FORBIDDEN_ROLE"):
        desk.approve(sent, insider)


def test_a_list_holds_the_agencys_own_projects_newest_first(desk: Any) -> None:
    older, newer = desk.create(name="甲乙丙丁项目"), desk.create(name="甲乙丙丁项目")
    wanted = {"q": "甲乙丙丁", "limit": 1}
    told = desk.ask(project_lists.list_projects, contracts.list_projects, desk.clerk, wanted)
    assert (told["total"], told["items"][0]["id"]) == (2, newer["id"])
    rest = desk.ask(
        project_lists.list_projects, contracts.list_projects, desk.clerk, wanted | {"offset": 1}
    )
    assert rest["items"][0]["id"] == older["id"]
    other = desk.ask(project_lists.list_projects, contracts.list_projects, desk.rival, wanted)
    assert other["total"] == 0


def test_a_search_takes_percent_signs_as_they_are(desk: Any) -> None:
    desk.create(name="百分之百项目")
    told = desk.ask(
        project_lists.list_projects, contracts.list_projects, desk.clerk, {"q": "%项目"}
    )
    assert told["total"] == 0


def test_lots_are_kept_added_and_removed_by_their_ids(desk: Any) -> None:
    made = desk.create()
    first, second = made["lots"]
    kept = desk.form()["lots"][1] | {"id": second["id"], "budget": "1200000.00", "deposit": "1"}
    saved = desk.save(made, lots=[kept])
    assert [(one["id"], one["no"]) for one in saved["lots"]] == [(second["id"], f"{made['no']}-01")]
    with pytest.raises(Problem) as refused:
        desk.save(saved, lots=[kept, kept | {"id": first["id"]}])
    assert refused.value.findings[0].field == "lots.1.id"


def test_a_repeated_command_gives_the_first_answer(desk: Any) -> None:
    form = desk.form()
    asked = (projects.create_project, contracts.create_project, desk.clerk, form)
    assert desk.ask(*asked, key="the-same") == desk.ask(*asked, key="the-same")


def test_a_list_is_narrowed_by_state(desk: Any) -> None:
    desk.submit(desk.create(name="按状态查询项目"))
    draft = desk.create(name="按状态查询项目")
    wanted = {"q": "按状态查询", "state": "draft"}
    told = desk.ask(project_lists.list_projects, contracts.list_projects, desk.clerk, wanted)
    assert [one["id"] for one in told["items"]] == [draft["id"]]


def test_a_queue_is_narrowed_by_state(desk: Any) -> None:
    back = desk.reject(desk.submit(desk.create()), opinion="退回")
    desk.submit(desk.create())
    asked = {"state": "rejected", "limit": 100}
    told = desk.ask(worklist.my_work, contracts.my_work, desk.clerk, asked)
    assert {one["state"] for one in told["items"]} == {"rejected"}
    assert back["id"] in {one["form_id"] for one in told["items"]}
    nothing = desk.ask(worklist.review_queue, contracts.review_queue, desk.reviewer, asked)
    assert nothing["total"] == 0


def test_services_see_every_project(desk: Any) -> None:
    assert desk.get(desk.create(), desk.venue)["allowed"] == []


def test_lots_of_a_project_that_was_approved_keep_their_numbers(desk: Any) -> None:
    project = desk.approved()
    second = project["lots"][1]
    back = desk.withdraw(project)
    again = desk.form()["lots"][1] | {"id": second["id"]}
    saved = desk.save(back, lots=[again, {"name": "新增分包"}])
    assert [one["no"].rpartition("-")[2] for one in saved["lots"]] == ["02", "03"]


def test_a_lot_that_was_worked_on_is_not_removed(desk: Any) -> None:
    project = desk.approved()
    desk.close(desk.open(project))
    back = desk.withdraw(project)
    with pytest.raises(Problem) as refused:
        desk.save(back, lots=[desk.form()["lots"][0] | {"id": project["lots"][0]["id"]}])
    assert refused.value.findings[0].basis == "法42"


# ── 审核所见 what a reviewer is shown beside the form ───────────────────────────────────────────
def seen(desk: Any, project: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    told = desk.get(project, who=desk.reviewer)["changes"]
    return [(one["field"], one["before"], one["after"]) for one in told]


def files(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"kind": one["kind"], "receipt": one["receipt"]} for one in made["attachments"]]


def test_a_first_submission_has_changed_nothing(desk: Any) -> None:
    made = desk.create()
    assert desk.get(made)["changes"] == []
    assert seen(desk, desk.submit(made)) == []


def test_the_reviewer_is_shown_exactly_what_changed_since_the_rejection(desk: Any) -> None:
    made = desk.create()
    back = desk.reject(desk.submit(made), opinion="第一包另行采购，增加安装服务")
    screens, recorders = desk.form()["lots"]
    kept = recorders | {"id": made["lots"][1]["id"], "budget": "400000.00"}
    added = screens | {"name": "安装服务", "budget": "800000.00"}
    typed = {"consortium": True, "ceiling": None, "lots": [kept, added]}
    again = desk.submit(desk.save(back, attachments=files(made), **typed))
    assert seen(desk, again) == [
        ("ceiling", "1180000.00元", None),
        ("consortium", "否", "是"),
        ("lots.0.budget", "500000.00元", "400000.00元"),
        ("lots.1", None, "安装服务"),
        ("lots", "教学交互平板", None),
    ]
    assert desk.get(again)["changes"][0]["label_zh"] == "最高限价"


def test_saving_without_a_change_and_sending_again_is_told_as_no_change(desk: Any) -> None:
    made = desk.create()
    back = desk.reject(desk.submit(made), opinion="请核对")
    assert seen(desk, desk.submit(desk.save(back, attachments=files(made)))) == []


def test_withdrawing_and_sending_twice_hides_no_change_from_the_reviewer(desk: Any) -> None:
    made = desk.create()
    back = desk.reject(desk.submit(made), opinion="名称有误")
    renamed = desk.submit(desk.save(back, attachments=files(made), name="智慧校园设备采购"))
    again = desk.submit(desk.withdraw(renamed))
    assert seen(desk, again) == [("name", "智慧校园设备采购项目", "智慧校园设备采购")]


def test_checks_are_shown_with_the_form_and_not_in_lists_nor_to_services(desk: Any) -> None:
    sent = desk.submit(desk.create())
    told = desk.get(sent, who=desk.reviewer)
    deposit = next(one for one in told["checks"] if one["rule"] == "R13")
    assert (deposit["required"], deposit["actual"], deposit["ok"]) == (
        "≤ 14000.00元",
        "14000.00元",
        True,
    )
    assert deposit["basis"] == "政府采购法实施条例第三十三条"
    listed = desk.ask(project_lists.list_projects, contracts.list_projects, desk.reviewer, {})
    assert not any({"checks", "changes"} & set(one) for one in listed["items"])
    assert not {"checks", "changes"} & set(desk.get(sent, who=desk.venue))
