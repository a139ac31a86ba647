"""展示 rows as the contracts say them."""

from collections.abc import Sequence
from typing import Any

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import LABELS, LotState
from tenderhall_contracts.workflow import PROJECT, STATE_ZH, Action, State, allowed
from tenderhall_kit.actors import Actor
from tenderhall_kit.work import Work

from registry.models import Attachment, Lot, Organisation, Project
from registry.rules import lots as lot_rules
from registry.rules.project import category

FIELDS = (
    *("name", "plan_no", "method", "organisation", "agency_leader", "agency_phone"),
    *("agreement_no", "agreement_date", "budget", "ceiling", "fund_source", "region"),
    *("consortium", "sme_only", "imports", "summary", "performance_period", "electronic"),
    "remark",
)
"""What the agency types of the project itself."""

LOT_FIELDS = (
    *("name", "catalogue_code", "budget", "ceiling", "deposit", "qualification", "evaluation"),
    *("quantity", "unit", "requirement"),
)
"""What the agency types of a lot."""


def project(
    work: Work, row: Project, *, warnings: Sequence[Finding] = (), history: bool = True
) -> dict[str, Any]:
    """项目 as ``ProjectOut``."""
    return {
        **_form(row, work.actor),
        **{name: getattr(row, name) for name in FIELDS},
        "no": row.no,
        "category": category([content_of_lot(one) for one in row.lots]),
        "purchaser": row.purchaser or None,
        "agency_id": row.agency_id,
        "agency": agency(row.agency),
        "lots": [lot(one) for one in row.lots],
        "attachments": [attachment(one) for one in row.attachments],
        "history": work.history(("project", row.id)) if history else [],
        "warnings": [finding(one) for one in warnings],
        "submitted_at": row.submitted_at,
        **_stage(row),
    }


def project_row(row: Project, actor: Actor) -> dict[str, Any]:
    """项目列表行 as ``ProjectRow``."""
    return {
        **_form(row, actor),
        "no": row.no,
        "name": row.name,
        "purchaser_name": (row.purchaser or {}).get("name"),
        "lots": len(row.lots),
        "submitted_at": row.submitted_at,
        "created_at": row.created_at,
        "agency_name": row.agency.name,
        **{name: getattr(row, name) for name in ("agency_id", "region", "method", "category")},
        **_stage(row),
    }


def lot(row: Lot) -> dict[str, Any]:
    """分包 as ``LotOut``."""
    state = LotState(row.state)
    return {
        **{name: getattr(row, name) for name in LOT_FIELDS},
        "id": row.id,
        "no": row.no,
        "position": row.position,
        "project_id": row.project_id,
        "state": state,
        "state_zh": LABELS[state],
        "round": row.round,
        "evaluation_round": row.evaluation_round,
        "opening_at": row.opens_at,
    }


def agency(row: Organisation) -> dict[str, Any]:
    """代理机构 as ``PartyOut``."""
    return {name: getattr(row, name) for name in ("name", "uscc", "address", "contact", "phone")}


def attachment(row: Attachment) -> dict[str, Any]:
    """电子件 as ``AttachmentOut``."""
    return {
        "kind": row.kind,
        "document_id": row.document_id,
        "version": row.version,
        "file": {"sha256": row.sha256, "size": row.size, "mime": row.mime, "name": row.name},
        "receipt": row.receipt,
    }


def finding(one: Finding) -> dict[str, Any]:
    """提示 as ``FindingOut``."""
    return {name: getattr(one, name) for name in Finding.__slots__}


def content(row: Project) -> dict[str, Any]:
    """项目内容 what the rules judge, and what the content's hash covers."""
    return {
        **{name: getattr(row, name) for name in FIELDS},
        "purchaser": row.purchaser,
        "lots": [content_of_lot(one) for one in row.lots],
        "attachments": [one.kind for one in row.attachments],
        "files": [one.sha256 for one in row.attachments],
    }


def submitted(row: Project) -> dict[str, Any]:
    """提交内容 under the names of ``ProjectIn``, as a submission leaves it in its audit row."""
    return {
        **{name: getattr(row, name) for name in FIELDS},
        "purchaser": row.purchaser,
        "lots": [{"id": one.id, **content_of_lot(one)} for one in row.lots],
        "attachments": [_file(one) for one in row.attachments],
    }


def _file(row: Attachment) -> dict[str, Any]:
    file = {"name": row.name, "sha256": row.sha256}
    return {"id": row.document_id, "kind": row.kind, "receipt": file}


def content_of_lot(row: Lot) -> dict[str, Any]:
    """分包内容."""
    return {name: getattr(row, name) for name in LOT_FIELDS}


def allowed_to(row: Project, actor: Actor) -> list[Action]:
    """可执行的动作 by role, less what the row itself rules out."""
    actions = allowed(PROJECT, State(row.state), actor.role)
    if row.approved_at:
        actions = [one for one in actions if one is not Action.DELETE]
    if actor.role is Role.REVIEWER and actor.user_id == row.submitted_by:
        return []
    return actions


def _form(row: Project, actor: Actor) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "state_zh": STATE_ZH[State(row.state)],
        "version": row.version,
        "allowed": allowed_to(row, actor),
        "updated_at": row.updated_at,
    }


def stage(row: Project) -> tuple[str, str]:
    """项目进展 code and label: from its lots once it is approved, the form's state before."""
    if row.state != State.APPROVED:
        return row.state, STATE_ZH[State(row.state)]
    return lot_rules.stage([LotState(one.state) for one in row.lots])


def _stage(row: Project) -> dict[str, str]:
    code, label = stage(row)
    return {"stage": code, "stage_zh": label}
