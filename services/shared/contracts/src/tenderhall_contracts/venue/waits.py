"""候补 a refused request waits for its slot, and is offered it when it is released."""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById, FormCommand
from tenderhall_contracts.core import AGENCY, CENTRE, COMMAND, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.venue.usage import Slot


class WaitOut(Gives):
    """候补 of a draft; an offer holds nothing: whoever submits first has the room.

    ``state``: waiting, offered (free when it was last looked at) or ended. ``offered_until``: the
    next in the row is offered the slot from then on. ``before`` counts those who asked earlier for
    a time and room that overlap.
    """

    id = fields.UUID(required=True)
    booking_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    project_name = fields.String(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    slots = fields.List(fields.Nested(Slot), required=True)
    state = fields.String(required=True)
    asked_at = Instant(required=True)
    offered_at = Instant(allow_none=True)
    offered_until = Instant(allow_none=True)
    before = fields.Integer(required=True)


class ListWaits(Takes):
    """候补列表 live ones in the order in which they were asked for."""

    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0))


class WaitList(Gives):
    """候补列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(WaitOut), required=True)


wait_for_slot = venue.rpc(
    "wait_for_slot",
    title="候补场地",
    kind=COMMAND,
    takes=FormCommand,
    gives=WaitOut,
    roles={Role.CLERK},
    refuses=(
        *("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT"),
        *("PRECONDITION_FAILED", "VALIDATION_FAILED"),
    ),
)
end_wait = venue.rpc(
    "end_wait",
    title="取消候补",
    kind=COMMAND,
    takes=ById,
    gives=WaitOut,
    roles={Role.CLERK},
    refuses=("NOT_FOUND",),
)
list_waits = venue.rpc(
    "list_waits",
    title="候补列表",
    kind=QUERY,
    takes=ListWaits,
    gives=WaitList,
    roles=AGENCY | CENTRE,
)


class SlotOffered(Gives):
    """空出的时段 what an agency waited for is free at this moment; nothing is held for it."""

    booking_id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    agency_id = fields.UUID(required=True)
    slots = fields.List(fields.Nested(Slot), required=True)
    offered_until = Instant(required=True)


slot_offered = venue.event(
    "venue.slot_offered", version=1, carries=SlotOffered, title="候补时段空出"
)
