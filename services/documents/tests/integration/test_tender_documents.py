"""Tender documents: what they must say, approval by policy, one effective for each lot."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from documents.usecases import hearing, telling, tender
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts import documents as promises
from tenderhall_contracts import notices
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ProjectOut
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.envelope import Envelope

from .conftest import Desk, pdf

pytestmark = pytest.mark.usefixtures("tell_law")


def project(desk: Desk, *, lots: int = 2, **changed: Any) -> dict[str, Any]:
    """A project as registry tells it."""
    no = f"HYZC-2026-G-{uuid4().hex[:6]}"
    identity = str(uuid4())
    rows = [
        {
            "id": str(uuid4()),
            "no": f"{no}-{place:02}",
            "position": place,
            "project_id": identity,
            "evaluation": "comprehensive",
            "state": "preparing",
            "state_zh": "筹备中",
        }
        for place in range(1, lots + 1)
    ]
    told = {
        "id": identity,
        "no": no,
        "name": "服务器采购",
        "state": "approved",
        "state_zh": "审核通过",
        "version": 3,
        "category": "A",
        "agency_id": desk.who.org_id,
        "agency": {"name": "衡阳诚信招标代理有限公司"},
        "lots": rows,
    }
    return dict(ProjectOut().load(told | changed))


class Office:
    """One clerk, one project, and the forms on it."""

    def __init__(self, desk: Desk, **changed: Any) -> None:
        self.desk = desk
        self.project = project(desk, **changed)
        self.lot_ids = [one["id"] for one in self.project["lots"]]

    def form(self, **changed: Any) -> dict[str, Any]:
        told = {
            "project_id": str(self.project["id"]),
            "lot_ids": [str(one) for one in self.lot_ids],
            "template": "goods-comprehensive",
            "title": "服务器采购招标文件",
            "bid_validity_days": 90,
            "evaluation": "comprehensive",
            "price_weight": "30",
            "price": "0",
            "obtaining": "登录平台免费下载",
            "file": self.attachment(),
        }
        return told | changed

    def attachment(self, desk: Desk | None = None, **changed: Any) -> dict[str, str]:
        version = (desk or self.desk).upload(pdf(), **changed)
        return {"kind": "tender_document", "receipt": version["receipt"]}

    def create(self, **changed: Any) -> dict[str, Any]:
        payload = promises.create_tender_document.takes().load(self.form(**changed))
        return self.told(self.desk.call().run(tender.create, payload, self.project))

    def save(self, row: dict[str, Any], **changed: Any) -> dict[str, Any]:
        form = self.form(**changed) | {"id": str(row["id"]), "version": row["version"]}
        payload = promises.save_tender_document.takes().load(form)
        return self.told(self.desk.call().run(tender.save, payload, self.project))

    def submit(
        self,
        row: dict[str, Any],
        opinion: str = "同意发出",
        call: Call | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        call = call or self.desk.call()
        payload = {"id": row["id"], "version": row["version"], "opinion": opinion, **more}
        asked = call.read(tender.ready, payload)
        opened = asked and {"project": self.project, "lots": self.project["lots"]}
        return self.told(call.run(tender.submit, payload, opened))

    def withdraw(self, row: dict[str, Any]) -> dict[str, Any]:
        payload = {"id": row["id"], "version": row["version"]}
        return self.told(self.desk.call().run(tender.withdraw, payload))

    def delete(self, row: dict[str, Any]) -> None:
        payload = {"id": row["id"], "version": row["version"]}
        self.desk.call().run(tender.delete, payload)

    def get(self, row: dict[str, Any], desk: Desk | None = None) -> dict[str, Any]:
        return self.told((desk or self.desk).call().read(telling.get, row["id"]))

    def told(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer as a caller gets it: checked against the contract."""
        from tenderhall_kit.serving import dump  # noqa: PLC0415 — what the entry point does

        gives = promises.get_tender_document
        return dict(gives.gives().load(dump(gives, answer)))

    def events(self) -> list[dict[str, Any]]:
        query = "SELECT envelope FROM kit_outbox WHERE envelope ->> 'project_no' = :no ORDER BY id"
        with Session(self.desk.call().kit.engine) as session:
            return list(session.scalars(text(query), {"no": self.project["no"]}))

    def types(self) -> list[str]:
        return [one["type"] for one in self.events()]


@pytest.fixture
def office(clerk: Desk) -> Office:
    return Office(clerk)


@pytest.fixture
def system(call_for: Callable[..., Call]) -> Callable[[], Call]:
    return lambda: call_for("documents", service_actor("documents"))


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[str, list[str]]:
    with pytest.raises(Problem) as caught:
        act(*args, **kwargs)
    return caught.value.code, [one.rule for one in caught.value.findings]


def notice(office: Office, state: str, *, version: int = 1, identity: str = "") -> Envelope:
    """A notice's event as this service reads it."""
    now = datetime(2026, 12, 1, 9, tzinfo=UTC).isoformat()
    data = {
        "form_type": "notice",
        "form_id": identity or str(uuid4()),
        "form_version": version,
        "title": "服务器采购招标公告",
        "state": state,
        "project_id": str(office.project["id"]),
        "project_no": office.project["no"],
        "lot_ids": [str(one) for one in office.lot_ids],
        "lot_nos": [one["no"] for one in office.project["lots"]],
        "agency_id": office.desk.who.org_id,
        "agency_name": "甲",
        "kind": "tender_notice",
        "no": f"{office.project['no']}-ZB-01",
        "url": "/notices/1",
        "pdf_sha256": "0" * 64,
        "media": ["湖南省政府采购网"],
        "published_at": now,
        "period_days": 5,
        "period_unit": "workday",
        "period_ends_on": "2026-12-08",
        "opening_at": now,
    }
    return Envelope(
        event_id=str(uuid4()),
        type="notice.published",
        version=1,
        seq=1,
        occurred_at=datetime.now(UTC),
        source="notices",
        trace_id="t",
        actor={},
        aggregate={"version": version},
        data=notices.NoticePublished().load(data),
    )


# ── drafting ────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_may_be_incomplete(office: Office) -> None:
    made = office.create(file=None, evaluation="comprehensive", price=None, obtaining="")
    assert (made["state"], made["version"], made["file"]) == ("draft", 1, None)
    assert made["lot_nos"] == [one["no"] for one in office.project["lots"]]
    assert set(made["allowed"]) == {"save", "submit", "delete"}


def test_a_draft_can_be_saved_with_fewer_lots(office: Office) -> None:
    made = office.create()
    saved = office.save(made, title="第二稿", lot_ids=[str(office.lot_ids[0])])
    assert (saved["title"], saved["version"]) == ("第二稿", 2)
    assert saved["lot_ids"] == office.lot_ids[:1]


def test_a_stale_page_is_told_to_refresh(office: Office) -> None:
    made = office.create()
    office.save(made)
    assert refused(office.save, made) == ("VERSION_CONFLICT", [])
    assert refused(office.submit, made) == ("VERSION_CONFLICT", [])


def test_the_project_of_a_draft_cannot_be_changed(office: Office) -> None:
    made = office.create()
    told = refused(office.save, made, project_id=str(uuid4()))
    assert told == ("VALIDATION_FAILED", ["PROJECT_FIXED"])


def test_a_project_that_is_not_approved_takes_none(clerk: Desk) -> None:
    told = refused(Office(clerk, state="pending").create)
    assert told == ("PRECONDITION_FAILED", ["PROJECT_NOT_APPROVED"])


def test_a_lot_of_another_project_takes_none(office: Office) -> None:
    told = refused(office.create, lot_ids=[str(uuid4())])
    assert told == ("PRECONDITION_FAILED", ["LOT_OF_OTHER_PROJECT"])


def test_the_project_of_another_agency_is_not_found(office: Office, stranger: Desk) -> None:
    office.desk = stranger
    assert refused(office.create) == ("NOT_FOUND", [])


def test_a_file_must_be_the_agencys_own_and_of_its_kind(office: Office, stranger: Desk) -> None:
    foreign = office.attachment(stranger)
    assert refused(office.create, file=foreign) == ("VALIDATION_FAILED", ["RECEIPT_FOREIGN"])
    other = office.attachment(kind="other")
    assert refused(office.create, file=other) == ("VALIDATION_FAILED", ["FILE_KIND"])
    forged = {"kind": "tender_document", "receipt": "x.y.z"}
    told = refused(office.create, attachments=[forged])
    assert told == ("VALIDATION_FAILED", ["RECEIPT_INVALID"])


def test_ten_thousand_attachments_are_refused_before_they_are_looked_at(office: Office) -> None:
    many = [{"kind": "other", "receipt": "x"}] * 10_000
    assert refused(office.create, attachments=many) == ("VALIDATION_FAILED", ["TOO_MANY"])


# ── submitting ──────────────────────────────────────────────────────────────────────────────────
def test_submitting_is_approval_by_recorded_policy(office: Office) -> None:
    done = office.submit(office.create())
    assert done["state"] == "approved"
    assert done["state_zh"] == "审核通过"
    assert done["approved_by_policy"] == "review.tender_doc=auto"
    steps = [(one["action"], one["to_state"], one["role"]) for one in done["history"]]
    assert steps == [
        ("save", "draft", "agency_operator"),
        ("submit", "pending", "agency_operator"),
        ("auto_approve", "approved", "service"),
    ]
    assert done["history"][1]["opinion"] == "同意发出"


def test_the_audit_names_the_policy_and_the_bytes(office: Office) -> None:
    done = office.submit(office.create())
    query = "SELECT actor, after, content_sha256 FROM kit_audit WHERE subject_id = :it"
    query += " AND action = 'tender_document.auto_approve'"
    with Session(office.desk.call().kit.engine) as session:
        row = session.execute(text(query), {"it": str(done["id"])}).one()
    assert row.actor["user_id"] == "service:documents"
    assert row.after["policy"] == "review.tender_doc=auto"
    assert row.content_sha256 == done["file"]["file"]["sha256"]


def test_it_is_told_as_submitted_by_the_clerk_and_approved_by_the_system(office: Office) -> None:
    done = office.submit(office.create())
    submitted, approved = office.events()[1:]
    assert (submitted["type"], approved["type"]) == (
        "tender_document.submitted",
        "tender_document.approved",
    )
    assert submitted["actor"]["user_id"] == office.desk.who.user_id
    assert submitted["data"]["opinion"] == "同意发出"
    assert approved["actor"]["user_id"] == "service:documents"
    assert submitted["aggregate"]["version"] < approved["aggregate"]["version"]
    data = approved["data"]
    assert data["file"]["sha256"] == done["file"]["file"]["sha256"]
    assert (data["form_type"], data["state"], data["from_state"]) == (
        "tender_document",
        "approved",
        "pending",
    )
    assert json.dumps(approved).count("receipt") == 0


def test_a_repeat_of_the_submission_gives_the_first_answer(office: Office) -> None:
    made, key = office.create(), str(uuid4())
    first = office.submit(made, call=office.desk.call(key))
    assert office.submit(made, call=office.desk.call(key)) == first
    assert office.types().count("tender_document.approved") == 1


def test_an_incomplete_form_is_refused_field_by_field(office: Office) -> None:
    made = office.create(file=None, price=None, bid_validity_days=None)
    with pytest.raises(Problem) as caught:
        office.submit(made, opinion=" ")
    fields = {one.field for one in caught.value.findings}
    assert fields == {"opinion", "file", "price", "bid_validity_days"}
    assert office.get(made)["state"] == "draft"
    assert office.types() == ["tender_document.saved"]


def test_metadata_that_differ_from_the_lots_are_refused(office: Office) -> None:
    made = office.create(
        evaluation="lowest_price", template="goods-lowest_price", price_weight=None
    )
    told = refused(office.submit, made)
    assert told == ("VALIDATION_FAILED", ["DOCUMENT_EVALUATION", "DOCUMENT_EVALUATION"])


def test_a_lot_that_has_moved_on_since_is_refused_at_submit(office: Office) -> None:
    made = office.create()
    office.project["lots"][0]["state"] = "tendering"
    assert refused(office.submit, made) == ("PRECONDITION_FAILED", ["LOT_NOT_PREPARING"])


def test_a_submitted_form_cannot_be_saved_or_submitted(office: Office) -> None:
    done = office.submit(office.create())
    assert refused(office.save, done)[0] == "STATE_CONFLICT"
    assert refused(office.submit, done)[0] == "STATE_CONFLICT"


def test_a_draft_that_appears_between_question_and_submission_is_refused(office: Office) -> None:
    made = office.create()
    payload = {"id": made["id"], "version": made["version"], "opinion": "同意"}
    told = refused(office.desk.call().run, tender.submit, payload, None)
    assert told == ("STATE_CONFLICT", [])


# ── 放行 what may be gone past with a reason ─────────────────────────────────────────────────────
@pytest.fixture
def lenient(tell_law: Callable[..., None]) -> Iterator[None]:
    """R17 warns, as the master table has it."""
    tell_law("warn")
    yield
    tell_law()


@pytest.mark.usefixtures("lenient")
def test_a_rule_that_warns_is_gone_past_with_a_reason_that_registry_learns(
    office: Office,
) -> None:
    made = office.create(price_weight="20")
    assert refused(office.submit, made) == ("VALIDATION_FAILED", ["R17"])
    assert office.get(made)["needs_reason"] == ["R17"]
    sent = office.submit(made, overrides=[{"rule_id": "R17", "reason": "定制设备，技术分须高"}])
    assert (sent["state"], office.get(sent)["needs_reason"]) == ("approved", [])
    told = [(one["rule_id"], one["reason"]) for one in office.get(sent)["overrides"]]
    assert told == [("R17", "定制设备，技术分须高")]
    (event,) = [one for one in office.events() if one["type"] == "legal.rule_overridden"]
    assert event["data"]["by_user"] == office.desk.who.user_id
    assert event["data"]["project_id"] == str(office.project["id"])


def test_a_rule_that_blocks_is_not_gone_past(office: Office) -> None:
    made = office.create(price_weight="20")
    passed = [{"rule_id": "R17", "reason": "定制设备"}]
    assert refused(office.submit, made, overrides=passed) == ("VALIDATION_FAILED", ["R17"])


# ── one effective document for each lot ─────────────────────────────────────────────────────────
def test_a_second_document_for_a_lot_is_refused(office: Office) -> None:
    office.submit(office.create())
    second = office.create(lot_ids=[str(office.lot_ids[1])])
    assert refused(office.submit, second) == ("PRECONDITION_FAILED", ["DOCUMENT_ONE_EFFECTIVE"])
    assert office.get(second)["state"] == "draft"


def test_of_many_submitted_at_once_one_wins(office: Office) -> None:
    drafts = [office.create() for _ in range(4)]

    def attempt(row: dict[str, Any]) -> str:
        try:
            return str(office.submit(row)["state"])
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(attempt, drafts))
    assert told == ["PRECONDITION_FAILED"] * 3 + ["approved"]
    assert office.types().count("tender_document.approved") == 1


def test_services_ask_for_the_effective_documents_of_lots(
    office: Office, system: Callable[[], Call]
) -> None:
    assert system().read(telling.effective, office.lot_ids)["total"] == 0
    done = office.submit(office.create())
    told = system().read(telling.effective, office.lot_ids)
    assert [one["id"] for one in told["items"]] == [done["id"]]


# ── withdrawing and deleting ────────────────────────────────────────────────────────────────────
def test_an_approved_document_can_be_withdrawn_changed_and_submitted_again(office: Office) -> None:
    back = office.withdraw(office.submit(office.create()))
    assert (back["state"], back["approved_by_policy"]) == ("draft", None)
    assert office.submit(office.save(back, title="第二稿"))["state"] == "approved"
    assert office.types() == [
        "tender_document.saved",
        "tender_document.submitted",
        "tender_document.approved",
        "tender_document.withdrawn",
        "tender_document.saved",
        "tender_document.submitted",
        "tender_document.approved",
    ]


@pytest.mark.parametrize("state", ["pending", "approved"])
def test_a_live_notice_keeps_the_document_from_being_withdrawn(
    office: Office, system: Callable[[], Call], state: str
) -> None:
    done = office.submit(office.create())
    system().run(hearing.note, notice(office, state))
    with pytest.raises(Problem) as caught:
        office.withdraw(done)
    assert caught.value.code == "PRECONDITION_FAILED"
    (finding,), (blocker,) = caught.value.findings, caught.value.extra["blockers"]
    assert (finding.rule, blocker["form_type"]) == ("NOTICE_LIVE", "notice")
    assert "服务器采购招标公告" in finding.message_zh


def test_a_withdrawn_notice_frees_it_and_an_older_word_changes_nothing(
    office: Office, system: Callable[[], Call]
) -> None:
    done = office.submit(office.create())
    identity = str(uuid4())
    system().run(hearing.note, notice(office, "draft", version=3, identity=identity))
    system().run(hearing.note, notice(office, "pending", version=2, identity=identity))
    assert office.withdraw(done)["state"] == "draft"


def test_a_draft_can_be_deleted_and_is_then_gone(office: Office) -> None:
    made = office.create()
    office.delete(made)
    assert [(one["type"], one["data"]["state"]) for one in office.events()] == [
        ("tender_document.saved", "draft"),
        ("tender_document.deleted", "deleted"),
    ]
    assert refused(office.get, made) == ("NOT_FOUND", [])
    assert refused(office.delete, made) == ("NOT_FOUND", [])


def test_what_was_once_approved_is_kept(office: Office) -> None:
    back = office.withdraw(office.submit(office.create()))
    assert refused(office.delete, back) == ("PRECONDITION_FAILED", ["RETENTION"])


# ── issued ──────────────────────────────────────────────────────────────────────────────────────
def test_the_published_notice_issues_the_document_once(
    office: Office, system: Callable[[], Call]
) -> None:
    done = office.submit(office.create())
    for _ in range(2):
        system().run(hearing.published, notice(office, "approved"))
    issued = office.get(done)
    assert issued["state"] == "issued"
    assert issued["issued_at"] is not None
    assert issued["allowed"] == []
    assert office.types().count("tender_document.issued") == 1


def test_an_issued_document_is_immutable_even_in_the_database(
    office: Office, system: Callable[[], Call]
) -> None:
    done = office.submit(office.create())
    system().run(hearing.published, notice(office, "approved"))
    issued = office.get(done)
    assert refused(office.save, issued)[0] == "STATE_CONFLICT"
    assert refused(office.withdraw, issued)[0] == "STATE_CONFLICT"
    changed = text("UPDATE tender_document SET title = 'x' WHERE id = :it")
    with (
        Session(system().kit.engine) as session,
        pytest.raises(DBAPIError, match="immutable"),
    ):
        session.execute(changed, {"it": UUID(str(done["id"]))})


def ends(office: Office, system: Callable[[], Call], lots: int) -> None:
    """So many of the project's lots are cancelled."""
    ended = [{"id": one, "state": "cancelled"} for one in office.lot_ids[:lots]]
    system().run(tender.void, office.lot_ids[0], [one["id"] for one in ended])


@pytest.mark.parametrize("submitted", [False, True])
def test_a_document_is_void_once_all_of_its_lots_have_ended(
    office: Office, system: Callable[[], Call], *, submitted: bool
) -> None:
    made = office.create()
    made = office.submit(made) if submitted else made
    ends(office, system, lots=1)
    assert office.get(made)["state"] == made["state"]
    for _ in range(2):
        ends(office, system, lots=len(office.lot_ids))
    assert office.get(made)["state"] == "void"
    assert office.types().count("tender_document.voided") == 1
    assert system().read(telling.effective, office.lot_ids)["total"] == 0


def test_an_issued_document_stays_issued_when_its_lots_have_ended(
    office: Office, system: Callable[[], Call]
) -> None:
    done = office.submit(office.create())
    system().run(hearing.published, notice(office, "approved"))
    ends(office, system, lots=len(office.lot_ids))
    assert office.get(done)["state"] == "issued"


def test_a_notice_of_lots_without_document_issues_nothing(
    office: Office, system: Callable[[], Call]
) -> None:
    system().run(hearing.published, notice(office, "approved"))
    assert office.types() == []


# ── who sees what ───────────────────────────────────────────────────────────────────────────────
def test_a_service_sees_a_form_of_any_agency_as_it_stands(
    office: Office, system: Callable[[], Call]
) -> None:
    made = office.create()
    assert system().read(telling.get, made["id"])["state"] == "draft"


def test_without_the_constraint_a_lot_would_get_two_documents(office: Office) -> None:
    """The proof that the database decides: the tests above fail without this index."""
    drop = "DROP INDEX tender_lot_one_effective"
    make = (
        "CREATE UNIQUE INDEX tender_lot_one_effective"
        " ON tender_document_lot (lot_id) WHERE effective"
    )
    with Session(office.desk.call().kit.engine) as session, session.begin():
        session.execute(text(drop))
    try:
        first, second = office.submit(office.create()), office.submit(office.create())
        assert (first["state"], second["state"]) == ("approved", "approved")
        office.withdraw(second)
    finally:
        with Session(office.desk.call().kit.engine) as session, session.begin():
            session.execute(text(make))


def test_another_agency_finds_nothing(office: Office, stranger: Desk) -> None:
    made = office.create()
    assert refused(office.get, made, stranger) == ("NOT_FOUND", [])
    office.desk = stranger
    assert refused(office.withdraw, made) == ("NOT_FOUND", [])


def test_the_centre_sees_it_once_it_is_submitted(office: Office, desk: Callable[..., Desk]) -> None:
    reviewer = desk(Role.REVIEWER)
    made = office.create()
    assert refused(office.get, made, reviewer) == ("NOT_FOUND", [])
    done = office.submit(made)
    seen = office.get(done, reviewer)
    assert (seen["state"], seen["allowed"]) == ("approved", [])


def test_the_list_is_the_agencys_own_newest_first(office: Office, stranger: Desk) -> None:
    first, second = office.create(title="甲文件"), office.create(title="乙文件")
    page = {"limit": 20, "offset": 0}
    told = office.desk.call().read(telling.page, page)
    assert [one["id"] for one in told["items"]] == [second["id"], first["id"]]
    assert office.desk.call().read(telling.page, page | {"q": "甲"})["total"] == 1
    assert office.desk.call().read(telling.page, page | {"q": "%"})["total"] == 0
    assert office.desk.call().read(telling.page, page | {"state": "approved"})["total"] == 0
    assert office.desk.call().read(telling.page, page | {"limit": 1})["total"] == 2
    assert stranger.call().read(telling.page, page)["total"] == 0


def test_registry_learns_whether_a_form_is_live(office: Office, system: Callable[[], Call]) -> None:
    made = office.create()
    asked = [system().read(telling.form_state, made["id"])]
    office.submit(made)
    asked += [system().read(telling.form_state, one) for one in (made["id"], uuid4())]
    assert [(one["exists"], one["live"], one["state"]) for one in asked] == [
        (True, False, "draft"),
        (True, True, "approved"),
        (False, False, None),
    ]


# ── 审核所见 what is shown beside the form ──────────────────────────────────────────────────────
def changes(told: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(one["label_zh"], one["before"], one["after"]) for one in told["changes"]]


def test_what_changed_since_the_last_submission_is_shown_and_nothing_else(office: Office) -> None:
    paper = office.attachment()
    sent = office.submit(office.create(file=paper))
    assert changes(office.get(sent)) == []
    back = office.withdraw(sent)
    other = office.attachment(name="招标文件（修订）.pdf")
    more = {"price_weight": "35", "bid_validity_days": 120, "lot_ids": [str(office.lot_ids[0])]}
    again = office.submit(office.save(back, file=other, **more))
    first, second = (one["no"] for one in office.project["lots"])
    assert changes(office.get(again)) == [
        ("分包", f"{first}、{second}", first),
        ("投标有效期（天）", "90", "120"),
        ("价格分权重（%）", "30.00", "35.00"),
        ("招标文件电子件", "招标文件.pdf", "招标文件（修订）.pdf"),
    ]


def test_every_rule_is_shown_over_what_registry_said_last(office: Office, desk: Any) -> None:
    made = office.create(price_weight="29")
    shown = {one["rule"]: one for one in office.get(made)["checks"]}
    assert (shown["R17"]["ok"], shown["R17"]["required"]) == (False, "≥ 30%")
    sent = office.submit(office.save(made))
    shown = {one["rule"]: one for one in office.get(sent, desk(Role.REVIEWER))["checks"]}
    assert (shown["R17"]["ok"], shown["R17"]["actual"]) == (True, "30.00%")
    assert shown["DOCUMENT_EVALUATION"]["required"] == "综合评分法"


def test_services_are_told_neither(office: Office, system: Callable[[], Call]) -> None:
    made = office.create()
    told = system().read(telling.get, made["id"])
    assert not {"checks", "changes"} & set(told)
    assert not any({"checks", "changes"} & set(one) for one in _listed(office))


def _listed(office: Office) -> list[dict[str, Any]]:
    asked = {"limit": 100, "offset": 0}
    return list(office.desk.call().read(telling.page, asked)["items"])


def test_a_seal_holder_sees_the_clerks_and_changes_nothing(
    office: Office, desk: Callable[..., Desk]
) -> None:
    made = office.create()
    holder = desk(Role.SEAL_HOLDER, org=office.desk.who.org_id)
    assert (office.get(made, holder)["id"], office.get(made, holder)["allowed"]) == (made["id"], [])
    assert refused(office.get, made, desk(Role.SEAL_HOLDER)) == ("NOT_FOUND", [])
    page = {"limit": 20, "offset": 0}
    assert holder.call().read(telling.page, page)["total"] == 1
    assert desk(Role.SEAL_HOLDER).call().read(telling.page, page)["total"] == 0


def test_a_supervisor_sees_what_the_centre_sees(office: Office, desk: Callable[..., Desk]) -> None:
    supervisor, made = desk(Role.SUPERVISOR), office.create()
    assert refused(office.get, made, supervisor) == ("NOT_FOUND", [])
    assert office.get(office.submit(made), supervisor)["allowed"] == []
