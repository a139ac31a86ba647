"""项目复评预约 an evaluation room for a lot that is evaluated again (domain §5.10).

It is a booking of purpose ``re_evaluation`` and takes the steps of every booking. It has one
meeting only, which stands in the fields of the opening.
"""

from marshmallow import fields, validate

from tenderhall_contracts.common import Attachment
from tenderhall_contracts.core import COMMAND, Gives, Role
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.venue.bookings import BookingOut, LotsIn
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.vocab import ReEvaluationCase, ReEvaluationKind


class ReEvaluationIn(LotsIn):
    """新增项目复评场地预约; ``opening_*`` are the time and the evaluation room, in quarters."""

    re_evaluation_kind = fields.Enum(ReEvaluationKind, by_value=True, required=True)
    legal_case = fields.Enum(ReEvaluationCase, by_value=True, required=True)
    opening_at = Instant(required=True)
    opening_minutes = fields.Integer(load_default=120, validate=validate.Range(30, 360))
    opening_room_id = fields.Integer(required=True)
    attendees = fields.Integer(load_default=0, validate=validate.Range(0, 1000))
    statement = text(4000)
    contact = text(50, required=True)
    phone = text(50, required=True)
    attachments = fields.List(
        fields.Nested(Attachment), load_default=list, validate=validate.Length(max=50)
    )


class SaveReEvaluation(ReEvaluationIn):
    """修改保存."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
create_re_evaluation = venue.rpc(
    "create_re_evaluation",
    title="新增项目复评场地预约",
    kind=COMMAND,
    takes=ReEvaluationIn,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=("NOT_FOUND", "VALIDATION_FAILED", "PRECONDITION_FAILED"),
)
save_re_evaluation = venue.rpc(
    "save_re_evaluation",
    title="修改保存复评预约",
    kind=COMMAND,
    takes=SaveReEvaluation,
    gives=BookingOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)


class ReEvaluationBooked(Gives):
    """复评已预约 its lots are 复评中; ``round`` is the evaluation that is awaited now."""

    booking_id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    lot_nos = fields.List(fields.String(), required=True)
    legal_case = fields.String(required=True)
    round = fields.Integer(allow_none=True)
    room_id = fields.Integer(required=True)
    room_name = fields.String(required=True)
    start = Instant(required=True)


re_evaluation_booked = venue.event(
    "reevaluation.booked", version=1, carries=ReEvaluationBooked, title="复评已预约"
)
