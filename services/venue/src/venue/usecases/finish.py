"""已使用 bookings and closures whose time is over leave the constraint's index (venue.md §1.1)."""

from uuid import UUID

from tenderhall_contracts.workflow import BOOKING, Action, State, step
from tenderhall_kit.work import Work

from venue.store import bookings, claims
from venue.usecases.lots import lapse
from venue.usecases.steps import move, to_act_on


def over(work: Work) -> list[UUID]:
    """期满的预约 approved ones, none of whose rooms is needed any more, clean-up included."""
    return bookings.over(work.session, work.now)


def finish_booking(work: Work, booking_id: UUID) -> None:
    """已使用 idempotent: another replica may have been faster, or the booking was changed.

    A change that is not effective by then lapses, with its base or by its own time.
    """
    bookings.lock_lots(work.session, bookings.lot_ids_of(work.session, booking_id))
    booking = to_act_on(work, booking_id, lock=True)
    state = State(booking.state)
    if state is not State.APPROVED or not claims.use(work.session, booking.id, work.now):
        return
    if booking.purpose == "opening":
        lapse(work, [one.lot_id for one in booking.standing], "原开标时间已过")
    if booking.state == state:
        move(work, booking, Action.USE, step(BOOKING, state, Action.USE, work.actor.role))


def finish_closures(work: Work) -> int:
    """关闭期满 gives how many claims it was; the closure itself knows its time."""
    return claims.use_closures(work.session, work.now)
