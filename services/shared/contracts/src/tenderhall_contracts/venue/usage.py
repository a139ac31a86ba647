"""场地使用信息 which rooms are taken when, and which are free."""

from marshmallow import fields, validate

from tenderhall_contracts.core import PEOPLE, QUERY, Gives, Takes
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.venue.rooms import RoomList
from tenderhall_contracts.vocab import RoomKind


class UsageOf(Takes):
    """场地使用信息 rooms × time; at most 31 days."""

    begins = Instant(required=True)
    ends = Instant(required=True)
    kind = fields.Enum(RoomKind, by_value=True)


class Usage(Gives):
    """占用 other agencies' projects are told as 已占用 only; a closure by its kind and reason.

    ``blocked_from`` and ``blocked_until`` count preparation and clean-up in.
    """

    room_id = fields.Integer(required=True)
    room_name = fields.String(required=True)
    begins = Instant(required=True)
    ends = Instant(required=True)
    label = fields.String(required=True)
    own = fields.Boolean(required=True)
    closed = fields.Boolean()
    blocked_from = Instant()
    blocked_until = Instant()


class UsageList(Gives):
    """场地使用信息."""

    items = fields.List(fields.Nested(Usage), required=True)


class Slot(Gives):
    """可预约时段 one alternative offered with a refusal."""

    room_id = fields.Integer(required=True)
    room_name = fields.String(required=True)
    begins = Instant(required=True)
    ends = Instant(required=True)


class FreeSlots(Takes):
    """查找空闲时段 the next free slots of rooms of a kind, or of one room."""

    kind = fields.Enum(RoomKind, by_value=True, load_default=RoomKind.OPENING)
    minutes = fields.Integer(required=True, validate=validate.Range(15, 720))
    capacity = fields.Integer(load_default=0)
    not_before = Instant(required=True)
    project_id = fields.UUID()
    room_id = fields.Integer()
    limit = fields.Integer(load_default=3, validate=validate.Range(1, 50))


class SlotList(Gives):
    """空闲时段; before ``earliest_lawful`` no notice that is submitted today can open (R01)."""

    items = fields.List(fields.Nested(Slot), required=True)
    earliest_lawful = fields.Date(allow_none=True)


class FreeRooms(Takes):
    """查找空闲场地 rooms of a kind that are open and free for all of one interval."""

    kind = fields.Enum(RoomKind, by_value=True, load_default=RoomKind.OPENING)
    begins = Instant(required=True)
    minutes = fields.Integer(required=True, validate=validate.Range(15, 720))
    capacity = fields.Integer(load_default=0)
    project_id = fields.UUID()


usage = venue.rpc(
    "usage", title="场地使用信息", kind=QUERY, takes=UsageOf, gives=UsageList, roles=PEOPLE
)
free_slots = venue.rpc(
    "free_slots", title="查找空闲时段", kind=QUERY, takes=FreeSlots, gives=SlotList, roles=PEOPLE
)
free_rooms = venue.rpc(
    "free_rooms", title="查找空闲场地", kind=QUERY, takes=FreeRooms, gives=RoomList, roles=PEOPLE
)
