"""招标文件 draft, submit (提交即审核通过), withdraw, delete, issue (domain §5.5, manual 3.5)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from tenderhall_contracts import documents as promises
from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import TENDER_DOCUMENT, Action, State, step
from tenderhall_kit import overrides, severity
from tenderhall_kit.actors import service_actor
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work
from uuid6 import uuid7

from documents import store
from documents.models import TenderDocument, TenderLot
from documents.rules import tender as rules
from documents.usecases import built
from documents.usecases.beside import FIELDS, checks, facts_of, judged, submitted
from documents.usecases.files import accept
from documents.usecases.telling import facts, show, subject
from documents.usecases.uploads import org_of

Form = Mapping[str, Any]
Project = Mapping[str, Any]


# ── 编制 drafting ───────────────────────────────────────────────────────────────────────────────
def create(work: Work, form: Form, project: Project) -> dict[str, Any]:
    """新增交易文件 a draft for lots that are 筹备中."""
    _ensure_own(work, project)
    lots = ensure_open(project, project["lots"], form["lot_ids"])
    made = TenderDocument(
        id=uuid7(),
        agency_id=org_of(work),
        agency_name=project["agency"].get("name", ""),
        project_id=project["id"],
        project_no=project["no"],
        state=State.DRAFT.value,
        version=1,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(made)
    _fill(work, made, form, lots)
    made.facts = facts_of(project, lots)
    _record(work, made, Action.SAVE, None)
    tell(work, promises.tender_document_saved, made, None)
    return show(work, made)


def save(work: Work, form: Form, project: Project) -> dict[str, Any]:
    """修改保存 a draft."""
    found = mine(work, form)
    if found.project_id != form["project_id"]:
        zh, en = "不得更换项目，请新增交易文件", "The project cannot be changed"
        raise Problem("VALIDATION_FAILED", [Finding("project_id", "PROJECT_FIXED", zh, en)])
    before = State(found.state)
    state = step(TENDER_DOCUMENT, before, Action.SAVE, work.actor.role)
    lots = ensure_open(project, project["lots"], form["lot_ids"])
    printed = _printed(found)
    _fill(work, found, form, lots)
    if _printed(found) != printed:
        built.outdate(work, found)  # it says what the form no longer says
    found.facts = facts_of(project, lots)
    found.submitted_at = None
    move(work, found, Action.SAVE, state)
    tell(work, promises.tender_document_saved, found, before)
    return show(work, found)


def unbuild(work: Work, row: TenderDocument) -> None:
    """作废生成件 what the file was made of has been changed; a draft has to be built again."""
    before = State(row.state)
    row.file = None
    move(work, row, Action.SAVE, step(TENDER_DOCUMENT, before, Action.SAVE, work.actor.role))
    tell(work, promises.tender_document_saved, row, before)


def adopt(work: Work, row: TenderDocument, file: dict[str, Any]) -> None:
    """采用生成件 the system puts the file in place that its agency has asked for."""
    before = State(row.state)
    row.file = file
    move(work, row, Action.SAVE, State.DRAFT)
    tell(work, promises.tender_document_saved, row, before)


def _printed(row: TenderDocument) -> dict[str, Any]:
    """What of the form is printed in a file that is built; the attachments are listed in it."""
    return submitted(row) | dict.fromkeys(("file", "opening_at", "opening_place"))


def _fill(work: Work, row: TenderDocument, form: Form, lots: Sequence[Mapping[str, Any]]) -> None:
    invalid(rules.few_attachments(len(form["attachments"])))
    for name in FIELDS:
        setattr(row, name, form.get(name))
    row.file = accept(work, form["file"], "file") if form.get("file") else None
    row.attachments = [
        accept(work, one, f"attachments.{place}") for place, one in enumerate(form["attachments"])
    ]
    kept = {one.lot_id: one for one in row.lots}
    row.lots = [
        kept.get(lot["id"]) or TenderLot(lot_id=lot["id"], lot_no=lot["no"], effective=False)
        for lot in lots
    ]


# ── 提交 submitting: approved at once, by recorded policy ────────────────────────────────────────
def ready(work: Work, form: Form) -> dict[str, Any] | None:
    """可否提交 all that can be known before registry is asked; gives what to ask it.

    None where the form is no draft of that version: a repeat then gets the first result, and
    anybody else the refusal of ``submit``.
    """
    found = store.find_tender(work.session, form["id"], org_of(work))
    if not found or (found.state, found.version) != (State.DRAFT, form["version"]):
        return None
    invalid(_incomplete(work, found, form))
    return asked_of(found, work.settings.service)


def _incomplete(work: Work, row: TenderDocument, form: Form) -> list[Finding]:
    """未填项 of the form and of its submission, as this centre's policies want them."""
    unfilled = rules.missing(judged(row), work.reference.policies)
    return [*rules.opinion_given(form.get("opinion")), *unfilled]


def asked_of(row: TenderDocument, owner: str) -> dict[str, Any]:
    """业务登记 what registry is asked, at submission and again before it is approved."""
    return {
        "lot_ids": [one.lot_id for one in row.lots],
        "activity": Activity.TENDER_DOCUMENT,
        "form_id": row.id,
        "owner": owner,
        "org_id": row.agency_id,
        "form_version": row.version,
    }


def submit(
    work: Work,
    form: Form,
    opened: Mapping[str, Any] | None,
    told: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """确认提交 with 签署意见; ``opened`` is registry's answer: project and lots as they stand.

    ``told`` is what ``around.ask`` gave, for a file that was built here.
    """
    found = mine(work, form)
    state = step(TENDER_DOCUMENT, State(found.state), Action.SUBMIT, work.actor.role)
    if opened is None:  # it became a draft of this version after registry could be asked
        raise Problem("STATE_CONFLICT", state=found.state)
    invalid(_incomplete(work, found, form))
    ensure_lawful(work, found, form, opened, told)
    found.submitted_at = work.now
    move(work, found, Action.SUBMIT, state, opinion=form["opinion"])
    tell(work, promises.tender_document_submitted, found, State.DRAFT, form["opinion"])
    if rules.auto_approved(work.reference.policies):
        _approve(work, found)
    return show(work, found)


def ensure_lawful(
    work: Work,
    row: TenderDocument,
    form: Form,
    opened: Mapping[str, Any],
    told: Mapping[str, Any] | None,
) -> None:
    """The lots are open, no rule refuses, and each that warns is gone past with a reason.

    Raises:
        Problem: PRECONDITION_FAILED; VALIDATION_FAILED; UNAVAILABLE while registry has not told
            its legal data.
    """
    project, lots = opened["project"], opened["lots"]
    ensure_open(project, lots, [one.lot_id for one in row.lots])
    row.facts = facts_of(project, lots)
    built.ensure(work, row, told)
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference")
    found = checks(work, row, row.facts or {})
    invalid(severity.refusals(found))
    doubts = severity.doubts(found, work.law, day_of(work.now))
    project = row.project_id, row.project_no
    leave = overrides.telling(
        work, promises.rule_overridden, subject(row), version=row.version, project=project
    )
    overrides.pass_by(work, subject(row), doubts, form, leave, since=row.submitted_at)


def _approve(work: Work, row: TenderDocument) -> None:
    """The system approves by policy (domain §6 C3): its own audit row and event, its own name."""
    system = service_actor(work.settings.service)
    state = step(TENDER_DOCUMENT, State(row.state), Action.AUTO_APPROVE, system.role)
    row.approved_by_policy = f"{rules.POLICY}={rules.AUTO}"
    move(work, row, Action.AUTO_APPROVE, state, actor=system)
    tell(work, promises.tender_document_approved, row, State.PENDING, actor=system)
    take_effect(work, row)


def take_effect(work: Work, row: TenderDocument) -> None:
    """生效 it is now the one tender document of its lots.

    Raises:
        Problem: PRECONDITION_FAILED where a lot has another.
    """
    row.ever_approved = True
    for lot in row.lots:
        lot.effective = True
    try:
        work.session.flush()
    except IntegrityError as fault:
        if "tender_lot_one_effective" not in str(fault.orig):
            raise
        zh = "分包已有有效招标文件，请先撤回"
        en = "A lot has an effective tender document already; withdraw that first"
        finding = Finding("lot_ids", "DOCUMENT_ONE_EFFECTIVE", zh, en, "domain §5.5")
        raise Problem("PRECONDITION_FAILED", [finding]) from fault


# ── 撤回、删除、发出 withdrawing, deleting, issuing ──────────────────────────────────────────────
def withdraw(work: Work, form: Form) -> dict[str, Any]:
    """撤回 to 编辑中, while no notice of its lots is 待审核 or 审核通过."""
    found = mine(work, form)
    state = step(TENDER_DOCUMENT, State(found.state), Action.WITHDRAW, work.actor.role)
    lot_ids = [one.lot_id for one in found.lots]
    waiting = store.waiting_notices(work.session, lot_ids, (State.PENDING, State.APPROVED))
    if waiting:
        blockers = [{"form_type": "notice", "form_id": str(one.notice_id)} for one in waiting]
        findings = [_blocks(one.title) for one in waiting]
        raise Problem("PRECONDITION_FAILED", findings, blockers=blockers)
    before = State(found.state)
    found.approved_by_policy = found.approved_by = found.submitted_at = None
    for lot in found.lots:
        lot.effective = False
    move(work, found, Action.WITHDRAW, state)
    tell(work, promises.tender_document_withdrawn, found, before)
    return show(work, found)


def _blocks(title: str) -> Finding:
    zh, en = f"请先撤回招标公告“{title}”", f"Withdraw the notice “{title}” first"
    return Finding("lot_ids", "NOTICE_LIVE", zh, en, "domain §5.5")


def delete(work: Work, form: Form) -> None:
    """删除 a draft that was never approved (retention: 政府采购法 §42)."""
    found = mine(work, form)
    state = step(TENDER_DOCUMENT, State(found.state), Action.DELETE, work.actor.role)
    if found.ever_approved:
        zh, en = "曾审核通过的招标文件须留存，不得删除", "Once approved, it is kept"
        finding = Finding("id", "RETENTION", zh, en, "政府采购法 §42")
        raise Problem("PRECONDITION_FAILED", [finding])
    before = State(found.state)
    move(work, found, Action.DELETE, state)
    tell(work, promises.tender_document_deleted, found, before)


def issue(work: Work, lot_ids: Sequence[UUID]) -> None:
    """发出 the tender notice is published: from now on the document is immutable (§6 C4)."""
    for row in store.effective_tenders(work.session, lot_ids, lock=True):
        if row.state == State.APPROVED:
            state = step(TENDER_DOCUMENT, State.APPROVED, Action.ISSUE, Role.SERVICE)
            row.issued_at = work.now
            move(work, row, Action.ISSUE, state)
            tell(work, promises.tender_document_issued, row, State.APPROVED)


def void(work: Work, lot_id: UUID, ended: Sequence[UUID]) -> None:
    """失效 what is not issued of a lot that has ended; while another of its lots lives it stays."""
    for row in store.open_tenders(work.session, lot_id):
        if all(one.lot_id in ended for one in row.lots):
            before = State(row.state)
            state = step(TENDER_DOCUMENT, before, Action.VOID, Role.SERVICE)
            for one in row.lots:
                one.effective = False
            move(work, row, Action.VOID, state)
            tell(work, promises.tender_document_voided, row, before)


# ── 共用 shared steps ───────────────────────────────────────────────────────────────────────────
def mine(work: Work, form: Form) -> TenderDocument:
    """本单位的招标文件 in the version that the caller saw, locked.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT.
    """
    found = store.find_tender(work.session, form["id"], org_of(work), lock=True)
    if found is None:
        raise Problem("NOT_FOUND")
    if found.version != form["version"]:
        raise Problem("VERSION_CONFLICT", version=found.version)
    return found


def _ensure_own(work: Work, project: Project) -> None:
    if project["agency_id"] != org_of(work):
        raise Problem("NOT_FOUND")


def ensure_open(
    project: Project, lots: Sequence[Mapping[str, Any]], chosen: Sequence[UUID]
) -> list[Mapping[str, Any]]:
    """The chosen lots, all open to a tender document."""
    findings = rules.blockers(project, lots, [str(one) for one in chosen])
    if findings:
        raise Problem("PRECONDITION_FAILED", findings)
    return [one for one in lots if one["id"] in chosen]


def move(work: Work, row: TenderDocument, action: Action, to: State, **more: Any) -> None:
    """转换 to the state, with its row in the audit log."""
    before = row.state
    row.state, row.updated_at = to.value, work.now
    row.version += 1
    _record(work, row, action, before, **more)


def _record(
    work: Work, row: TenderDocument, action: Action, before: str | None, **more: Any
) -> None:
    after = {"state": row.state, "version": row.version, "policy": row.approved_by_policy}
    sent = {CONTENT: submitted(row)} if action is Action.SUBMIT else {}
    work.record(
        f"tender_document.{action}",
        subject=subject(row),
        before={"state": before},
        after=after | sent,
        content_sha256=row.file["file"]["sha256"] if row.file else None,
        **more,
    )


def tell(
    work: Work,
    event: Event,
    row: TenderDocument,
    before: State | None,
    opinion: str | None = None,
    **more: Any,
) -> None:
    """告知 the event, with where it stood before."""
    work.emit(
        event,
        facts(row, before, opinion),
        aggregate=(*subject(row), row.version),
        project_no=row.project_no,
        lot_nos=[one.lot_no for one in row.lots],
        **more,
    )
