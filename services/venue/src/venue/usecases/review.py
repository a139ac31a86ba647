"""审核 submit, withdraw, approve, reject: where rooms are held and given back."""

from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.vocab import Activity
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking, Lot
from venue.rules import bookings as rules
from venue.rules import re_evaluations
from venue.store import bookings, claims, copies, rooms
from venue.usecases import changes
from venue.usecases.conflicts import as_json, instead
from venue.usecases.lots import keep
from venue.usecases.steps import find, move, take, to_act_on

HOLD_TRIES = 3
"""A rival may free the slot between our refusal and our look at it; then it is tried again."""


def activity(work: Work, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """业务登记内容 what to announce to registry before submit; None where submit cannot happen."""
    booking = find(work, payload["id"])
    if booking.state != State.DRAFT or booking.version != payload["version"]:
        return None
    return {
        "lot_ids": [one.lot_id for one in booking.standing],
        "activity": _activity(booking),
        "form_id": booking.id,
        "owner": "venue",
        "org_id": booking.agency_id,
        "form_version": booking.version,
    }


def project_of(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """所属项目 which project to ask registry about before approval."""
    return {"id": to_act_on(work, payload["id"]).project_id}


def submit_booking(
    work: Work, payload: Mapping[str, Any], opened: Mapping[str, Any] | None
) -> dict[str, Any]:
    """提交预约 submit the booking for review; from here on it holds its rooms.

    Raises:
        Problem: ROOM_CONFLICT with clashes and what may be taken instead, VALIDATION_FAILED,
            PRECONDITION_FAILED, or what ``take`` raises.
    """
    if opened:
        keep(work, opened["project"], opened["lots"])
    booking, to = take(work, payload["id"], payload["version"], Action.SUBMIT)
    _ensure_open(work, booking)
    rooms.hold_still(work.session, [one.room_id for one in answers.wants_of(booking)])
    _ensure_rules(work, booking)
    _hold(work, booking)
    booking.submitted_by, booking.submitted_at = work.actor.user_id, work.now
    move(work, booking, Action.SUBMIT, to, payload.get("opinion"))
    return answers.form(work, booking)


def withdraw_booking(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """撤回 while 待审核; the rooms are free at once.

    Raises:
        Problem: what ``take`` raises.
    """
    booking, to = take(work, payload["id"], payload["version"], Action.WITHDRAW)
    claims.free(work.session, booking.id)
    move(work, booking, Action.WITHDRAW, to)
    return answers.form(work, booking)


def approve_booking(
    work: Work, payload: Mapping[str, Any], project: Mapping[str, Any]
) -> dict[str, Any]:
    """审核通过 every rule and precondition is looked at again, now.

    A change takes effect with it, unless a tender notice has been published: then both slots stay
    held until its 变更公告 is (domain §5.4).

    Raises:
        Problem: PRECONDITION_FAILED, VALIDATION_FAILED, FORBIDDEN_ROLE, or what ``take`` raises.
    """
    keep(work, project)
    booking, to = take(work, payload["id"], payload["version"], Action.APPROVE)
    _ensure_stranger(work, booking)
    if booking.base_id:
        changes.ensure_open(work, booking)
    else:
        _ensure_lots(booking, [one.lot for one in booking.standing])
    _ensure_rules(work, booking)
    if claims.held_rooms(work.session, booking.id) != len(answers.wants_of(booking)):
        raise Problem("PRECONDITION_FAILED", blockers=[_blocker("预约未占用全部场地")])
    if booking.base_id:
        booking.awaiting_notice, booking.awaiting_since = True, work.now
    move(work, booking, Action.APPROVE, to, payload.get("opinion"))
    if booking.base_id and not answers.tendering(booking):
        changes.take_effect(work, booking)
    return answers.form(work, booking)


def reject_booking(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """审核不通过 with an opinion; the rooms are free at once.

    Raises:
        Problem: VALIDATION_FAILED without opinion, FORBIDDEN_ROLE, or what ``take`` raises.
    """
    booking, to = take(work, payload["id"], payload["version"], Action.REJECT)
    _ensure_stranger(work, booking)
    opinion = (payload.get("opinion") or "").strip()
    if not opinion:
        zh, en = "审核不通过须填写意见", "A rejection needs an opinion"
        invalid([Finding("opinion", "OPINION_REQUIRED", zh, en)])
    claims.free(work.session, booking.id)
    move(work, booking, Action.REJECT, to, opinion)
    return answers.form(work, booking)


def _hold(work: Work, booking: Booking) -> None:
    wants = answers.wants_of(booking)
    met: Sequence[Any] = ()
    for _ in range(HOLD_TRIES):
        if claims.hold(work.session, booking, wants):
            return
        met = claims.clashes(work.session, booking.project_id, wants)
        if met:
            break
    told = [answers.taken(work, *one) for one in met]
    taken = {one["room_id"] for one in told}
    raise Problem(
        "ROOM_CONFLICT",
        [],
        clashes=[as_json(one) for one in told],
        **instead(work, booking, taken),
    )


def _ensure_rules(work: Work, booking: Booking) -> None:
    """Every rule, now; without calendar and law nothing can be judged yet: try again."""
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference data of registry")
    invalid(answers.broken(work, booking))


def _ensure_open(work: Work, booking: Booking) -> None:
    """What must hold of its lots, and beside which bookings it may stand; the lots are locked."""
    if booking.base_id:
        changes.ensure_open(work, booking)
    else:
        _ensure_free_lots(work, booking)


def _activity(booking: Booking) -> Activity:
    """As what registry knows it."""
    if booking.purpose == answers.RE_EVALUATION:
        return Activity.RE_EVALUATION
    return Activity.BOOKING_CHANGE if booking.base_id else Activity.BOOKING


def _ensure_lots(booking: Booking, lots: Sequence[Lot]) -> None:
    told = [(one.no, one.state) for one in lots]
    if booking.purpose == answers.RE_EVALUATION:
        re_evaluations.ensure_re_evaluable(told)
    else:
        rules.ensure_bookable(told)


def _ensure_free_lots(work: Work, booking: Booking) -> None:
    """Lots that may be booked and have no live booking yet; they are locked."""
    lot_ids = [one.lot_id for one in booking.standing]
    lots = copies.lots(work.session, lot_ids)
    _ensure_lots(booking, lots)
    others = bookings.live_on(work.session, lot_ids, booking)
    if others:
        blockers = [
            _blocker("分包已有有效的场地预约，请先撤回或办理场地变更", form_id=str(one.id))
            for one in others
        ]
        raise Problem("PRECONDITION_FAILED", blockers=blockers)


def _ensure_stranger(work: Work, booking: Booking) -> None:
    """A reviewer decides on no form of their own hand or organisation (domain §5.0)."""
    if booking.submitted_by == work.actor.user_id or str(booking.agency_id) == work.actor.org_id:
        raise Problem("FORBIDDEN_ROLE", role=work.actor.role.value)


def _blocker(message_zh: str, **more: str) -> dict[str, str]:
    return {"kind": "booking", "message_zh": message_zh, **more}
