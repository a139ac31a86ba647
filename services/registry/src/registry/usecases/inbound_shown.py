"""平台事件的展示 as the contract says it; what is secret only to who may see it (R25)."""

from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.platform import platform
from tenderhall_contracts.vocab import LABELS, InboundStatus
from tenderhall_kit.work import Work

from registry.models import InboundEvent, Lot, Project, User
from registry.rules.inbound import REASONS
from registry.store import inbound as store

_SHOWN = (
    *("id", "event_id", "type", "source", "status", "lot_id", "lot_no", "occurred_at"),
    *("received_at", "applied_at", "data", "findings", "entered_by", "entered_reason", "file"),
)


def list_inbound(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """平台事件列表."""
    total, found = store.page(work.session, work.actor, payload)
    return {"total": total, "items": [_told(work, *one) for one in found]}


def get_inbound(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看平台事件.

    Raises:
        Problem: NOT_FOUND, also where it is about another agency's lot.
    """
    found = store.one(work.session, work.actor, payload["id"])
    if found is None:
        raise Problem("NOT_FOUND")
    return _told(work, *found)


def inbound_outcome(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """事件处理结果 for its sender only; one whose sender could not be verified is nobody's.

    Raises:
        Problem: NOT_FOUND, also where another platform has sent it.
    """
    row = store.told_by(work.session, work.actor.issuer, payload["event_id"])
    if row is None or row.reason == "UNAUTHENTICATED":
        raise Problem("NOT_FOUND")
    told = {name: getattr(row, name) for name in ("event_id", "type", "status", "findings")}
    return told | _reason(row)


def one(work: Work, row: InboundEvent) -> dict[str, Any]:
    """平台事件 as ``InboundOut``."""
    lot = work.session.get(Lot, row.lot_id) if row.lot_id else None
    return _told(work, row, work.session.get(Project, lot.project_id) if lot else None)


def finding(one: Finding) -> dict[str, Any]:
    """提示 as ``FindingOut``."""
    return {name: getattr(one, name) for name in Finding.__slots__}


def _told(work: Work, row: InboundEvent, project: Project | None) -> dict[str, Any]:
    return {
        **_reason(row),
        **{name: getattr(row, name) for name in _SHOWN},
        "title": platform.events[row.type].title,
        "status_zh": LABELS[InboundStatus(row.status)],
        "project_id": project.id if project else None,
        "project_no": project.no if project else None,
        "restricted": row.restricted if work.actor.role.of_centre else None,
        "entered_by_name": _name(work, row.entered_by),
    }


def _name(work: Work, user_id: str | None) -> str | None:
    user = work.session.get(User, UUID(user_id)) if user_id else None
    return user.name if user else None


def _reason(row: InboundEvent) -> dict[str, str | None]:
    reason = REASONS.get(row.reason or "")
    return {
        "reason": row.reason,
        "reason_zh": reason.zh if reason else None,
        "reason_en": reason.en if reason else None,
    }
