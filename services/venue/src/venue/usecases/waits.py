"""候补 a refused request waits for its slot, and is offered it when it is released.

An offer holds nothing: the constraint goes on deciding, and whoever submits first has the room.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, true
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.venue import slot_offered
from tenderhall_contracts.workflow import STATE_ZH, State
from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking, Wait
from venue.rules import bookings as rules
from venue.store import claims
from venue.store import waits as store
from venue.usecases.steps import to_act_on

OFFERED = timedelta(days=1)
"""How long an offer keeps the next in the row from being offered the same."""

_UNSENT = frozenset({State.DRAFT, State.REJECTED})


def wait_for_slot(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """候补场地 for the time and rooms of a draft, which another project holds.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, VALIDATION_FAILED where the draft
            breaks a rule anyhow, PRECONDITION_FAILED where the slot is free.
    """
    booking = to_act_on(work, payload["id"])
    state = State(booking.state)
    if state not in _UNSENT:
        raise Problem("STATE_CONFLICT", state=state.value, state_zh=STATE_ZH[state], action="wait")
    if booking.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=booking.version)
    invalid(rules.broken(answers.plan_of(booking), work.now, work.law))
    if not _met(work, booking):
        zh, en = "该时段现在空闲，请直接提交预约", "The slot is free: submit the booking"
        blocker = {"kind": "free", "message_zh": zh, "message_en": en}
        raise Problem("PRECONDITION_FAILED", blockers=[blocker])
    made = store.begin(work.session, booking, work.now)
    work.record("booking.wait", subject=("booking", booking.id), after={"wait": str(made.id)})
    return told(made, store.row(work.session))


def end_wait(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """取消候补 by its agency.

    Raises:
        Problem: NOT_FOUND.
    """
    found = store.wait(work.session, payload["id"], _seen(work))
    if found is None:
        raise Problem("NOT_FOUND")
    if found.state != "ended":
        _end(work, found, "withdrawn")
    return told(found, store.row(work.session))


def list_waits(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """候补列表 one's own; the centre sees all."""
    total, found = store.page(work.session, _seen(work), payload["limit"], payload["offset"])
    row = store.row(work.session) if found else []
    return {"total": total, "items": [told(one, row) for one in found]}


def waiting(work: Work, booking_id: UUID) -> dict[str, Any] | None:
    """候补 of one draft, while it waits."""
    found = store.of_booking(work.session, booking_id)
    names = ("id", "state", "asked_at", "offered_until")
    return {name: getattr(found, name) for name in names} if found else None


def offer_slots(work: Work) -> None:
    """空出提醒 each slot that is free again is offered to the first who waits for it.

    Whoever has been offered it lately comes first; after a day the next is told as well.
    """
    offered: list[Booking] = []
    for one in store.row(work.session, lock=True):
        if cause := _over(work, one):
            _end(work, one, cause)
        elif _met(work, one.booking):
            one.state, one.offered_at, one.offered_until = "waiting", None, None
        elif one.state == "offered":
            offered += [one.booking] if one.offered_until and one.offered_until > work.now else []
        elif not any(_rival(one.booking, other) for other in offered):
            _offer(work, one)
            offered.append(one.booking)


def told(one: Wait, row: Sequence[Wait]) -> dict[str, Any]:
    """候补 with its place in the row."""
    booking = one.booking
    names = ("id", "booking_id", "state", "asked_at", "offered_at", "offered_until")
    ahead = [other for other in row if (other.asked_at, other.id) < (one.asked_at, one.id)]
    return {
        **{name: getattr(one, name) for name in names},
        "project_no": booking.project.no,
        "project_name": booking.project.name,
        "lot_nos": [lot.lot.no for lot in booking.standing],
        "slots": answers.slots_of(booking),
        "before": sum(_rival(booking, other.booking) for other in ahead),
    }


def _offer(work: Work, one: Wait) -> None:
    one.state, one.offered_at, one.offered_until = "offered", work.now, work.now + OFFERED
    booking = one.booking
    data = {
        "booking_id": booking.id,
        "project_id": booking.project_id,
        "project_no": booking.project.no,
        "agency_id": booking.agency_id,
        "slots": answers.slots_of(booking),
        "offered_until": one.offered_until,
    }
    work.emit(slot_offered, data, aggregate=("wait", one.id, 1), project_no=booking.project.no)


def _over(work: Work, one: Wait) -> str | None:
    """Why there is nothing to wait for any more."""
    if State(one.booking.state) in answers.LIVE:
        return "submitted"
    if State(one.booking.state) not in _UNSENT:
        return "gone"
    return "passed" if one.booking.opening_at <= work.now else None


def _end(work: Work, one: Wait, cause: str) -> None:
    one.state, one.cause, one.ended_at = "ended", cause, work.now


def _met(work: Work, booking: Booking) -> bool:
    """Whether another project holds what is waited for."""
    wants = answers.wants_of(booking)
    return bool(claims.clashes(work.session, booking.project_id, wants))


def _rival(one: Booking, other: Booking) -> bool:
    """Whether drafts of different projects want a room at times that overlap."""
    return one.project_id != other.project_id and any(
        mine.room_id == theirs.room_id and mine.begins < theirs.ends and theirs.begins < mine.ends
        for mine in answers.wants_of(one)
        for theirs in answers.wants_of(other)
    )


def _seen(work: Work) -> ColumnElement[bool]:
    role, org = work.actor.role, work.actor.org_id
    if role.of_agency and org:
        return Wait.agency_id == UUID(org)
    return true() if role.of_centre else false()
