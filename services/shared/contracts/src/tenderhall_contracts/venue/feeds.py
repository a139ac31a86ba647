"""日历订阅 the rooms in people's own calendars (RFC 5545), and free/busy times."""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Done, Gives, Nothing, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.vocab import RoomKind


class OpenFeed(Takes):
    """订阅 of one room, or without one of all that one may see by name."""

    room_id = fields.Integer(allow_none=True, load_default=None)


class FeedOut(Gives):
    """订阅 ``token`` is the secret of its address, told to its owner only."""

    id = fields.UUID(required=True)
    owner_name = fields.String(required=True)
    own = fields.Boolean(required=True)
    room_id = fields.Integer(allow_none=True, required=True)
    room_name = fields.String(allow_none=True, required=True)
    created_at = Instant(required=True)
    token = fields.String(allow_none=True, required=True)


class FeedList(Gives):
    """订阅列表 one's own; to the administrator those of everybody, without their secrets."""

    items = fields.List(fields.Nested(FeedOut), required=True)


class ReadFeed(Takes):
    """读取订阅 by the secret of its address."""

    token = text(64, required=True)


class FeedText(Gives):
    """日历 text/calendar; ``etag`` changes whenever the text does."""

    calendar = fields.String(required=True)
    etag = fields.String(required=True)


class FreeBusyOf(Takes):
    """忙闲查询 at most 31 days."""

    begins = Instant(required=True)
    ends = Instant(required=True)
    kind = fields.Enum(RoomKind, by_value=True)
    room_ids = fields.List(fields.Integer(), load_default=list, validate=validate.Length(max=200))


class Busy(Gives):
    """忙 held by anybody, preparation and clean-up included."""

    begins = Instant(required=True)
    ends = Instant(required=True)


class RoomBusy(Gives):
    """一间场地的忙时 apart from each other, earliest first."""

    room_id = fields.Integer(required=True)
    room_name = fields.String(required=True)
    busy = fields.List(fields.Nested(Busy), required=True)


class FreeBusy(Gives):
    """忙闲 of every room that was asked for."""

    rooms = fields.List(fields.Nested(RoomBusy), required=True)


open_feed = venue.rpc(
    "open_feed",
    title="开通日历订阅",
    kind=COMMAND,
    takes=OpenFeed,
    gives=Done,
    roles=PEOPLE,
    refuses=("VALIDATION_FAILED",),
)
revoke_feed = venue.rpc(
    "revoke_feed",
    title="停止日历订阅",
    kind=COMMAND,
    takes=ById,
    gives=Done,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
list_feeds = venue.rpc(
    "list_feeds", title="日历订阅列表", kind=QUERY, takes=Nothing, gives=FeedList, roles=PEOPLE
)
read_feed = venue.rpc(
    "read_feed",
    title="读取日历订阅",
    kind=QUERY,
    takes=ReadFeed,
    gives=FeedText,
    roles={Role.ANONYMOUS},
    refuses=("NOT_FOUND",),
)
free_busy = venue.rpc(
    "free_busy",
    title="场地忙闲",
    kind=QUERY,
    takes=FreeBusyOf,
    gives=FreeBusy,
    roles=PEOPLE,
    refuses=("VALIDATION_FAILED",),
)
