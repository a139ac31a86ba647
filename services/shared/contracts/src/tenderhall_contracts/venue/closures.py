"""场地关闭 停用, 维修 and 占用: claims under the same constraint as bookings (venue.md §1.1)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import CENTRE, COMMAND, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.vocab import ClosureKind, ClosureState


class CreateClosure(Takes):
    """登记场地关闭 of one room or several; a beginning that has passed counts as now."""

    room_ids = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 32_767)),
        required=True,
        validate=validate.Length(min=1, max=100),
    )
    kind = fields.Enum(ClosureKind, by_value=True, required=True)
    begins = Instant(required=True)
    ends = Instant(required=True)
    reason = text(200, required=True)


class EndClosure(Takes):
    """结束场地关闭 before its time, or before it begins."""

    id = fields.Integer(required=True, strict=True)
    version = fields.Integer(required=True, strict=True)


class ListClosures(Takes):
    """场地关闭列表 those to come and running, or with ``past`` those that are over."""

    past = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 10_000))


class ClosedRoom(Gives):
    """关闭的场地."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)


class ClosureOut(Gives):
    """场地关闭."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    kind = fields.Enum(ClosureKind, by_value=True, required=True)
    kind_zh = fields.String(required=True)
    state = fields.Enum(ClosureState, by_value=True, required=True)
    state_zh = fields.String(required=True)
    rooms = fields.List(fields.Nested(ClosedRoom), required=True)
    begins = Instant(required=True)
    ends = Instant(required=True)
    reason = fields.String(required=True)
    created_by = fields.String(required=True)
    created_at = Instant(required=True)
    ended_by = fields.String(allow_none=True)
    ended_at = Instant(allow_none=True)


class ClosureList(Gives):
    """场地关闭列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ClosureOut), required=True)


class ClosureFacts(Gives):
    """场地关闭事件内容."""

    closure_id = fields.Integer(required=True)
    kind = fields.Enum(ClosureKind, by_value=True, required=True)
    room_ids = fields.List(fields.Integer(), required=True)
    begins = Instant(required=True)
    ends = Instant(required=True)
    reason = fields.String(required=True)


create_closure = venue.rpc(
    "create_closure",
    title="登记场地关闭",
    kind=COMMAND,
    takes=CreateClosure,
    gives=ClosureOut,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "ROOM_CONFLICT"),
)
end_closure = venue.rpc(
    "end_closure",
    title="结束场地关闭",
    kind=COMMAND,
    takes=EndClosure,
    gives=ClosureOut,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT"),
)
list_closures = venue.rpc(
    "list_closures",
    title="场地关闭列表",
    kind=QUERY,
    takes=ListClosures,
    gives=ClosureList,
    roles=CENTRE,
)

closure_created = venue.event(
    "venue.closure_created", version=1, carries=ClosureFacts, title="场地已关闭"
)
closure_ended = venue.event(
    "venue.closure_ended", version=1, carries=ClosureFacts, title="场地关闭已结束"
)
