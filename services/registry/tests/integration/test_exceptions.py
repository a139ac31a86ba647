"""采购异常 the forms: kinds, rules, proof (domain §5.9, §5.13, §6)."""

from typing import Any

import pytest
from sqlalchemy import text
from tenderhall_contracts.errors import Problem


def rules_of(refused: pytest.ExceptionInfo[Problem]) -> set[tuple[str, str]]:
    return {(one.field, one.rule) for one in refused.value.findings}


# ── the form (C2: withdraw and delete as for every form) ────────────────────────────────────────
def test_c2_an_exception_is_drafted_submitted_withdrawn_and_deleted(desk: Any, papers: Any) -> None:
    draft = papers.create(desk.approved(), "suspension")
    assert (draft["state"], draft["kind_zh"]) == ("draft", "项目暂停")
    pending = papers.step("submit", draft)
    assert pending["state"] == "pending"
    back = papers.step("withdraw", pending)
    assert back["state"] == "draft"
    papers.step("delete", back)
    with pytest.raises(Problem, match="NOT_FOUND"):
        papers.get(back)


def test_c26_a_rejected_exception_is_edited_and_submitted_again(desk: Any, papers: Any) -> None:
    project = desk.approved()
    rejected = papers.step("reject", papers.submitted(project, "suspension"), opinion="材料不清")
    form = papers.form(project, "suspension", statement="补充说明。")
    saved = papers.step("save", rejected, **form)
    assert (rejected["state"], saved["state"]) == ("rejected", "draft")
    again = papers.step("submit", saved)
    changes = papers.get(again, desk.reviewer)["changes"]
    assert "statement" in {one["field"] for one in changes}
    assert papers.step("approve", again)["state"] == "approved"


def test_a_rejection_needs_an_opinion_and_a_reviewer_of_another_house(
    desk: Any, papers: Any
) -> None:
    pending = papers.submitted(desk.approved(), "cancellation")
    with pytest.raises(Problem) as refused:
        papers.step("reject", pending)
    assert rules_of(refused) == {("opinion", "OPINION")}


def test_another_agency_neither_sees_nor_makes_exceptions_of_these_lots(
    desk: Any, papers: Any
) -> None:
    project = desk.approved()
    mine = papers.create(project, "suspension")
    for refused in (
        lambda: papers.get(mine, desk.rival),
        lambda: papers.get(mine, desk.reviewer),
        lambda: papers.create(project, "cancellation", who=desk.rival),
    ):
        with pytest.raises(Problem, match="NOT_FOUND"):
            refused()


def test_a_draft_may_lack_everything_and_says_all_of_it_at_submit(desk: Any, papers: Any) -> None:
    bare = {"kind": "suspension", "reason": None, "suspended_from": None, "statement": ""}
    kind = bare.pop("kind")
    draft = papers.create(desk.approved(), kind, proof=[], **bare)
    with pytest.raises(Problem) as refused:
        papers.step("submit", draft)
    assert rules_of(refused) == {
        ("reason", "REQUIRED"),
        ("statement", "REQUIRED"),
        ("suspended_from", "REQUIRED"),
        ("attachments", "ATTACHMENT"),
    }


@pytest.mark.parametrize(
    ("kind", "changes", "found"),
    [
        ("cancellation", {"reason": "purchaser_request"}, {("reason", "R12")}),
        ("cancellation", {"proof": []}, {("attachments", "R12")}),
        ("suspension", {"reason": "major_change"}, {("reason", "REASON_KIND")}),
        (
            "suspension",
            {"reason": "finance_notice", "proof": []},
            {("finance_no", "REQUIRED"), ("attachments", "R31")},
        ),
        (
            "suspension",
            {
                "reason": "finance_notice",
                "finance_no": "衡财购[2026]1号",
                "proof": ["finance_notice"],
                "expected_resume": "2026-04-02",
            },
            {("expected_resume", "R31")},
        ),
        ("suspension", {"expected_resume": "2026-03-01"}, {("expected_resume", "ORDER")}),
    ],
)
def test_a_rule_that_is_broken_is_named_with_its_article(
    desk: Any, papers: Any, kind: str, changes: dict[str, Any], found: set[tuple[str, str]]
) -> None:
    draft = papers.create(desk.approved(), kind, **changes)
    with pytest.raises(Problem) as refused:
        papers.step("submit", draft)
    assert rules_of(refused) == found
    basis = {one.rule: one.basis for one in refused.value.findings}
    assert all(basis[rule] for rule in basis if rule.startswith("R") and rule[1:].isdigit())


# ── C18: 废标 has exactly four grounds, and needs the committee's word or the opening's record ──
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"ground": None}, {("ground", "REQUIRED")}),
        ({"bidder_count": None}, {("bidder_count", "REQUIRED")}),
        ({"bidder_count": 3}, {("bidder_count", "R10")}),
        ({"proof": []}, {("attachments", "ATTACHMENT")}),
        ({"ground": "task_cancelled"}, {("follow_up", "R11")}),
    ],
)
def test_c18_a_failure_names_its_ground_and_proves_it(
    papers: Any, changes: dict[str, Any], found: set[tuple[str, str]]
) -> None:
    project = papers.opening()
    draft = papers.create(project, "failure", **changes)
    with pytest.raises(Problem) as refused:
        papers.step("submit", draft)
    assert rules_of(refused) == found


def test_c18_without_a_committee_the_record_of_the_opening_is_enough(
    desk: Any, papers: Any
) -> None:
    project = papers.opening()
    papers.approved(project, "failure", proof=["opening_record"])
    assert papers.states(project) == ["failed", "failed"]
    told = papers.events("lot.failed", project)
    assert [one["ground"] for one in told] == [1, 1]
    assert {one["reason_code"] for one in told} == {"too_few"}


def test_an_awarded_lot_fails_only_by_a_supervisors_decision(desk: Any, papers: Any) -> None:
    project = papers.opening()
    papers.move(project, "evaluation_ended")
    papers.move(project, "award_published")
    draft = papers.create(project, "failure")
    with pytest.raises(Problem) as refused:
        papers.step("submit", draft)
    assert rules_of(refused) == {("attachments", "ATTACHMENT")}
    proof = ["committee_conclusion", "supervisor_decision"]
    saved = papers.step("save", draft, **papers.form(project, "failure", proof=proof))
    papers.step("approve", papers.step("submit", saved))
    assert papers.states(project) == ["failed", "failed"]


# ── C17: the notice of what was announced is sealed before the form is submitted ───────────────
def test_c17_a_form_of_announced_lots_is_submitted_with_a_sealed_notice_only(
    desk: Any, papers: Any
) -> None:
    draft = papers.create(papers.tendering(), "suspension")
    assert (draft["notice_needed"], draft["seal_needed"], draft["sealed"]) == (True, True, False)
    with pytest.raises(Problem) as refused:
        papers.step("submit", draft, unsealed=True)
    assert rules_of(refused) == {("sealed", "R36")}
    papers.seal(draft, content_version=2)
    assert not papers.get(draft)["sealed"]
    for _ in range(2):
        papers.seal(draft)
    assert papers.get(draft)["sealed"]
    project = desk.get({"id": draft["project_id"]})
    assert len(papers.events("exception.sealed", project)) == 1
    pending = papers.step("submit", draft, unsealed=True)
    assert papers.step("withdraw", pending)["sealed"]


def test_c17_what_a_form_says_anew_is_sealed_anew(papers: Any) -> None:
    project = papers.tendering()
    draft = papers.create(project, "suspension")
    papers.seal(draft)
    form = papers.form(project, "suspension", attachments=[])
    for statement in ("另有说明。", "采购人来函说明情况。", "另有说明。"):
        draft = papers.step("save", draft, **form | {"statement": statement})
        assert not draft["sealed"]
    assert draft["content_version"] == 4
    papers.seal(draft, content_version=2)
    assert not papers.get(draft)["sealed"]
    papers.seal(draft)
    again = papers.step("save", draft, **form | {"statement": "另有说明。"})
    assert (again["sealed"], again["content_version"]) == (True, 4)


def test_c17_what_was_never_announced_needs_no_notice(desk: Any, papers: Any) -> None:
    project = desk.approved()
    draft = papers.create(project, "suspension")
    assert (draft["notice_needed"], draft["seal_needed"]) == (False, False)
    approved = papers.step("approve", papers.step("submit", draft, unsealed=True))
    assert not approved["notice_needed"]
    assert not papers.create(project, "resumption")["notice_needed"]
    after = papers.opening()
    papers.approved(after, "suspension")
    assert papers.create(after, "resumption")["seal_needed"]


def test_c17_the_policy_says_which_forms_are_sealed(desk: Any, papers: Any) -> None:
    draft = papers.create(papers.opening(), "failure")
    told = "tender_notice,change_notice,award_notice,exception"
    with desk.session() as session, session.begin():
        flip = text("UPDATE policy SET value = :told WHERE name = 'seal.required'")
        before = session.scalar(text("SELECT value FROM policy WHERE name = 'seal.required'"))
        session.execute(flip, {"told": told})
    try:
        assert (draft["seal_needed"], papers.get(draft)["seal_needed"]) == (True, False)
        assert papers.step("submit", draft, unsealed=True)["state"] == "pending"
    finally:
        with desk.session() as session, session.begin():
            session.execute(flip, {"told": before})


# ── C12, C13: the kinds, and one lot at a time ──────────────────────────────────────────────────
def test_c12_suspension_and_cancellation_are_told_as_what_they_are(desk: Any, papers: Any) -> None:
    suspended, cancelled = papers.tendering(), papers.tendering()
    form = papers.approved(suspended, "suspension")
    papers.approved(cancelled, "cancellation")
    (first, _) = papers.events("lot.suspended", suspended)
    assert (first["kind"], first["from_state"]) == ("suspension", "tendering")
    assert first["form_id"] == form["id"]
    assert len(first["basis_file_sha256"]) == 64
    assert first["form_lot_nos"] == sorted(one["no"] for one in suspended["lots"])
    assert {one["kind"] for one in papers.events("lot.cancelled", cancelled)} == {"cancellation"}
    assert not papers.events("lot.cancelled", suspended)


def test_c13_an_exception_concerns_the_lots_chosen_and_no_other(desk: Any, papers: Any) -> None:
    project = desk.approved()
    first = project["lots"][0]["id"]
    papers.approved(project, "suspension", lot_ids=[first])
    assert papers.states(project) == ["suspended", "preparing"]
    assert desk.get(project)["stage"] == "active"
    papers.approved(project, "cancellation", lot_ids=[project["lots"][1]["id"]])
    assert desk.get(project)["stage"] == "suspended"


def test_a_second_form_of_the_kind_waits_for_the_first(desk: Any, papers: Any) -> None:
    project = desk.approved()
    first = papers.create(project, "suspension")
    with pytest.raises(Problem) as refused:
        papers.create(project, "suspension")
    assert {one["form_id"] for one in refused.value.extra["blockers"]} == {first["id"]}
    papers.create(project, "cancellation")


# ── C1: whoever has an exception is not withdrawn ───────────────────────────────────────────────
@pytest.mark.parametrize("stage", ["draft", "pending", "rejected", "resumed"])
def test_c1_a_project_with_an_exception_that_is_not_deleted_is_not_withdrawn(
    desk: Any, papers: Any, stage: str
) -> None:
    project = desk.approved()
    form = papers.create(project, "suspension")
    if stage != "draft":
        form = papers.step("submit", form)
    if stage == "rejected":
        form = papers.step("reject", form, opinion="材料不清")
    if stage == "resumed":
        papers.step("approve", form)
        papers.approved(project, "resumption")
        assert papers.states(project) == ["preparing", "preparing"]
    with pytest.raises(Problem) as refused:
        desk.withdraw(desk.get(project))
    assert form["id"] in {one.get("form_id") for one in refused.value.extra["blockers"]}


def test_c1_a_deleted_exception_blocks_nothing(desk: Any, papers: Any) -> None:
    project = desk.approved()
    papers.step("delete", papers.create(project, "suspension"))
    assert desk.withdraw(project)["state"] == "draft"


def test_a_reviewer_sees_the_articles_that_are_kept_and_their_figures(
    desk: Any, papers: Any
) -> None:
    pending = papers.submitted(papers.opening(), "failure", follow_up="none")
    told = papers.get(pending, desk.reviewer)["checks"]
    assert [(one["rule"], one["ok"], one["amber"]) for one in told] == [
        ("R11", False, True),
        ("R10", True, False),
    ]
    assert (told[1]["required"], told[1]["actual"]) == ("< 3", "2")
    assert told[1]["basis"]
