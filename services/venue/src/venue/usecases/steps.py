"""办理步骤 what every command on a booking shares: lock, look, move, record, tell."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.venue import (
    booking_approved,
    booking_deleted,
    booking_rejected,
    booking_released,
    booking_saved,
    booking_submitted,
    booking_used,
    booking_voided,
    booking_withdrawn,
)
from tenderhall_contracts.workflow import BOOKING, Action, State, step
from tenderhall_kit.changes import CONTENT
from tenderhall_kit.plain import fingerprint
from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking
from venue.store import bookings

EVENTS: Mapping[Action, Event] = {
    Action.SAVE: booking_saved,
    Action.DELETE: booking_deleted,
    Action.SUBMIT: booking_submitted,
    Action.WITHDRAW: booking_withdrawn,
    Action.APPROVE: booking_approved,
    Action.REJECT: booking_rejected,
    Action.RELEASE: booking_released,
    Action.USE: booking_used,
    Action.VOID: booking_voided,
}


def find(work: Work, booking_id: UUID) -> Booking:
    """查看 a booking that the caller may see.

    Raises:
        Problem: NOT_FOUND, also where it is another agency's.
    """
    seen = bookings.seen_by(work.actor.role, work.actor.org_id)
    return _found(bookings.booking(work.session, booking_id, seen))


def to_act_on(work: Work, booking_id: UUID, *, lock: bool = False) -> Booking:
    """办理对象 a booking that the caller may act on, as far as its state allows.

    Raises:
        Problem: NOT_FOUND.
    """
    own = bookings.open_to(work.actor.role, work.actor.org_id)
    return _found(bookings.booking(work.session, booking_id, own, lock=lock))


def take(
    work: Work, booking_id: UUID, version: int, action: Action, also: Iterable[UUID] = ()
) -> tuple[Booking, State]:
    """办理 lock the lots, then the booking; gives it and the state that the action leads to.

    ``also`` are lots that the command brings in: all are locked in one order.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, FORBIDDEN_ROLE or VERSION_CONFLICT.
    """
    kept = bookings.lot_ids_of(work.session, booking_id)
    bookings.lock_lots(work.session, [*kept, *also])
    found = to_act_on(work, booking_id, lock=True)
    to = step(BOOKING, State(found.state), action, work.actor.role)
    if found.version != version:
        raise Problem("VERSION_CONFLICT", version=found.version)
    return found, to


def move(
    work: Work, booking: Booking, action: Action, to: State, opinion: str | None = None
) -> None:
    """流转 change the state, mark which lots are live, record the step and tell it."""
    was = booking.state
    before = {"state": was, "version": booking.version}
    booking.state = to
    booking.awaiting_notice = booking.awaiting_notice and to is State.APPROVED
    booking.version += 1
    booking.updated_at = work.now
    mark_lots(booking)
    work.session.flush()
    content = answers.submitted(booking)
    sent = {CONTENT: content} if action is Action.SUBMIT else {}
    work.record(
        f"booking.{action}",
        subject=("booking", booking.id),
        before=before,
        after={"state": booking.state, "version": booking.version, **sent},
        opinion=opinion,
        content_sha256=fingerprint(content),
    )
    if action in EVENTS:
        tell(work, EVENTS[action], booking, was, opinion)


def mark_lots(booking: Booking) -> None:
    """有效标记 what the unique indexes look at: one live booking, one open change, per lot.

    A change is open until it is effective: then it is the live booking.
    """
    state, change = State(booking.state), booking.kind == "change"
    opened = change and (state is State.PENDING or booking.awaiting_notice)
    live = state in answers.LIVE and not opened
    for one in booking.lots:
        one.live = live and not one.released
        one.changing = opened and not one.released


def tell(
    work: Work,
    event: Event,
    booking: Booking,
    before: str | None,
    opinion: str | None = None,
    *,
    more: Mapping[str, Any] | None = None,
) -> None:
    """发出事件 about a booking, for the worklist and whoever needs its time and place."""
    pending = State(booking.state) is State.PENDING
    flags = answers.warnings(work, booking) if pending else []
    work.emit(
        event,
        answers.facts(booking, before, opinion) | {"flags": flags} | dict(more or {}),
        aggregate=("booking", booking.id, booking.version),
        project_no=booking.project.no,
        lot_nos=[one.lot.no for one in booking.standing],
    )


def _found(booking: Booking | None) -> Booking:
    if booking is None:
        raise Problem("NOT_FOUND")
    return booking
