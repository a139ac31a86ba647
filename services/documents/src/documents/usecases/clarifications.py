"""答疑文件 draft, submit (提交即审核通过), review, withdraw, issue (domain §5.6, manual 3.6)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts import documents as promises
from tenderhall_contracts.checks import Check
from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import CLARIFICATION, Action, State, step
from tenderhall_kit import overrides, severity
from tenderhall_kit.actors import service_actor
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work
from uuid6 import uuid7

from documents.models import Clarification, ClarificationLot
from documents.rules import clarifications as rules
from documents.store import clarifications as store
from documents.usecases.clarified import (
    FIELDS,
    checks,
    facts,
    facts_of,
    issued_facts,
    judged,
    show,
    subject,
    submitted,
)
from documents.usecases.files import accept
from documents.usecases.uploads import org_of

Form = Mapping[str, Any]
Project = Mapping[str, Any]

HINT_ZH = "；可同时发起变更公告顺延投标截止时间"
HINT_EN = "; or issue a change notice that moves the deadline at the same time"


# ── 编制 drafting ───────────────────────────────────────────────────────────────────────────────
def create(work: Work, form: Form, project: Project) -> dict[str, Any]:
    """新增答疑 a draft for lots that are 招标中, whose tender document is 已发出."""
    if project["agency_id"] != org_of(work):
        raise Problem("NOT_FOUND")
    lots = _ensure_open(work, project["lots"], form["lot_ids"])
    made = Clarification(
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
    _record(work, made, Action.SAVE, None)
    _tell(work, promises.clarification_saved, made, None)
    return show(work, made)


def save(work: Work, form: Form, project: Project) -> dict[str, Any]:
    """修改保存 a draft, or one that was sent back."""
    found = _mine(work, form)
    if found.project_id != form["project_id"]:
        zh, en = "不得更换项目，请新增答疑", "The project cannot be changed"
        raise Problem("VALIDATION_FAILED", [Finding("project_id", "PROJECT_FIXED", zh, en)])
    before = State(found.state)
    state = step(CLARIFICATION, before, Action.SAVE, work.actor.role)
    lots = _ensure_open(work, project["lots"], form["lot_ids"])
    _fill(work, found, form, lots)
    found.submitted_at = None
    _move(work, found, Action.SAVE, state)
    _tell(work, promises.clarification_saved, found, before)
    return show(work, found)


def _fill(work: Work, row: Clarification, form: Form, lots: Sequence[Form]) -> None:
    invalid(rules.few_attachments(len(form["attachments"])))
    for name in FIELDS:
        setattr(row, name, plain(form.get(name)))
    row.attachments = [
        accept(work, one, f"attachments.{place}") | {"receipt": one["receipt"]}
        for place, one in enumerate(form["attachments"])
    ]
    kept = {one.lot_id: one for one in row.lots}
    row.lots = [kept.get(one["id"]) or _lot(one) for one in lots]
    for lot in row.lots:
        lot.kind = row.kind
    row.facts = facts_of(lots)


def _lot(lot: Form) -> ClarificationLot:
    return ClarificationLot(lot_id=lot["id"], lot_no=lot["no"])


# ── 提交 submitting: approved and issued at once, where policy says so ───────────────────────────
def ready(work: Work, form: Form) -> dict[str, Any] | None:
    """可否提交 all that can be known before registry is asked; gives what to ask it.

    None where the form is no draft of that version: a repeat then gets the first result, and
    anybody else the refusal of ``submit``.
    """
    found = store.find(work.session, form["id"], org_of(work))
    if not found or (found.state, found.version) != (State.DRAFT, form["version"]):
        return None
    invalid(_incomplete(work, found, form))
    return asked_of(found, work.settings.service)


def awaiting(work: Work, form: Form) -> dict[str, Any] | None:
    """可否审核通过 gives what to ask registry; None where it does not wait in that version."""
    found = store.find(work.session, form["id"], None)
    if not found or (found.state, found.version) != (State.PENDING, form["version"]):
        return None
    return asked_of(found, work.settings.service)


def _incomplete(work: Work, row: Clarification, form: Form) -> list[Finding]:
    """未填项 of the form and of its submission, as this centre's policies want them."""
    unfilled = rules.missing(judged(row), work.reference.policies)
    return [*rules.opinion_given(form.get("opinion")), *unfilled]


def asked_of(row: Clarification, owner: str) -> dict[str, Any]:
    """业务登记 what registry is asked, at submission and again before it is issued."""
    return {
        "lot_ids": [one.lot_id for one in row.lots],
        "activity": Activity.CLARIFICATION,
        "form_id": row.id,
        "owner": owner,
        "org_id": row.agency_id,
        "form_version": row.version,
    }


def submit(work: Work, form: Form, opened: Mapping[str, Any] | None) -> dict[str, Any]:
    """确认提交 with 签署意见; ``opened`` is registry's answer: the lots as they stand."""
    found = _mine(work, form)
    state = step(CLARIFICATION, State(found.state), Action.SUBMIT, work.actor.role)
    if opened is None:  # it became a draft of this version after registry could be asked
        raise Problem("STATE_CONFLICT", state=found.state)
    invalid(_incomplete(work, found, form))
    _ensure_lawful(work, found, form, opened["lots"])
    found.submitted_at = work.now
    _move(work, found, Action.SUBMIT, state, opinion=form["opinion"])
    _tell(work, promises.clarification_submitted, found, State.DRAFT, form["opinion"])
    if rules.auto_approved(work.reference.policies):
        _approve_by_policy(work, found)
    return show(work, found)


def _approve_by_policy(work: Work, row: Clarification) -> None:
    """The system approves (domain §6 C5): its own audit row and event, its own name."""
    system = service_actor(work.settings.service)
    state = step(CLARIFICATION, State(row.state), Action.AUTO_APPROVE, system.role)
    row.approved_by_policy = f"{rules.POLICY}={rules.AUTO}"
    _move(work, row, Action.AUTO_APPROVE, state, actor=system)
    _tell(work, promises.clarification_approved, row, State.PENDING, actor=system)
    _issue(work, row)


def approve(work: Work, form: Form, opened: Mapping[str, Any] | None) -> dict[str, Any]:
    """审核通过 and issued; review may have eaten the days, so the law is asked again."""
    found = _submitted(work, form)
    state = step(CLARIFICATION, State(found.state), Action.APPROVE, work.actor.role)
    if opened is None:
        raise Problem("STATE_CONFLICT", state=found.state)
    _ensure_lawful(work, found, form, opened["lots"])
    opinion = form.get("opinion")
    _move(work, found, Action.APPROVE, state, opinion=opinion)
    _tell(work, promises.clarification_approved, found, State.PENDING, opinion)
    _issue(work, found)
    return show(work, found)


def reject(work: Work, form: Form) -> dict[str, Any]:
    """审核不通过 with the reason."""
    found = _submitted(work, form)
    state = step(CLARIFICATION, State(found.state), Action.REJECT, work.actor.role)
    invalid(rules.opinion_given(form.get("opinion")))
    _move(work, found, Action.REJECT, state, opinion=form["opinion"])
    _tell(work, promises.clarification_rejected, found, State.PENDING, form["opinion"])
    return show(work, found)


def _ensure_lawful(work: Work, row: Clarification, form: Form, lots: Sequence[Form]) -> None:
    """The lots are open to it, no rule refuses, and each that warns is gone past with a reason.

    Raises:
        Problem: PRECONDITION_FAILED, VALIDATION_FAILED; LEGAL_PERIOD where a change notice must
            come with it; UNAVAILABLE while registry has not told its legal data.
    """
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference")
    chosen = _ensure_open(work, lots, [one.lot_id for one in row.lots])
    row.facts = facts_of(chosen)
    found = checks(work, row)
    late = [one for one in found if one.finding.rule == "R05"]
    invalid(severity.refusals([one for one in found if one not in late]))
    _ensure_early(late)
    doubts = severity.doubts(found, work.law, day_of(work.now))
    project = row.project_id, row.project_no
    leave = overrides.telling(
        work, promises.rule_overridden, subject(row), version=row.version, project=project
    )
    overrides.pass_by(
        work, subject(row), doubts, form, leave, since=row.submitted_at
    )  # a draft's is none


def _ensure_early(late: Sequence[Check]) -> None:
    for one in late:
        if severity.refusals([one]):
            told = one.finding
            zh, en = told.message_zh + HINT_ZH, told.message_en + HINT_EN
            raise Problem(
                "LEGAL_PERIOD",
                [Finding(told.field, told.rule, zh, en, told.basis)],
                rule_id=told.rule,
                actual=one.actual,
                required=one.required,
                earliest_ok=one.earliest_ok.isoformat() if one.earliest_ok else None,
                needs_change_notice=True,
            )


def _issue(work: Work, row: Clarification) -> None:
    """发布 numbered now, in the order of the lots, so that two never wait crosswise."""
    system = service_actor(work.settings.service)
    state = step(CLARIFICATION, State(row.state), Action.ISSUE, system.role)
    for lot in sorted(row.lots, key=lambda one: one.lot_id):
        lot.n = store.next_number(work.session, lot.lot_id, row.kind)
    row.issued_at = work.now
    _move(work, row, Action.ISSUE, state, actor=system)
    _tell(
        work,
        promises.clarification_issued,
        row,
        State.APPROVED,
        actor=system,
        visibility="public",
        more=issued_facts(row),
    )


# ── 撤回、删除、失效 withdrawing, deleting, voiding ──────────────────────────────────────────────
def withdraw(work: Work, form: Form) -> dict[str, Any]:
    """撤回 to 编辑中, while it waits for the centre."""
    found = _mine(work, form)
    state = step(CLARIFICATION, State(found.state), Action.WITHDRAW, work.actor.role)
    found.submitted_at = None
    _move(work, found, Action.WITHDRAW, state)
    _tell(work, promises.clarification_withdrawn, found, State.PENDING)
    return show(work, found)


def delete(work: Work, form: Form) -> None:
    """删除 one that was never issued; its number was never given."""
    found = _mine(work, form)
    before = State(found.state)
    state = step(CLARIFICATION, before, Action.DELETE, work.actor.role)
    _move(work, found, Action.DELETE, state)
    _tell(work, promises.clarification_deleted, found, before)


def lot_ended(work: Work, lot_id: UUID, project: Project) -> None:
    """失效 what is not issued of lots that have all ended."""
    ended = {one["id"] for one in project["lots"] if one["state"] in TERMINAL}
    for row in store.open_on(work.session, lot_id):
        if all(one.lot_id in ended for one in row.lots):
            before = State(row.state)
            state = step(CLARIFICATION, before, Action.VOID, Role.SERVICE)
            _move(work, row, Action.VOID, state)
            _tell(work, promises.clarification_voided, row, before)


# ── 共用 shared steps ───────────────────────────────────────────────────────────────────────────
def _mine(work: Work, form: Form) -> Clarification:
    return _of_version(store.find(work.session, form["id"], org_of(work), lock=True), form)


def _submitted(work: Work, form: Form) -> Clarification:
    """What has been handed in, locked; nobody decides on a form of the own organisation."""
    found = store.find(work.session, form["id"], None, lock=True)
    if found is None or found.state == State.DRAFT:
        raise Problem("NOT_FOUND")
    if str(found.agency_id) == work.actor.org_id:
        raise Problem("FORBIDDEN_ROLE", role=work.actor.role.value)
    return _of_version(found, form)


def _of_version(found: Clarification | None, form: Form) -> Clarification:
    if found is None:
        raise Problem("NOT_FOUND")
    if found.version != form["version"]:
        raise Problem("VERSION_CONFLICT", version=found.version)
    return found


def _ensure_open(work: Work, lots: Sequence[Form], chosen: Sequence[UUID]) -> list[Form]:
    """The chosen lots, all open to a clarification."""
    issued = store.issued_lots(work.session, chosen)
    findings = rules.blockers(lots, chosen, issued, work.now)
    if findings:
        raise Problem("PRECONDITION_FAILED", findings)
    return [one for one in lots if one["id"] in chosen]


def _move(work: Work, row: Clarification, action: Action, to: State, **more: Any) -> None:
    before = row.state
    row.state, row.updated_at = to.value, work.now
    row.version += 1
    _record(work, row, action, before, **more)


def _record(
    work: Work, row: Clarification, action: Action, before: str | None, **more: Any
) -> None:
    after: dict[str, Any] = {"state": row.state, "version": row.version}
    if row.approved_by_policy:
        after["policy"] = row.approved_by_policy
    if action is Action.SUBMIT:
        after[CONTENT] = submitted(row)
    if action is Action.ISSUE:
        after["numbers"] = {one.lot_no: one.n for one in row.lots}
    work.record(
        f"clarification.{action}",
        subject=subject(row),
        before={"state": before},
        after=after,
        content_sha256=row.attachments[0]["file"]["sha256"] if row.attachments else None,
        **more,
    )


def _tell(
    work: Work,
    event: Event,
    row: Clarification,
    before: State | None,
    opinion: str | None = None,
    *,
    more: Mapping[str, Any] | None = None,
    **of_event: Any,
) -> None:
    work.emit(
        event,
        facts(row, before, opinion) | dict(more or {}),
        aggregate=(*subject(row), row.version),
        project_no=row.project_no,
        lot_nos=[one.lot_no for one in row.lots],
        **of_event,
    )
