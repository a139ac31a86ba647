"""采购异常 an agency's own steps: create, save, submit, withdraw, delete, look (domain §5.9)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.vocab import ExceptionKind
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from registry.models import ExceptionLot, Lot, LotException, Project
from registry.rules import exceptions as rules
from registry.store import activities
from registry.store import exceptions as store
from registry.usecases import exception_notices, lots, overrides
from registry.usecases import shown_exceptions as shown
from registry.usecases.exception_changes import (
    change,
    ensure_lots,
    locked,
    register,
    step_on,
    tell,
    terms,
)
from registry.usecases.receipts import attachments


def create_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """新增分包异常 for lots of one own project; it is registered on them at once (domain §6 C1).

    Raises:
        Problem: NOT_FOUND where a lot is unknown, another agency's or another project's;
            PRECONDITION_FAILED where a lot's state does not allow it, or another such form is open.
    """
    chosen = lots.locked(work, payload["lot_ids"])
    row = LotException(
        id=uuid4(),
        kind=payload["kind"].value,
        project=_project(work, payload["project_id"], chosen),
        agency_id=UUID(str(work.actor.org_id)),
        created_by=work.actor.user_id,
        created_at=work.now,
        parts=[],
    )
    _write(work, row, payload, chosen)
    work.session.add(row)
    change(work, row, "create", State.DRAFT, contracts.exception_saved)
    register(work, row)
    return shown.full(work, row)


def save_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """修改保存 the whole form takes the place of what was there; kind and project stay.

    Where it says anything else than before, its notice has to be sealed again.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, VALIDATION_FAILED,
            PRECONDITION_FAILED.
    """
    row = locked(work, payload, also=payload["lot_ids"])
    to = step_on(work, row, Action.SAVE)
    _ensure_same(row, payload)
    chosen = lots.locked(work, payload["lot_ids"])
    _project(work, row.project_id, chosen)
    before = fingerprint(shown.content(row))
    _write(work, row, payload, chosen)
    if fingerprint(shown.content(row)) != before:
        row.content_version += 1
    change(work, row, Action.SAVE, to, contracts.exception_saved)
    register(work, row)
    return shown.full(work, row)


def submit_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """提交信息 freezes the content and puts it into the reviewers' queue.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, VALIDATION_FAILED with every finding,
            PRECONDITION_FAILED where a lot does not allow it any more.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.SUBMIT)
    content, against = shown.content(row), terms(work, row)
    invalid([*rules.refusals(content, against), *exception_notices.unsealed(work, row)])
    ensure_lots(work, row)
    doubts, subject = rules.doubts(content, against), ("exception", row.id)
    overrides.pass_by(work, subject, doubts, payload, project_id=row.project_id)
    row.submitted_by, row.submitted_at = work.actor.user_id, work.now
    flags = rules.warnings(content, against)
    opinion = payload.get("opinion")
    change(
        work, row, Action.SUBMIT, to, contracts.exception_submitted, opinion=opinion, flags=flags
    )
    return shown.full(work, row, warnings=flags)


def take_seal(work: Work, told: Mapping[str, Any]) -> None:
    """登记签章 of the form's notice; a seal of what it said before counts for nothing.

    Most notices are of no form here.
    """
    sealed_for = told.get("form_content_version")
    row = store.lock_alone(work.session, told["form_id"]) if sealed_for else None
    if row is None or row.content_version != sealed_for or exception_notices.sealed(row):
        return
    row.sealed_version = row.content_version
    after = {"content_version": row.content_version, "notice_sha256": told.get("content_sha256")}
    work.record("exception.seal", subject=("exception", row.id), after=after)
    tell(work, row, contracts.exception_sealed)


def withdraw_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """撤回 from 待审核 to 编辑中 (domain §6 C2).

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.WITHDRAW)
    change(work, row, Action.WITHDRAW, to, contracts.exception_withdrawn)
    return shown.full(work, row)


def delete_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """删除 hidden, not destroyed; its lots are free for another.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.DELETE)
    change(work, row, Action.DELETE, to, contracts.exception_deleted)
    activities.settle(work.session, row.id, activities.CLOSED)
    return {}


def get_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看采购异常.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's, or was never submitted.
    """
    row = store.get(work.session, work.actor, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    content, against = shown.content(row), terms(work, row)
    told = shown.full(work, row, warnings=rules.warnings(content, against))
    told["findings"] = shown.findings(rules.refusals(content, against))
    if work.actor.role is Role.SERVICE:
        return told
    subject, state = ("exception", row.id), State(row.state)
    sent = shown.submitted(row)
    changes = since_submitted(work.session, subject, contracts.ExceptionIn, sent, state)
    checks = [one.told() for one in rules.checks(content, against)]
    doubts = rules.doubts(content, against)
    since = row.submitted_at if state in (State.PENDING, State.APPROVED) else None
    passed = overrides.told(work, subject, doubts, since)
    return told | {"changes": changes, "checks": checks, **passed}


def list_exceptions(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """采购异常列表 newest first."""
    total, rows = store.page(work.session, work.actor, payload)
    return {"total": total, "items": [shown.row(work, one) for one in rows]}


def _project(work: Work, project_id: UUID, chosen: Sequence[Lot]) -> Project:
    """The lots' one project, which must be the caller's own.

    Raises:
        Problem: NOT_FOUND.
    """
    project = work.session.get(Project, project_id)
    own = project is not None and str(project.agency_id) == work.actor.org_id
    if project is None or not own or any(one.project_id != project_id for one in chosen):
        raise Problem("NOT_FOUND")
    return project


def _ensure_same(row: LotException, payload: dict[str, Any]) -> None:
    if payload["kind"] != ExceptionKind(row.kind) or payload["project_id"] != row.project_id:
        zh, en = "不可更换异常类型或项目，请另行新增", "Kind and project cannot be changed"
        invalid([Finding("kind", "FIXED", zh, en)])


def _write(work: Work, row: LotException, payload: dict[str, Any], chosen: Sequence[Lot]) -> None:
    for name in shown.FIELDS:
        value = payload.get(name)
        setattr(row, name, getattr(value, "value", value))
    row.attachments = attachments(work, payload["attachments"])
    kept = {one.lot_id: one for one in row.parts}
    row.parts = [kept.get(one.id) or ExceptionLot(lot=one, had_booking=False) for one in chosen]
    for place, one in enumerate(row.parts):
        one.place = place
