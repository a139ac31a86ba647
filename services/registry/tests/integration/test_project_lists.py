"""项目列表 narrowed, searched and counted; several deleted at once; one copied (domain §5.2)."""

from typing import Any

import pytest
from registry.store import project_lists as store
from registry.usecases import project_form, project_lists
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem

Shown = dict[str, Any]


def ids(told: Shown) -> list[str]:
    return [one["id"] for one in told["items"]]


def copy(desk: Any, seen: Shown, who: Any = None) -> Any:
    asked = (project_form.copy_project, contracts.copy_project)
    return desk.ask(*asked, who or desk.clerk, {"id": seen["id"]})


def delete(desk: Any, *seen: Shown) -> list[Shown]:
    items = [{"id": one["id"], "version": one["version"]} for one in seen]
    asked = (project_lists.delete_projects, contracts.delete_projects)
    told = desk.ask(*asked, desk.clerk, {"items": items})
    return list(told["items"])


@pytest.fixture(scope="module")
def word() -> str:
    return "列表筛选专用"


def test_each_filter_narrows_and_all_of_them_hold_together(desk: Any, word: str) -> None:
    goods = desk.create(name=f"{word}甲")
    services = [one | {"catalogue_code": "C16010000"} for one in desk.form()["lots"]]
    other = desk.create(name=f"{word}乙", lots=services, region="430405", method="inquiry")
    for wanted in ({"category": "C"}, {"region": "430405"}, {"method": "inquiry"}):
        assert ids(desk.list(q=word, **wanted)) == [other["id"]], wanted
    assert ids(desk.list(q=word, category="A")) == [goods["id"]]
    assert ids(desk.list(q=word, category="A", region="430405")) == []
    row = desk.list(q=word, category="C")["items"][0]
    assert (row["region"], row["method"], row["category"]) == ("430405", "inquiry", "C")


def test_days_of_registration_are_both_included(desk: Any, word: str) -> None:
    made = desk.create(name=f"{word}按日期")
    day = made["updated_at"][:10]
    assert ids(desk.list(q="按日期", since=day, until=day)) == [made["id"]]
    assert ids(desk.list(q="按日期", since="2100-01-01")) == []
    assert ids(desk.list(q="按日期", until="2000-01-01")) == []


def test_a_project_is_found_by_number_name_purchaser_and_plan(desk: Any) -> None:
    made = desk.create(name="Büro 家具采购", plan_no="湘财采计[2026]777777号")
    for q in (made["no"].lower(), "家具", "büro", "第一中学 家具", "777777", "家具 " + made["no"]):
        assert made["id"] in ids(desk.list(q=q)), q
    for q in ("家俱", "家具 不在其中", "具采中"):
        assert made["id"] not in ids(desk.list(q=q)), q


@pytest.mark.parametrize("q", ["家", "_", "\\", "%%", "𠮷"])
def test_a_search_takes_every_sign_as_it_is(desk: Any, q: str) -> None:
    found = desk.list(q=q)["items"]
    assert all(q in f"{one['no']}{one['name']}{one['purchaser_name']}" for one in found)


def test_the_centre_narrows_by_agency_and_sees_what_was_submitted(desk: Any, word: str) -> None:
    sent = desk.submit(desk.create(name=f"{word}机构"))
    desk.create(name=f"{word}机构")
    told = desk.list(desk.reviewer, q=f"{word}机构", agency_id=str(desk.agency))
    assert ids(told) == [sent["id"]]
    assert told["items"][0]["agency_name"]
    nobody = desk.list(desk.reviewer, q=f"{word}机构", agency_id=desk.rival.org_id)
    assert nobody["total"] == 0


def test_the_stage_of_the_lots_narrows_approved_projects(desk: Any, word: str) -> None:
    done = desk.approved()
    assert done["id"] in ids(desk.list(q=done["no"], stage="active"))
    with desk.session() as session, session.begin():
        ended = {"id": done["id"]}
        session.execute(text("UPDATE lot SET state = 'failed' WHERE project_id = :id"), ended)
    assert ids(desk.list(q=done["no"], stage="failed")) == []  # only a move renews it


def test_a_move_of_a_lot_renews_the_projects_stage(desk: Any) -> None:
    done = desk.approved()
    with desk.session() as session:
        asked = text("SELECT stage FROM project WHERE id = :id")
        assert session.scalar(asked, {"id": done["id"]}) == "active"
    assert desk.withdraw(done)["stage"] == "draft"
    with desk.session() as session:
        assert session.scalar(asked, {"id": done["id"]}) == "draft"


def test_counting_stops_where_nobody_reads_further(desk: Any, monkeypatch: Any, word: str) -> None:
    for _ in range(3):
        desk.create(name=f"{word}计数")
    monkeypatch.setattr(store, "MOST", 2)
    told = desk.list(q=f"{word}计数", limit=1)
    assert (told["total"], told["more"], len(told["items"])) == (2, True, 1)


def test_deleting_several_tells_of_each_what_became_of_it(desk: Any) -> None:
    """manual 3.1.7: 编辑中 and 审核不通过 can be deleted, 待审核 and 审核通过 cannot."""
    draft, waiting, stale = desk.create(), desk.submit(desk.create()), desk.create()
    desk.save(stale)
    kept = desk.withdraw(desk.approved())
    told = delete(desk, waiting, draft, stale, kept)
    assert [(one["ok"], one.get("code")) for one in told] == [
        (False, "STATE_CONFLICT"),
        (True, None),
        (False, "VERSION_CONFLICT"),
        (False, "PRECONDITION_FAILED"),
    ]
    assert told[1]["no"] == draft["no"]
    assert "须依法保存" in told[3]["message_zh"]
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.get(draft)


def test_deleting_another_agencys_project_tells_nothing_of_it(desk: Any) -> None:
    made = desk.create()
    items = [{"id": made["id"], "version": made["version"]}]
    asked = (project_lists.delete_projects, contracts.delete_projects, desk.rival)
    (told,) = desk.ask(*asked, {"items": items})["items"]
    assert (told["ok"], told["code"], told["no"]) == (False, "NOT_FOUND", None)


def test_a_copy_is_a_new_draft_with_numbers_and_dates_of_its_own(desk: Any) -> None:
    old = desk.approved()
    new = copy(desk, old)
    assert (new["state"], new["version"], new["submitted_at"]) == ("draft", 1, None)
    assert new["no"] != old["no"]
    assert [one["no"] for one in new["lots"]] == [f"{new['no']}-01", f"{new['no']}-02"]
    assert not {one["id"] for one in new["lots"]} & {one["id"] for one in old["lots"]}
    assert {one["state"] for one in new["lots"]} == {"registered"}
    assert (new["plan_no"], new["agreement_no"], new["agreement_date"]) == (None, None, None)
    assert (new["name"], new["purchaser"]) == (old["name"], old["purchaser"])
    assert [one["document_id"] for one in new["attachments"]] == [
        one["document_id"] for one in old["attachments"]
    ]
    assert {one["field"] for one in new["warnings"]} == {
        "plan_no",
        "agreement_no",
        "agreement_date",
    }


def test_a_receipt_that_is_no_longer_valid_is_not_copied_and_told(desk: Any) -> None:
    old = desk.create()
    with desk.session() as session, session.begin():
        spoil = (
            "UPDATE project_attachment SET receipt = 'x' WHERE project_id = :id AND position = 0"
        )
        session.execute(text(spoil), {"id": old["id"]})
    new = copy(desk, old)
    assert len(new["attachments"]) == len(old["attachments"]) - 1
    assert "RECEIPT_INVALID" in {one["rule"] for one in new["warnings"]}


def test_another_agencys_project_cannot_be_copied(desk: Any) -> None:
    with pytest.raises(Problem, match="NOT_FOUND"):
        copy(desk, desk.create(), desk.rival)


def test_c27_the_form_tells_what_this_centre_asks_for(desk: Any) -> None:
    """domain §6 C27: a switch of the policies is told by the form and held against a submission."""
    made = desk.create(fund_source="")
    with desk.session() as session, session.begin():
        flip = "UPDATE policy SET value = 'true' WHERE name = 'required.project.fund_source'"
        session.execute(text(flip))
    try:
        told = desk.ask(project_form.project_form, contracts.project_form, desk.clerk, {})
        asked = {one["path"]: one for one in told["fields"]}
        assert (asked["fund_source"]["required"], asked["lots.deposit"]["fixed"]) == (True, True)
        with pytest.raises(Problem) as refused:
            desk.submit(made)
        assert [one.field for one in refused.value.findings] == ["fund_source"]
    finally:
        with desk.session() as session, session.begin():
            session.execute(text(flip.replace("'true'", "'false'", 1)))
    assert desk.submit(made)["state"] == "pending"


def test_c2_withdrawing_and_deleting_follow_the_one_machine(desk: Any) -> None:
    """domain §6 C2: what each state allows is the same as of every form (§5.0)."""
    draft = desk.create()
    assert set(draft["allowed"]) == {"save", "submit", "delete"}
    sent = desk.submit(draft)
    assert sent["allowed"] == ["withdraw"]
    back = desk.reject(sent, opinion="请补正")
    assert set(desk.get(back)["allowed"]) == {"save", "submit", "delete"} - {"submit"}
    assert delete(desk, back)[0]["ok"]


def test_c26_a_rejected_project_is_edited_and_sent_again(desk: Any) -> None:
    """domain §6 C26: 审核不通过 → 编辑中 → 待审核, and its review history stays."""
    back = desk.reject(desk.submit(desk.create()), opinion="请补正预算")
    again = desk.submit(desk.save(desk.get(back), summary="已补正预算"))
    assert again["state"] == "pending"
    assert "请补正预算" in [one["opinion"] for one in again["history"]]
