"""投标截止时间变更 a published 变更公告 moves the deadline of its lots (domain §5.8, R05)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import Activity, LotState
from tenderhall_kit.work import Work

from registry.models import Lot
from registry.rules.duties import LATE_MEDIUM
from registry.store import activities, reminders
from registry.usecases import lot_events, lots, shown

EFFECT = "deadline_moved"


def move_deadline(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """变更投标截止时间 of all of these lots, or of none; the same form moves it once.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED where a lot is not 招标中, its deadline has come, or
            the new one is no later; FORBIDDEN_ROLE, IDEMPOTENCY_MISMATCH.
    """
    form_id, ids, to = payload["form_id"], list(payload["lot_ids"]), payload["opening_at"]
    found = lots.locked(work, ids)
    if lots.already(work, form_id, EFFECT, ids):
        return {"lots": [shown.lot(one) for one in found], "already": True}
    lots.ensure_registered(work, form_id, (Activity.CHANGE_NOTICE,), found)
    _ensure_later(work, found, to)
    activities.put_effect(work.session, form_id, EFFECT, ids, {"opening_at": to.isoformat()})
    for lot in found:
        _move(work, lot, payload)
    return {"lots": [shown.lot(one) for one in found], "already": False}


def _ensure_later(work: Work, found: Sequence[Lot], to: datetime) -> None:
    """Times only move later, and never once they have come (manual 3.8, domain §5.8)."""
    told = [(one, _obstacle(work, one, to)) for one in found]
    blockers = [
        {"kind": "deadline", "lot_no": lot.no, "message_zh": f"{lot.no}{zh}", "message_en": en}
        for lot, (zh, en) in told
        if zh
    ]
    if blockers:
        raise Problem("PRECONDITION_FAILED", blockers=blockers)


def _obstacle(work: Work, lot: Lot, to: datetime) -> tuple[str, str]:
    if lot.state != LotState.TENDERING or lot.opens_at is None:
        return "不在招标中，不能变更投标截止时间", "The lot is not being tendered"
    if lot.opens_at <= work.now:
        return "已过投标截止时间，不能变更", "The deadline has passed"
    if to < lot.opens_at:
        return "的投标截止时间只能推迟，不能提前", "A deadline only moves later"
    return "", ""


def _move(work: Work, lot: Lot, payload: dict[str, Any]) -> None:
    before, lot.opens_at = lot.opens_at, payload["opening_at"]
    lot.version += 1
    told = {"old": before, "new": lot.opens_at, "form_id": payload["form_id"]}
    work.record("lot.deadline", subject=("lot", lot.id), after=told)
    cause = f"change_notice:{payload['form_id']}"
    reminders.close(work.session, lot.id, (LATE_MEDIUM["R01"].rule_id,), cause, work.now)
    lot_events.deadline_changed(work, lot, {**told, "reason": payload["reason"]})
