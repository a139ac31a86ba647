"""展示采购异常 rows as the contracts say them, and the contents that rules and audit look at."""

from collections.abc import Sequence
from typing import Any

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import LABELS, ExceptionKind
from tenderhall_contracts.workflow import EXCEPTION, STATE_ZH, Action, State, allowed
from tenderhall_kit.work import Work

from registry.models import LotException
from registry.usecases import exception_notices, shown

FIELDS = (
    *("reason", "statement", "finance_no", "suspended_from", "expected_resume", "ground"),
    *("bidder_count", "experts", "follow_up"),
)
"""What the agency types besides kind, lots and files."""


def row(work: Work, of: LotException) -> dict[str, Any]:
    """采购异常列表行 as ``ExceptionRow``."""
    return {
        "id": of.id,
        "state": of.state,
        "state_zh": STATE_ZH[State(of.state)],
        "version": of.version,
        "allowed": _allowed(work, of),
        "updated_at": of.updated_at,
        "kind": of.kind,
        "kind_zh": LABELS[ExceptionKind(of.kind)],
        "project_id": of.project_id,
        "project_no": of.project.no,
        "project_name": of.project.name,
        "lot_nos": [part.lot.no for part in of.parts],
        "submitted_at": of.submitted_at,
    }


def full(work: Work, of: LotException, *, warnings: Sequence[Finding] = ()) -> dict[str, Any]:
    """采购异常 as ``ExceptionOut``."""
    return {
        **row(work, of),
        **{name: getattr(of, name) for name in FIELDS},
        "lots": [shown.lot(part.lot) for part in of.parts],
        "agency_id": of.agency_id,
        "agency_name": of.project.agency.name,
        "until": of.until,
        "attachments": of.attachments,
        "history": work.history(("exception", of.id)),
        "warnings": findings(warnings),
        "approved_at": of.approved_at,
        **exception_notices.about(work, of),
    }


def findings(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """检查发现 as ``FindingOut``."""
    return [shown.finding(one) for one in found]


def content(of: LotException) -> dict[str, Any]:
    """异常内容 what the rules judge, and what the content's hash covers."""
    return {
        **{name: getattr(of, name) for name in FIELDS},
        "kind": of.kind,
        "lot_ids": [str(part.lot_id) for part in of.parts],
        "attachments": [one["kind"] for one in of.attachments],
        "files": [one["file"]["sha256"] for one in of.attachments],
    }


def submitted(of: LotException) -> dict[str, Any]:
    """提交内容 under the names of ``ExceptionIn``; the experts stay secret (87-47)."""
    typed = {name: getattr(of, name) for name in FIELDS if name != "experts"}
    return {
        **typed,
        "kind": of.kind,
        "project_id": of.project_id,
        "lot_ids": [part.lot.no for part in of.parts],
        "attachments": [_file(one) for one in of.attachments],
    }


def _file(one: dict[str, Any]) -> dict[str, Any]:
    file = {"name": one["file"]["name"], "sha256": one["file"]["sha256"]}
    return {"id": one["document_id"], "kind": one["kind"], "receipt": file}


def _allowed(work: Work, of: LotException) -> list[Action]:
    if work.actor.role is Role.REVIEWER and work.actor.user_id == of.submitted_by:
        return []
    return allowed(EXCEPTION, State(of.state), work.actor.role)
