"""Clarifications and supplements: what they must say, when they may come, how they are numbered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from documents.rules import clarifications as rules
from documents.usecases import clarifications, clarified, hearing, telling
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts import documents as promises
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.call import Call
from tenderhall_kit.clock import real_now
from tenderhall_kit.serving import dump

from .conftest import Desk, pdf
from .test_tender_documents import Office, refused

LATE, EARLY = timedelta(days=14), timedelta(days=40)


@pytest.fixture(autouse=True)
def law(tell_law: Callable[..., None]) -> Callable[..., None]:
    """``law(severity)`` of R05 and R06, with every day a working day."""
    day = real_now().date()
    years = [day.year, day.year + 1]
    days = [
        {"date": f"{one:%Y-%m-%d}", "kind": "workday", "source": "test", "official": True}
        for one in (day + timedelta(days=n) for n in range(90))
    ]
    since = {"effective_from": "2015-03-01", "effective_to": None}

    def tell(severity: str = "block", accounts: Any = (), **policies: str) -> None:
        rows = [
            {"rule_id": "R05", "value": 15, "unit": "day", "text_zh": "澄清不少于15日"},
            {"rule_id": "R06", "value": None, "unit": None, "text_zh": "不得改变采购标的"},
        ]
        rows = [one | since | {"severity": severity, "basis": "条例第31条"} for one in rows]
        told = {"rules": rows, "days": days, "official_years": years, "policies": policies}
        tell_law(**told, service_accounts=list(accounts))

    tell()
    return tell


class Answers(Office):
    """One clerk whose tender document has been issued, and the clarifications of it."""

    def __init__(self, desk: Desk, until: timedelta = EARLY, **changed: Any) -> None:
        super().__init__(desk, **changed)
        self.tender = self.submit(self.create())
        self.open(until)

    def open(self, until: timedelta) -> None:
        """The notice is published: the document is issued, the lots are being tendered."""
        system = self.desk.call_for("documents", self.desk.call().actor)
        system.run(lambda work: hearing.issue(work, self.lot_ids))
        deadline = self.desk.call().read(lambda work: work.now) + until
        for lot in self.project["lots"]:
            lot |= {"state": "tendering", "opening_at": deadline}

    def words(self, **changed: Any) -> dict[str, Any]:
        version = self.desk.upload(pdf(), kind="clarification", name="第1次澄清.pdf")
        told = {
            "project_id": str(self.project["id"]),
            "lot_ids": [str(one) for one in self.lot_ids],
            "kind": "clarification",
            "title": "关于交货期的澄清",
            "content": "交货期改为签订合同后30日。",
            "affects_bids": True,
            "changes_subject": False,
            "questions": "交货期可否延长？",
            "passages": [{"place": "第五章 2.1", "before": "交货期20日", "after": "交货期30日"}],
            "attachments": [{"kind": "clarification", "receipt": version["receipt"]}],
        }
        return told | changed

    def draft(self, **changed: Any) -> dict[str, Any]:
        payload = promises.create_clarification.takes().load(self.words(**changed))
        return self.say(self.desk.call().run(clarifications.create, payload, self.project))

    def change(self, row: dict[str, Any], **changed: Any) -> dict[str, Any]:
        form = self.words(**changed) | {"id": str(row["id"]), "version": row["version"]}
        payload = promises.save_clarification.takes().load(form)
        return self.say(self.desk.call().run(clarifications.save, payload, self.project))

    def send(self, row: dict[str, Any], opinion: str = "同意发布", **more: Any) -> dict[str, Any]:
        call = more.pop("call", None) or self.desk.call()
        payload = {"id": row["id"], "version": row["version"], "opinion": opinion, **more}
        asked = call.read(clarifications.ready, payload)
        return self.say(call.run(clarifications.submit, payload, asked and self.opened()))

    def opened(self) -> dict[str, Any]:
        return {"project": self.project, "lots": self.project["lots"]}

    def look(self, row: dict[str, Any], desk: Desk | None = None) -> dict[str, Any]:
        return self.say((desk or self.desk).call().read(clarified.get, row["id"]))

    def say(self, answer: dict[str, Any]) -> dict[str, Any]:
        gives = promises.get_clarification
        return dict(gives.gives().load(dump(gives, answer)))


@pytest.fixture
def answers(clerk: Desk) -> Answers:
    return Answers(clerk)


def test_c5_a_clarification_is_approved_by_policy_and_issued_at_once(answers: Answers) -> None:
    row = answers.send(answers.draft())
    assert (row["state"], row["state_zh"]) == ("issued", "已发布")
    assert row["approved_by_policy"] == "review.clarification=auto"
    assert {one["n"] for one in row["numbers"]} == {1}
    assert answers.types()[-4:] == [
        "clarification.saved",
        "clarification.submitted",
        "clarification.approved",
        "clarification.issued",
    ]
    told = answers.events()[-1]
    assert told["visibility"] == "public"
    assert told["data"]["n"] == 1
    assert told["data"]["doc_sha256"] == row["attachments"][0]["file"]["sha256"]
    assert not any("recipient" in name or "supplier" in name for name in told["data"])
    steps = [one["action"] for one in answers.look(row)["history"]]
    assert steps == ["save", "submit", "auto_approve", "issue"]


def test_c4_before_the_document_is_issued_nothing_can_be_clarified(clerk: Desk) -> None:
    office = Office(clerk)
    payload = promises.create_clarification.takes().load(Answers.words(office))  # type: ignore[arg-type] # it only asks for desk and project
    row = office.submit(office.create())
    assert row["state"] == "approved"
    assert refused(clerk.call().run, clarifications.create, payload, office.project) == (
        "PRECONDITION_FAILED",
        ["LOT_NOT_TENDERING", "LOT_NOT_TENDERING"],
    )
    for lot in office.project["lots"]:
        lot["state"] = "tendering"
    assert refused(clerk.call().run, clarifications.create, payload, office.project) == (
        "PRECONDITION_FAILED",
        ["DOCUMENT_NOT_ISSUED", "DOCUMENT_NOT_ISSUED"],
    )


def test_after_the_deadline_nothing_is_clarified(clerk: Desk) -> None:
    answers = Answers(clerk, until=timedelta(minutes=-1))
    assert refused(answers.draft)[1] == ["DEADLINE_PASSED", "DEADLINE_PASSED"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"content": ""}, "content"),
        ({"affects_bids": None}, "affects_bids"),
        ({"changes_subject": None}, "changes_subject"),
        ({"attachments": []}, "attachments"),
        ({"passages": [{"place": "第一章"}]}, "passages.0.after"),
    ],
)
def test_what_is_required_is_required_at_submission(
    answers: Answers, changed: dict[str, Any], field: str
) -> None:
    row = answers.draft(**changed)
    with pytest.raises(Problem) as caught:
        answers.send(row)
    assert [one.field for one in caught.value.findings] == [field]
    assert refused(answers.send, answers.draft(), " ") == ("VALIDATION_FAILED", ["REQUIRED"])


def test_what_changes_the_subject_is_refused(answers: Answers) -> None:
    row = answers.draft(changes_subject=True)
    assert refused(answers.send, row) == ("VALIDATION_FAILED", ["R06"])


def test_less_than_fifteen_days_before_the_deadline_wants_a_change_notice(clerk: Desk) -> None:
    answers = Answers(clerk, until=LATE)
    row = answers.draft()
    assert answers.look(row)["needs_change_notice"]
    with pytest.raises(Problem) as caught:
        answers.send(row)
    problem = caught.value
    today = answers.desk.call().read(lambda work: work.now).date()
    assert (problem.code, problem.extra["rule_id"]) == ("LEGAL_PERIOD", "R05")
    assert problem.extra["earliest_ok"] == (today + timedelta(days=15)).isoformat()
    assert problem.extra["needs_change_notice"]
    assert "变更公告" in problem.findings[0].message_zh
    harmless = answers.send(answers.change(row, affects_bids=False))
    assert harmless["state"] == "issued"


def test_where_the_rule_warns_a_reason_lets_it_pass(clerk: Desk, law: Callable[..., None]) -> None:
    law("warn")
    answers = Answers(clerk, until=LATE)
    row = answers.draft()
    assert answers.look(row)["needs_reason"] == ["R05"]
    assert refused(answers.send, row)[1] == ["R05"]
    reasons = [{"rule_id": "R05", "reason": "采购人已另行书面通知"}]
    assert answers.send(row, overrides=reasons)["state"] == "issued"
    assert "legal.rule_overridden" in answers.types()


def test_c24_numbers_have_no_gaps_and_each_kind_has_its_own(answers: Answers) -> None:
    gone = answers.draft()
    answers.desk.call().run(clarifications.delete, {"id": gone["id"], "version": gone["version"]})
    kinds = ("clarification", "supplement", "clarification")
    rows = [answers.send(answers.draft(kind=one)) for one in kinds]
    assert [one["numbers"][0]["n"] for one in rows] == [1, 1, 2]


def test_issued_side_by_side_each_lot_counts_without_a_gap(answers: Answers) -> None:
    first, second = answers.lot_ids
    ways = [[first, second], [second, first], [first], [second], [first, second], [second]]
    rows = [answers.draft(lot_ids=[str(one) for one in way]) for way in ways]
    calls = [answers.desk.call() for _ in rows]
    with ThreadPoolExecutor(6) as pool:
        done = list(
            pool.map(
                lambda pair: answers.send(pair[0], call=pair[1]), zip(rows, calls, strict=True)
            )
        )
    for lot in (first, second):
        given = [n["n"] for one in done for n in one["numbers"] if n["lot_id"] == lot]
        assert sorted(given) == list(range(1, len(given) + 1))


def test_an_issued_one_is_immutable_and_amends_the_document(answers: Answers) -> None:
    row = answers.send(answers.draft())
    tender = answers.get(answers.tender)
    assert (tender["state"], tender["state_zh"]) == ("issued", "已修改")
    assert [(one["n"], one["title"]) for one in tender["amendments"]] == [(1, row["title"])]
    assert refused(answers.change, row)[0] == "STATE_CONFLICT"
    with (
        Session(answers.desk.call().kit.engine) as session,
        pytest.raises(DBAPIError, match="immutable"),
    ):
        session.execute(
            text("UPDATE clarification SET title = 'x' WHERE id = :id"), {"id": str(row["id"])}
        )


def test_c26_where_the_centre_reviews_what_it_sends_back_is_changed_and_sent_again(
    clerk: Desk, desk: Callable[..., Desk], law: Callable[..., None]
) -> None:
    law(**{"review.clarification": "manual"})
    answers, reviewer = Answers(clerk), desk(Role.REVIEWER)
    row = answers.send(answers.draft())
    assert (row["state"], row["numbers"]) == ("pending", [])
    back = {"id": row["id"], "version": row["version"]}
    assert refused(reviewer.call().run, clarifications.reject, back)[1] == ["REQUIRED"]
    sent_back = reviewer.call().run(clarifications.reject, back | {"opinion": "请补充页码"})
    again = answers.send(answers.change(answers.look(sent_back)))
    approve = {"id": again["id"], "version": again["version"]}
    call = reviewer.call()
    assert call.read(clarifications.awaiting, approve)["form_id"] == again["id"]
    done = answers.say(call.run(clarifications.approve, approve, answers.opened()))
    assert (done["state"], done["numbers"][0]["n"]) == ("issued", 1)


def test_nobody_decides_on_a_clarification_of_the_own_organisation(
    clerk: Desk, desk: Callable[..., Desk], law: Callable[..., None]
) -> None:
    law(**{"review.clarification": "manual"})
    answers = Answers(clerk)
    row = answers.send(answers.draft())
    own = desk(Role.REVIEWER, org=clerk.who.org_id)
    form = {"id": row["id"], "version": row["version"], "opinion": "同意"}
    told = refused(own.call().run, clarifications.approve, form, answers.opened())
    assert told[0] == "FORBIDDEN_ROLE"
    assert refused(own.call().run, clarifications.reject, form)[0] == "FORBIDDEN_ROLE"
    assert answers.look(row)["state"] == "pending"


def test_a_withdrawn_one_is_a_draft_again(clerk: Desk, law: Callable[..., None]) -> None:
    law(**{"review.clarification": "manual"})
    answers = Answers(clerk)
    row = answers.send(answers.draft())
    form = {"id": row["id"], "version": row["version"]}
    assert clerk.call().run(clarifications.withdraw, form)["state"] == "draft"


def test_only_its_agency_sees_a_draft_and_only_the_centre_what_was_submitted(
    answers: Answers, stranger: Desk, desk: Callable[..., Desk]
) -> None:
    row = answers.draft()
    centre = desk(Role.REVIEWER)
    for other in (stranger, centre):
        assert refused(answers.look, row, other)[0] == "NOT_FOUND"
    answers.send(row)
    assert refused(answers.look, row, stranger)[0] == "NOT_FOUND"
    assert answers.look(row, centre)["state"] == "issued"
    asked = {"limit": 20, "offset": 0, "q": answers.project["no"]}
    assert centre.call().read(clarified.page, asked)["total"] == 1
    assert stranger.call().read(clarified.page, asked)["total"] == 0


def test_what_is_not_issued_is_void_when_its_lots_end(
    answers: Answers, call_for: Callable[..., Call]
) -> None:
    row = answers.draft()
    for place, lot in enumerate(answers.project["lots"]):
        lot["state"] = "cancelled"
        call = answers.desk.call()
        call.run(clarifications.lot_ended, lot["id"], answers.project)
        assert answers.look(row)["state"] == ("draft", "void")[place]


def test_registry_learns_whether_it_still_lives(answers: Answers) -> None:
    row = answers.draft()
    ask = answers.desk.call().read
    assert ask(clarified.form_state, row["id"])["live"] is False
    assert ask(clarified.form_state, uuid4()) is None
    assert ask(telling.form_state, row["id"])["exists"] is False


def test_old_and_new_are_compared_word_by_word() -> None:
    told = rules.comparison(
        [{"place": "2.1", "before": "交货期20日", "after": "交货期30日，含安装"}]
    )
    assert told == [
        {
            "place": "2.1",
            "parts": [
                {"op": "same", "text": "交货期"},
                {"op": "gone", "text": "20"},
                {"op": "new", "text": "30"},
                {"op": "same", "text": "日"},
                {"op": "new", "text": "，含安装"},
            ],
        }
    ]
    long = {"before": "长" * 4000, "after": "短" * 4000}
    first, *_, last = rules.comparison([long, long])
    assert (
        [one["op"] for one in last["parts"]]
        == ["gone", "new"]
        == [one["op"] for one in first["parts"]]
    )


def test_questions_that_name_a_supplier_are_pointed_at(answers: Answers) -> None:
    row = answers.draft(questions="衡阳某某有限公司提问：交货期可否延长？")
    told = answers.look(row)
    assert "CLARIFICATION_ANONYMOUS" in [one["rule"] for one in told["warnings"]]
    assert isinstance(told["deadline_at"], datetime)
