"""事件信封 the envelope that every event travels in (domain §7.2)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import Gives
from tenderhall_contracts.fields import Instant


class EventActor(Gives):
    """操作者 who caused the event."""

    user_id = fields.String(required=True)
    org_id = fields.String(allow_none=True)
    role = fields.String(required=True)
    auth = fields.String(required=True)


class Aggregate(Gives):
    """聚合 what the event is about, with its version."""

    type = fields.String(required=True)
    id = fields.String(required=True)
    version = fields.Integer(required=True)


class Envelope(Gives):
    """事件信封 ``seq`` is given by the one publisher; ``event_id`` is what consumers dedupe by."""

    event_id = fields.UUID(required=True)
    type = fields.String(required=True)
    version = fields.Integer(required=True)
    seq = fields.Integer(required=True)
    occurred_at = Instant(required=True)
    source = fields.String(required=True)
    trace_id = fields.String(required=True)
    actor = fields.Nested(EventActor, required=True)
    aggregate = fields.Nested(Aggregate, required=True)
    project_no = fields.String(allow_none=True)
    lot_nos = fields.List(fields.String())
    region = fields.String()
    visibility = fields.String(validate=validate.OneOf(["public", "member", "restricted"]))
    data = fields.Dict(keys=fields.String(), required=True)
