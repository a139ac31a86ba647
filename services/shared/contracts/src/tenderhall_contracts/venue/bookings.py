"""场地预约 bookings of rooms for one or several lots of a project (domain §5.3)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    Attachment,
    AttachmentOut,
    ById,
    FindingOut,
    FormCommand,
    FormEvent,
    FormOut,
    FormStateOut,
    Page,
    ReviewForm,
    StepOut,
    SubmitForm,
)
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.venue.rooms import RoomOut
from tenderhall_contracts.vocab import ReEvaluationCase, ReEvaluationKind


class MeetingsIn(Takes):
    """开标与评标 when and where, how many come, whom to call; minutes in quarters of an hour."""

    opening_at = Instant(required=True)
    opening_minutes = fields.Integer(load_default=60, validate=validate.Range(15, 60))
    opening_room_id = fields.Integer(required=True)
    evaluation_at = Instant(allow_none=True, load_default=None)
    evaluation_minutes = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(30, 360)
    )
    evaluation_room_id = fields.Integer(allow_none=True, load_default=None)
    attendees = fields.Integer(load_default=0, validate=validate.Range(0, 1000))
    services = text(500)
    contact = text(50, required=True)
    phone = text(50, required=True)
    remark = text(2000)
    attachments = fields.List(
        fields.Nested(Attachment), load_default=list, validate=validate.Length(max=50)
    )


class LotsIn(Takes):
    """分包 of one project."""

    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


class BookingIn(MeetingsIn, LotsIn):
    """开评标场地预约 (domain §5.3); its lots are told first."""


class SaveBooking(BookingIn):
    """修改保存."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class BaseOut(Gives):
    """原预约 what a change is made of: the booking that holds until the change is effective."""

    id = fields.UUID(required=True)
    opening_at = Instant(required=True)
    opening_minutes = fields.Integer(required=True)
    opening_room = fields.Nested(RoomOut, required=True)
    evaluation_at = Instant(allow_none=True)
    evaluation_minutes = fields.Integer(allow_none=True)
    evaluation_room = fields.Nested(RoomOut, allow_none=True)


class Waiting(Gives):
    """候补 of a draft: waiting, or offered because the slot was free when last looked at."""

    id = fields.UUID(required=True)
    state = fields.String(required=True)
    asked_at = Instant(required=True)
    offered_until = Instant(allow_none=True)


class ReEvaluationOut(Gives):
    """复评 what a booking of purpose ``re_evaluation`` has besides; see ``ReEvaluationIn``."""

    re_evaluation_kind = fields.Enum(ReEvaluationKind, by_value=True, required=True)
    kind_zh = fields.String(required=True)
    legal_case = fields.Enum(ReEvaluationCase, by_value=True, required=True)
    legal_case_zh = fields.String(required=True)
    statement = fields.String(allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentOut), required=True)


class BookingOut(FormOut):
    """预约 and 场地变更 (``kind`` is ``original`` or ``change``; a change has a ``base``).

    ``awaiting_notice`` (待发变更公告): an approved change that is not effective before its
    变更公告 is published; its base still is the lot's booking.

    ``publish_by`` is the last day on which the notice may be published (R01). It and
    ``publish_days_left``, in calendar days of business time and below zero once it has passed, are
    told of an approved booking whose notice is still to come; ``wait`` of a draft that waits for
    its slot, and ``attachments``, where one booking is asked for.
    """

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    project_name = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    lot_nos = fields.List(fields.String(), required=True)
    agency_id = fields.UUID(required=True)
    opening_at = Instant(required=True)
    opening_minutes = fields.Integer(required=True)
    opening_room = fields.Nested(RoomOut, required=True)
    evaluation_at = Instant(allow_none=True)
    evaluation_minutes = fields.Integer(allow_none=True)
    evaluation_room = fields.Nested(RoomOut, allow_none=True)
    attendees = fields.Integer()
    services = fields.String(allow_none=True)
    contact = fields.String()
    phone = fields.String()
    remark = fields.String(allow_none=True)
    holding = fields.Boolean(required=True)
    kind = fields.String()
    purpose = fields.String()
    base = fields.Nested(BaseOut, allow_none=True)
    re_evaluation = fields.Nested(ReEvaluationOut, allow_none=True)
    reason = fields.String(allow_none=True)
    affects_documents = fields.Boolean(allow_none=True)
    awaiting_notice = fields.Boolean()
    change_notice_id = fields.UUID(allow_none=True)
    publish_by = fields.Date(allow_none=True)
    publish_days_left = fields.Integer(allow_none=True)
    wait = fields.Nested(Waiting, allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentOut))
    warnings = fields.List(fields.Nested(FindingOut))
    history = fields.List(fields.Nested(StepOut))


class BookingList(Gives):
    """预约列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(BookingOut), required=True)


class ListBookings(Page):
    """场地预约列表 of one kind (``original``, ``change``) or purpose, where that is told."""

    kind = fields.String(validate=validate.OneOf(("original", "change")))
    purpose = fields.String(validate=validate.OneOf(("opening", "re_evaluation")))
    awaiting_notice = fields.Boolean()


class LiveBookings(Takes):
    """有效预约 of these lots, for the services that need the opening time and place.

    ``awaiting``: also the approved changes that await their 变更公告 (待发变更公告).
    """

    awaiting = fields.Boolean(load_default=False)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
_BOOK = ("VALIDATION_FAILED", "ROOM_CONFLICT", "PRECONDITION_FAILED", "CALENDAR_UNAVAILABLE")
create_booking = venue.rpc(
    "create_booking",
    title="新增开标场地预约",
    kind=COMMAND,
    takes=BookingIn,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED"),
)
save_booking = venue.rpc(
    "save_booking",
    title="修改保存预约",
    kind=COMMAND,
    takes=SaveBooking,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", *_FORM),
)
submit_booking = venue.rpc(
    "submit_booking",
    title="提交场地预约",
    kind=COMMAND,
    takes=SubmitForm,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=(*_BOOK, *_FORM),
)
withdraw_booking = venue.rpc(
    "withdraw_booking",
    title="撤回场地预约",
    kind=COMMAND,
    takes=FormCommand,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=_FORM,
)
delete_booking = venue.rpc(
    "delete_booking",
    title="删除场地预约",
    kind=COMMAND,
    takes=FormCommand,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=_FORM,
)
approve_booking = venue.rpc(
    "approve_booking",
    title="场地预约审核通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=BookingOut,
    roles={Role.REVIEWER},
    refuses=("PRECONDITION_FAILED", "VALIDATION_FAILED", *_FORM),
)
reject_booking = venue.rpc(
    "reject_booking",
    title="场地预约审核不通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=BookingOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *_FORM),
)
get_booking = venue.rpc(
    "get_booking",
    title="查看场地预约",
    kind=QUERY,
    takes=ById,
    gives=BookingOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_bookings = venue.rpc(
    "list_bookings",
    title="场地预约列表",
    kind=QUERY,
    takes=ListBookings,
    gives=BookingList,
    roles=PEOPLE,
)
live_bookings = venue.rpc(
    "live_bookings",
    title="分包的有效预约",
    kind=QUERY,
    takes=LiveBookings,
    gives=BookingList,
    roles={Role.SERVICE},
)
form_state = venue.rpc(
    "form_state",
    title="表单现状",
    kind=QUERY,
    takes=ById,
    gives=FormStateOut,
    roles={Role.SERVICE},
)


class BookingFacts(FormEvent):
    """预约事件内容."""

    opening_at = Instant(required=True)
    opening_minutes = fields.Integer(required=True)
    opening_room_id = fields.Integer(required=True)
    opening_room_name = fields.String(required=True)
    evaluation_at = Instant(allow_none=True)
    evaluation_room_id = fields.Integer(allow_none=True)
    kind = fields.String()
    purpose = fields.String()


booking_saved = venue.event("venue.booking_saved", version=1, carries=FormEvent, title="预约已保存")
booking_deleted = venue.event(
    "venue.booking_deleted", version=1, carries=FormEvent, title="预约已删除"
)
booking_submitted = venue.event("venue.booking_submitted", version=1, carries=BookingFacts)
booking_approved = venue.event("venue.booking_approved", version=1, carries=BookingFacts)
booking_rejected = venue.event("venue.booking_rejected", version=1, carries=BookingFacts)
booking_withdrawn = venue.event("venue.booking_withdrawn", version=1, carries=BookingFacts)
booking_voided = venue.event(
    "venue.booking_voided", version=1, carries=FormEvent, title="预约已失效"
)
booking_released = venue.event("venue.booking_released", version=1, carries=BookingFacts)
booking_lots_released = venue.event(
    "venue.booking_lots_released",
    version=1,
    carries=BookingFacts,
    title="场地预约的部分分包已释放",
)
booking_used = venue.event(
    "venue.booking_used", version=1, carries=BookingFacts, title="场地预约已使用"
)
