"""场地 the rooms of the centre."""

from marshmallow import fields, validate

from tenderhall_contracts.core import PEOPLE, QUERY, Gives, Takes
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.vocab import RoomKind


class RoomOut(Gives):
    """场地."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(RoomKind, by_value=True, required=True)
    floor = fields.String()
    capacity = fields.Integer(required=True)
    equipment = fields.List(fields.String())
    opens = fields.String(required=True)
    closes = fields.String(required=True)
    buffer_minutes = fields.Integer(required=True)
    enabled = fields.Boolean(required=True)


class ListRooms(Takes):
    """场地列表 the rooms of a kind with at least this capacity."""

    kind = fields.Enum(RoomKind, by_value=True)
    capacity = fields.Integer(load_default=0, validate=validate.Range(min=0))


class RoomList(Gives):
    """场地列表."""

    items = fields.List(fields.Nested(RoomOut), required=True)


list_rooms = venue.rpc(
    "list_rooms", title="场地列表", kind=QUERY, takes=ListRooms, gives=RoomList, roles=PEOPLE
)
