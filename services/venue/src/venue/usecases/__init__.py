"""What venue decides: one function per intention (rooms and bookings)."""

from venue.usecases.changes import (
    apply_booking_change,
    awaiting,
    create_booking_change,
    remind,
    save_booking_change,
)
from venue.usecases.closures import create_closure, end_closure, list_closures
from venue.usecases.drafts import create_booking, delete_booking, knows_lots, save_booking
from venue.usecases.feeds import list_feeds, open_feed, read_feed, revoke_feed
from venue.usecases.finish import finish_booking, finish_closures, over
from venue.usecases.lots import lot_state_changed, project_approved, project_withdrawn
from venue.usecases.occupancy import occupancy
from venue.usecases.queries import (
    form_state,
    get_booking,
    list_bookings,
    list_rooms,
    live_bookings,
    working_days,
)
from venue.usecases.re_evaluations import (
    booked,
    create_re_evaluation,
    give_back,
    knows_evaluated,
    save_re_evaluation,
    to_move,
)
from venue.usecases.review import (
    activity,
    approve_booking,
    project_of,
    reject_booking,
    submit_booking,
    withdraw_booking,
)
from venue.usecases.rooms import create_room, get_room, import_rooms, save_room
from venue.usecases.self_tests import due, keep_self_test, self_test
from venue.usecases.swaps import (
    decide_swap,
    get_swap,
    list_swaps,
    projects_of,
    propose_swap,
    withdraw_swap,
)
from venue.usecases.usage import free_busy, free_rooms, free_slots, usage
from venue.usecases.waits import end_wait, list_waits, offer_slots, wait_for_slot

__all__ = [
    "activity",
    "apply_booking_change",
    "approve_booking",
    "awaiting",
    "booked",
    "create_booking",
    "create_booking_change",
    "create_closure",
    "create_re_evaluation",
    "create_room",
    "decide_swap",
    "delete_booking",
    "due",
    "end_closure",
    "end_wait",
    "finish_booking",
    "finish_closures",
    "form_state",
    "free_busy",
    "free_rooms",
    "free_slots",
    "get_booking",
    "get_room",
    "get_swap",
    "give_back",
    "import_rooms",
    "keep_self_test",
    "knows_evaluated",
    "knows_lots",
    "list_bookings",
    "list_closures",
    "list_feeds",
    "list_rooms",
    "list_swaps",
    "list_waits",
    "live_bookings",
    "lot_state_changed",
    "occupancy",
    "offer_slots",
    "open_feed",
    "over",
    "project_approved",
    "project_of",
    "project_withdrawn",
    "projects_of",
    "propose_swap",
    "read_feed",
    "reject_booking",
    "remind",
    "revoke_feed",
    "save_booking",
    "save_booking_change",
    "save_re_evaluation",
    "save_room",
    "self_test",
    "submit_booking",
    "to_move",
    "usage",
    "wait_for_slot",
    "withdraw_booking",
    "withdraw_swap",
    "working_days",
]
