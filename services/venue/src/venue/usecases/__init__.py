"""What venue decides: one function per intention (rooms and bookings)."""

from venue.usecases.changes import (
    apply_booking_change,
    awaiting,
    create_booking_change,
    remind,
    save_booking_change,
)
from venue.usecases.drafts import create_booking, delete_booking, knows_lots, save_booking
from venue.usecases.lots import lot_state_changed, project_approved, project_withdrawn
from venue.usecases.queries import (
    form_state,
    free_slots,
    get_booking,
    list_bookings,
    list_rooms,
    live_bookings,
    usage,
)
from venue.usecases.review import (
    activity,
    approve_booking,
    project_of,
    reject_booking,
    submit_booking,
    withdraw_booking,
)

__all__ = [
    "activity",
    "apply_booking_change",
    "approve_booking",
    "awaiting",
    "create_booking",
    "create_booking_change",
    "delete_booking",
    "form_state",
    "free_slots",
    "get_booking",
    "knows_lots",
    "list_bookings",
    "list_rooms",
    "live_bookings",
    "lot_state_changed",
    "project_approved",
    "project_of",
    "project_withdrawn",
    "reject_booking",
    "remind",
    "save_booking",
    "save_booking_change",
    "submit_booking",
    "usage",
    "withdraw_booking",
]
