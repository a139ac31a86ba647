"""项目注册 an agency's own steps: create, save, submit, withdraw, delete, look (domain §5.2)."""

from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import PROGRAMS, Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit import receipts
from tenderhall_kit.changes import since_submitted
from tenderhall_kit.work import Work

from registry.models import Attachment, Organisation, Project
from registry.rules import numbering
from registry.rules import project as rules
from registry.store import catalogue
from registry.store import projects as store
from registry.usecases import lot_rows, lots, overrides, shown
from registry.usecases.changes import change, locked, step_on, terms


def create_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """新建项目 numbered at once; a draft may be incomplete."""
    row = numbered(work, payload.get("method"))
    write(work, row, payload)
    work.session.add(row)
    change(work, row, "create", State.DRAFT, contracts.project_created)
    return shown.project(work, row)


def numbered(work: Work, method: Any) -> Project:
    """新编号 an empty project of the caller's agency, with the next number of its series."""
    counted_in = numbering.series(work.now.year, method)
    return Project(
        id=uuid4(),
        no=numbering.project_no(counted_in, store.next_number(work.session, counted_in)),
        agency=work.session.get_one(Organisation, UUID(str(work.actor.org_id))),
        created_by=work.actor.user_id,
        created_at=work.now,
        lots=[],
        attachments=[],
    )


def save_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """修改保存 the whole form takes the place of what was there; a rejected one is a draft again.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, VALIDATION_FAILED (a bad receipt, an
            unknown lot).
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.SAVE)
    write(work, row, payload)
    change(work, row, Action.SAVE, to, contracts.project_updated)
    return shown.project(work, row)


def submit_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """提交项目注册 freezes the content and puts it into the reviewers' queue.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, VALIDATION_FAILED with every finding.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.SUBMIT)
    against, content = terms(work, row), shown.content(row)
    invalid(rules.refusals(content, against))
    doubts = rules.doubts(content, against)
    overrides.pass_by(work, ("project", row.id), doubts, payload, project_id=row.id)
    row.submitted_by, row.submitted_at = work.actor.user_id, work.now
    opinion = payload.get("opinion")
    change(work, row, Action.SUBMIT, to, contracts.project_submitted, opinion=opinion)
    return shown.project(work, row, warnings=rules.warnings(content, against))


def withdraw_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """撤回 from 待审核 freely; from 审核通过 only where nothing depends on it (domain §6 C1).

    Raises:
        Problem: PRECONDITION_FAILED with the list of what is still open, NOT_FOUND, STATE_CONFLICT,
            VERSION_CONFLICT.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.WITHDRAW)
    if row.state == State.APPROVED:
        lots.take_back(work, row)
    change(work, row, Action.WITHDRAW, to, contracts.project_withdrawn)
    return shown.project(work, row)


def delete_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """删除项目 hidden, not destroyed; one that was ever approved is kept (法42, domain §6 C1).

    Raises:
        Problem: PRECONDITION_FAILED, NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.DELETE)
    if row.approved_at:
        zh = "曾审核通过的项目须依法保存，不能删除，只能办理项目取消"
        en = "A project that was ever approved is kept; it can only be cancelled"
        blocker = {"kind": "retention", "message_zh": zh, "message_en": en, "basis": "法42"}
        raise Problem("PRECONDITION_FAILED", blockers=[blocker])
    change(work, row, Action.DELETE, to, contracts.project_deleted)
    return {}


def get_project(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看项目.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's, or was never submitted.
    """
    row = store.project(work.session, work.actor, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    against, content = terms(work, row), shown.content(row)
    told = shown.project(work, row, warnings=rules.warnings(content, against))
    _name_entries(work, told)
    if work.actor.role is Role.PLATFORM:
        return told | {"attachments": [], "history": [], "warnings": []}
    return told if work.actor.role in PROGRAMS else told | _for_review(work, row, against)


def _name_entries(work: Work, told: dict[str, Any]) -> None:
    """采购目录名称 beside the codes, also of entries that are no longer in force."""
    codes = {one["catalogue_code"] for one in told["lots"] if one["catalogue_code"]}
    names = catalogue.names(work.session, codes)
    for one in told["lots"]:
        one["catalogue_name"] = names.get(one["catalogue_code"])


def _for_review(work: Work, row: Project, against: rules.Terms) -> dict[str, Any]:
    """What a reviewer must see beside the form; no service asks for it."""
    subject, state = ("project", row.id), State(row.state)
    sent = since_submitted(work.session, subject, contracts.ProjectIn, shown.submitted(row), state)
    content = shown.content(row)
    since = row.submitted_at if state in (State.PENDING, State.APPROVED) else None
    return {
        "changes": sent,
        "checks": [one.told() for one in rules.checks(content, against)],
        **overrides.told(work, subject, rules.doubts(content, against), since),
    }


def write(work: Work, row: Project, payload: dict[str, Any]) -> None:
    """写入 all that is typed; what the payload leaves out is emptied.

    Raises:
        Problem: VALIDATION_FAILED where a receipt is bad or a lot is not the project's.
    """
    for name in shown.FIELDS:
        value = payload.get(name)
        setattr(row, name, getattr(value, "value", value))
    row.purchaser = dict(payload.get("purchaser") or {})
    lot_rows.write(work, row, payload["lots"])
    row.category = rules.category([shown.content_of_lot(one) for one in row.lots])
    _write_attachments(work, row, payload["attachments"])


def _write_attachments(work: Work, row: Project, told: list[dict[str, Any]]) -> None:
    read = [_attachment(work, place, one) for place, one in enumerate(told)]
    row.attachments = []
    work.session.flush()
    row.attachments = read


def _attachment(work: Work, place: int, told: dict[str, Any]) -> Attachment:
    receipt = receipts.read(
        work.settings, told["receipt"], work.actor.org_id, f"attachments.{place}.receipt"
    )
    if receipt.kind != told["kind"].value:
        zh, en = "电子件与上传时登记的类型不同", f"The file was uploaded as {receipt.kind}"
        invalid([Finding(f"attachments.{place}.kind", "FILE_KIND", zh, en)])
    return Attachment(
        position=place,
        kind=told["kind"].value,
        document_id=UUID(str(receipt.document_id)),
        version=receipt.version,
        sha256=receipt.sha256,
        size=receipt.size,
        mime=receipt.mime,
        name=receipt.name,
        receipt=told["receipt"],
    )
