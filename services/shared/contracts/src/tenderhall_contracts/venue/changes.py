"""场地变更 another time or room for a booking that is approved (domain §5.4).

A change is a booking of its own, of kind ``change``: it is submitted, withdrawn, decided on and
deleted as one. While it waits both slots are held.
"""

from marshmallow import fields

from tenderhall_contracts.core import COMMAND, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.venue.bookings import BookingFacts, BookingOut, MeetingsIn
from tenderhall_contracts.venue.promise import venue


class BookingChangeIn(MeetingsIn):
    """新增开评标场地变更 what is to hold instead of the booking ``base_id``, and why.

    ``affects_documents``: whether tenderers must be given more time; asked for once the tender
    notice is published.
    """

    base_id = fields.UUID(required=True)
    reason = text(1000)
    affects_documents = fields.Boolean(allow_none=True, load_default=None)


class SaveBookingChange(BookingChangeIn):
    """修改保存; the booking that it changes stays the same."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class ApplyChange(Takes):
    """变更生效 what the published 变更公告 says of the approved change ``id``."""

    id = fields.UUID(required=True)
    change_notice_id = fields.UUID(required=True)
    opening_at = Instant(required=True)


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
create_booking_change = venue.rpc(
    "create_booking_change",
    title="新增开评标场地变更",
    kind=COMMAND,
    takes=BookingChangeIn,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=("NOT_FOUND", "VALIDATION_FAILED", "PRECONDITION_FAILED"),
)
save_booking_change = venue.rpc(
    "save_booking_change",
    title="修改保存场地变更",
    kind=COMMAND,
    takes=SaveBookingChange,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
apply_booking_change = venue.rpc(
    "apply_booking_change",
    title="场地变更生效",
    kind=COMMAND,
    takes=ApplyChange,
    gives=BookingOut,
    roles={Role.SERVICE},
    refuses=("NOT_FOUND", "STATE_CONFLICT", "PRECONDITION_FAILED"),
)


class Place(Gives):
    """时间地点 of an opening."""

    room_id = fields.Integer(required=True)
    room_name = fields.String(required=True)
    begins = Instant(required=True)
    ends = Instant(required=True)


class BookingChanged(BookingFacts):
    """变更生效 the opening of these lots is elsewhere or at another time from now on.

    ``booking_id`` is the booking that was, ``form_id`` the one that is: the same after a swap.
    """

    booking_id = fields.UUID(required=True)
    old = fields.Nested(Place, required=True)
    new = fields.Nested(Place, required=True)
    change_notice_id = fields.UUID(allow_none=True)


class ChangeNoticeDue(BookingFacts):
    """待发变更公告 ``reminder`` after a working day, ``alarm`` in the last 24 hours."""

    stage = fields.String(required=True)
    old_opening_at = Instant(required=True)


booking_changed = venue.event(
    "venue.booking_changed", version=1, carries=BookingChanged, title="场地变更已生效"
)
change_notice_due = venue.event(
    "venue.change_notice_due", version=1, carries=ChangeNoticeDue, title="变更公告待发布"
)
