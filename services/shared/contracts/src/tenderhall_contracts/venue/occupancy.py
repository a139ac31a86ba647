"""场地使用统计 how much of their open time the rooms were held, by room, hour and agency."""

from marshmallow import fields

from tenderhall_contracts.core import CENTRE, QUERY, Gives, Takes
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.vocab import RoomKind


class OccupancyOf(Takes):
    """统计区间 both days count; at most 366 of them."""

    first = fields.Date(required=True)
    last = fields.Date(required=True)
    kind = fields.Enum(RoomKind, by_value=True)


class RoomOccupancy(Gives):
    """一间场地; minutes. ``open_minutes``: its hours on working days, less what was closed.

    What lots of one project share counts once. ``given_back``: times it was held and then freed.
    """

    room_id = fields.Integer(required=True)
    room_name = fields.String(required=True)
    kind = fields.String(required=True)
    open_minutes = fields.Integer(required=True)
    held_minutes = fields.Integer(required=True)
    closed_minutes = fields.Integer(required=True)
    bookings = fields.Integer(required=True)
    given_back = fields.Integer(required=True)


class HourOccupancy(Gives):
    """一个钟点 of the day, over all rooms."""

    hour = fields.Integer(required=True)
    held_minutes = fields.Integer(required=True)


class AgencyOccupancy(Gives):
    """一家代理机构."""

    agency_name = fields.String(required=True)
    bookings = fields.Integer(required=True)
    held_minutes = fields.Integer(required=True)


class Occupancy(Gives):
    """场地使用统计; ``provisional`` where a year's working days are not confirmed."""

    working_days = fields.Integer(required=True)
    provisional = fields.Boolean(required=True)
    rooms = fields.List(fields.Nested(RoomOccupancy), required=True)
    hours = fields.List(fields.Nested(HourOccupancy), required=True)
    agencies = fields.List(fields.Nested(AgencyOccupancy), required=True)


occupancy = venue.rpc(
    "occupancy",
    title="场地使用统计",
    kind=QUERY,
    takes=OccupancyOf,
    gives=Occupancy,
    roles=CENTRE,
    refuses=("VALIDATION_FAILED",),
)
