"""场地变更 drafted beside the booking that it changes, held beside it, effective in one step."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.venue import booking_changed, change_notice_due
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work
from uuid6 import uuid7

from venue import answers
from venue.models import Booking
from venue.rules import bookings as booking_rules
from venue.rules import changes as rules
from venue.store import bookings, claims
from venue.usecases.drafts import attach, fill, structure
from venue.usecases.steps import find, move, take, tell

_LOOKED_AHEAD = 15
"""Calendar days in which the next working day is found: longer than any holiday."""


def create_booking_change(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """新增开评标场地变更 a draft beside an approved booking of one's own; it holds nothing yet.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED or VALIDATION_FAILED.
    """
    base = find(work, payload["base_id"])
    _ensure_base(base)
    rules.ensure_changeable([(one.lot.no, one.lot.state) for one in base.standing])
    invalid(structure(work, payload))
    change = Booking(
        id=uuid7(),
        project_id=base.project_id,
        agency_id=base.agency_id,
        purpose=base.purpose,
        kind="change",
        base_id=base.id,
        version=0,
        created_at=work.now,
    )
    attach(work, change, payload)
    work.session.add(change)
    fill(change, payload, [one.lot for one in base.standing])
    move(work, change, Action.SAVE, State.DRAFT)
    return _told(work, change)


def save_booking_change(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """修改保存 a draft, or a rejected change, which becomes a draft again.

    Raises:
        Problem: PRECONDITION_FAILED, VALIDATION_FAILED, or what ``take`` raises.
    """
    change, to = take(work, payload["id"], payload["version"], Action.SAVE)
    if change.base_id != payload["base_id"]:
        zh, en = "不可更换原预约", "The booking that is changed cannot be another"
        invalid([Finding("base_id", "SAME_BOOKING", zh, en)])
    base = find(work, payload["base_id"])
    _ensure_base(base)
    invalid(structure(work, payload))
    attach(work, change, payload)
    fill(change, payload, [one.lot for one in base.standing])
    move(work, change, Action.SAVE, to)
    return _told(work, change)


def apply_booking_change(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地变更生效 its 变更公告 is published; a second time changes nothing.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where it does not await a notice; PRECONDITION_FAILED
            where the notice says another time, or it was another notice.
    """
    bookings.lock_lots(work.session, bookings.lot_ids_of(work.session, payload["id"]))
    change = bookings.locked(work.session, payload["id"])
    if change is None or change.kind != "change":
        raise Problem("NOT_FOUND")
    _ensure_as_published(change, payload)
    if change.change_notice_id is None:
        if not change.awaiting_notice:
            raise Problem("STATE_CONFLICT", state=change.state)
        change.change_notice_id = payload["change_notice_id"]
        take_effect(work, change)
    return answers.form(work, change)


def ensure_open(work: Work, change: Booking) -> None:
    """可变更 the booking still is as the change was made for, and no other change is open.

    Raises:
        Problem: PRECONDITION_FAILED with blockers.
    """
    base = change.base
    if base is None:
        return
    _ensure_base(base)
    lot_ids = {one.lot_id for one in change.standing}
    if lot_ids != {one.lot_id for one in base.standing}:
        raise _blocked("原预约的分包已变化，请重新保存本变更", base.id)
    rules.ensure_changeable([(one.lot.no, one.lot.state) for one in change.standing])
    for other in bookings.changes_on(work.session, lot_ids):
        if other.id != change.id:
            raise _blocked("该预约已有未完成的场地变更", other.id)


def take_effect(work: Work, change: Booking) -> None:
    """变更生效 the old booking is released and the change is the lots' booking from now on."""
    base = bookings.locked(work.session, change.base_id) if change.base_id else None
    if base is None:
        raise Problem("STATE_CONFLICT", state=change.state)
    claims.take_over(work.session, base.id, change.id)
    move(work, base, Action.RELEASE, State.RELEASED, opinion="场地变更生效")
    change.awaiting_notice = False
    move(work, change, Action.APPLY, State.APPROVED)
    told = {"booking_id": base.id, "old": answers.place(base), "new": answers.place(change)}
    told |= {"change_notice_id": change.change_notice_id}
    tell(work, booking_changed, change, change.state, more=told)


def awaiting(work: Work) -> list[UUID]:
    """待发变更公告 the changes to look at."""
    return list(bookings.awaiting(work.session))


def remind(work: Work, change_id: UUID) -> None:
    """提醒 that the 变更公告 of an approved change is still to be published; each stage once."""
    bookings.lock_lots(work.session, bookings.lot_ids_of(work.session, change_id))
    change = bookings.locked(work.session, change_id)
    if change is None or not change.awaiting_notice or change.base is None:
        return
    opening = change.base.opening_at
    stage = rules.stage(opening, work.now, _last_day(work, change))
    if stage in ("no", change.told) or change.told == "alarm":
        return
    change.told = stage
    change.version += 1
    told = {"stage": stage, "old_opening_at": opening}
    work.record("booking.remind", subject=("booking", change.id), after=told)
    tell(work, change_notice_due, change, change.state, more=told)


def _last_day(work: Work, change: Booking) -> Any:
    """One working day after the approval; in a year not yet confirmed, provisionally."""
    first = day_of(change.awaiting_since or work.now) + timedelta(days=1)
    return booking_rules.working_days(first, _LOOKED_AHEAD, work.law)[rules.NOTICE_DAYS - 1]


def _ensure_base(base: Booking) -> None:
    """Only an opening that is approved and holds its rooms; 待审核 is withdrawn instead."""
    if base.purpose != "opening":
        raise _blocked("只有开评标场地预约可以变更", base.id)
    if base.state != State.APPROVED or base.awaiting_notice:
        raise _blocked("只有审核通过的有效预约可以变更；待审核的请撤回后修改", base.id)


def _ensure_as_published(change: Booking, told: Mapping[str, Any]) -> None:
    other = change.change_notice_id not in (None, told["change_notice_id"])
    if other or change.opening_at != told["opening_at"]:
        raise _blocked("变更公告与审核通过的场地变更不一致", change.id)


def _told(work: Work, change: Booking) -> dict[str, Any]:
    work.session.refresh(change)
    return answers.form(work, change)


def _blocked(message_zh: str, form_id: UUID) -> Problem:
    blocker = {"kind": "booking", "message_zh": message_zh, "form_id": str(form_id)}
    return Problem("PRECONDITION_FAILED", blockers=[blocker])
