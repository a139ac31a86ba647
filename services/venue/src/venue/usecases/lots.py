"""分包 what registry tells of projects and lots, and what it does to their bookings."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.venue import booking_lots_released
from tenderhall_contracts.vocab import LotState
from tenderhall_contracts.workflow import BOOKING, Action, State, step
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from venue.models import Booking
from venue.rules import bookings as rules
from venue.store import bookings, claims, copies
from venue.usecases.steps import mark_lots, move, tell


def keep(work: Work, told: Mapping[str, Any], lots: Any = None) -> None:
    """接收快照 a project and its lots as registry answered just now (``ProjectOut``)."""
    project = {
        "id": told["id"],
        "no": told["no"],
        "name": told["name"],
        "agency_id": told["agency_id"],
        "agency_name": told["agency"].get("name", ""),
    }
    copies.adopt(work.session, project, [_lot(one) for one in lots or told["lots"]])


def project_approved(work: Work, event: Envelope) -> None:
    """项目审核通过 its lots can be booked from now on."""
    told = event.data
    names = ("name", "agency_id", "agency_name")
    project = {name: told[name] for name in names}
    project |= {"id": told["project_id"], "no": told["project_no"]}
    copies.adopt(work.session, project, [_lot(one) for one in told["lots"]], event.seq)


def lot_state_changed(work: Work, event: Envelope) -> None:
    """分包状态变化 a lot that is suspended, cancelled or failed gives its rooms back at once."""
    lot_id, state = event.data["lot_id"], LotState(event.data["to_state"])
    bookings.lock_lots(work.session, [lot_id])
    copies.move_lot(work.session, lot_id, state, event.seq)
    if state in rules.FREED:
        _release(work, [lot_id], f"{event.type}: {state}", event.occurred_at)
    if state is LotState.OPENING:
        lapse(work, [lot_id], f"{event.type}: {state}")
    if state in TERMINAL:
        _void(work, lot_id)


def lapse(work: Work, lot_ids: Collection[UUID], cause: str) -> None:
    """变更失效 the opening has come as it was: a change that is not effective never will be."""
    for change in bookings.changes_on(work.session, lot_ids):
        _release_lots(work, change, lot_ids, cause)


def project_withdrawn(work: Work, event: Envelope) -> None:
    """项目已撤回 registry refuses that while a booking is live; one that slipped in is released."""
    lot_ids = [one["id"] for one in event.data["lots"]]
    bookings.lock_lots(work.session, lot_ids)
    for lot_id in lot_ids:
        copies.move_lot(work.session, lot_id, LotState.REGISTERED, event.seq)
    _release(work, lot_ids, event.type, event.occurred_at)


def _void(work: Work, lot_id: UUID) -> None:
    """失效 what was not submitted, once all of its lots are cancelled or have failed."""
    for booking in bookings.unsent_on(work.session, lot_id):
        if all(one.lot.state in TERMINAL for one in booking.lots):
            to = step(BOOKING, State(booking.state), Action.VOID, work.actor.role)
            move(work, booking, Action.VOID, to)


def _release(work: Work, lot_ids: Collection[UUID], cause: str, since: datetime) -> None:
    """Only what was submitted before the event: a later booking is made to resume the lot.

    A change goes with its base, whenever it was submitted: bases come first, by the age of ids.
    """
    gone: set[UUID | None] = set()
    for booking in bookings.holding_on(work.session, lot_ids):
        before = booking.submitted_at is not None and booking.submitted_at <= since
        if before or (booking.base_id and booking.base_id in gone):
            gone.add(booking.id)
            _release_lots(work, booking, lot_ids, cause)


def _release_lots(work: Work, booking: Booking, lot_ids: Collection[UUID], cause: str) -> None:
    """The rooms stay held as long as one lot of the booking needs them."""
    for one in booking.lots:
        one.released = one.released or one.lot_id in lot_ids
    if not all(one.released for one in booking.lots):
        _let_go(work, booking)
        return
    to = step(BOOKING, State(booking.state), Action.RELEASE, work.actor.role)
    claims.free(work.session, booking.id)
    move(work, booking, Action.RELEASE, to, opinion=cause)


def _let_go(work: Work, booking: Booking) -> None:
    """部分释放 the booking stands for fewer lots; those that are gone may be booked again."""
    mark_lots(booking)
    booking.version += 1
    booking.updated_at = work.now
    left = {"lots_left": [one.lot.no for one in booking.standing], "version": booking.version}
    work.record("booking.release_lot", subject=("booking", booking.id), after=left)
    work.session.flush()
    tell(work, booking_lots_released, booking, booking.state)


def _lot(told: Mapping[str, Any]) -> dict[str, Any]:
    state = LotState(told["state"])
    return {"id": told["id"], "no": told["no"], "position": told["position"], "state": state}
