"""场地 the rooms of the centre: looked at by everybody, kept by its administrator."""

from collections.abc import Mapping

from marshmallow import fields, validate

from tenderhall_contracts.common import FindingOut
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import text
from tenderhall_contracts.venue.promise import venue
from tenderhall_contracts.vocab import ImportOutcome, RoomKind

ROWS = 500
"""Most rows of one import."""

BUFFER = 240
"""Most minutes before or after a meeting."""

COLUMNS: Mapping[str, str] = {
    "名称": "name",
    "类型": "kind",
    "楼层": "floor",
    "容纳人数": "capacity",
    "设备": "equipment",
    "开放时间": "opens",
    "关闭时间": "closes",
    "会前准备分钟": "buffer_before_minutes",
    "会后清场分钟": "buffer_minutes",
    "是否启用": "enabled",
    "备注": "note",
}
"""Heading of an import's column → field."""

_CLOCK = validate.Regexp(r"([01]\d|2[0-3]):[0-5]\d\Z", error="须为时:分，如08:30")


class RoomOut(Gives):
    """场地 ``buffer_minutes`` after a meeting, ``buffer_before_minutes`` before it."""

    id = fields.Integer(required=True)
    version = fields.Integer()
    name = fields.String(required=True)
    kind = fields.Enum(RoomKind, by_value=True, required=True)
    floor = fields.String()
    capacity = fields.Integer(required=True)
    equipment = fields.List(fields.String())
    opens = fields.String(required=True)
    closes = fields.String(required=True)
    buffer_minutes = fields.Integer(required=True)
    buffer_before_minutes = fields.Integer()
    enabled = fields.Boolean(required=True)
    note = fields.String(allow_none=True)


class RoomIn(Takes):
    """场地 as the administrator types it; hours are Shanghai's."""

    name = text(50, required=True)
    kind = fields.Enum(RoomKind, by_value=True, required=True)
    floor = fields.String(load_default="", validate=validate.Length(max=20))
    capacity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1000))
    equipment = fields.List(
        text(30, required=True), load_default=list, validate=validate.Length(max=30)
    )
    opens = fields.String(required=True, validate=_CLOCK, metadata={"example": "08:30"})
    closes = fields.String(required=True, validate=_CLOCK, metadata={"example": "17:30"})
    buffer_before_minutes = fields.Integer(
        load_default=0, strict=True, validate=validate.Range(0, BUFFER)
    )
    buffer_minutes = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, BUFFER))
    enabled = fields.Boolean(load_default=True)
    note = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=500))


class SaveRoom(RoomIn):
    """保存场地."""

    id = fields.Integer(required=True, strict=True, validate=validate.Range(1, 32_767))
    version = fields.Integer(required=True, strict=True)


class RoomAsked(Takes):
    """查看场地."""

    id = fields.Integer(required=True, strict=True, validate=validate.Range(1, 32_767))


class ImportRooms(Takes):
    """导入场地 a CSV as text; its first row names the columns. A name that is there is changed."""

    csv = fields.String(required=True, validate=validate.Length(max=500_000))


class ImportedRoom(Gives):
    """导入的一行 ``row`` as the spreadsheet counts it, the heading being 1."""

    row = fields.Integer(required=True)
    name = fields.String(allow_none=True)
    outcome = fields.Enum(ImportOutcome, by_value=True, required=True)
    outcome_zh = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)


class RoomImportReport(Gives):
    """导入报告 the good rows are there, the refused ones say why."""

    new = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    rows = fields.List(fields.Nested(ImportedRoom), required=True)


class ListRooms(Takes):
    """场地列表 the rooms of a kind with at least this capacity."""

    kind = fields.Enum(RoomKind, by_value=True)
    capacity = fields.Integer(load_default=0, validate=validate.Range(min=0))


class RoomList(Gives):
    """场地列表."""

    items = fields.List(fields.Nested(RoomOut), required=True)


class WorkingDays(Takes):
    """工作日 so many calendar days from a day on."""

    begins = fields.Date(required=True)
    days = fields.Integer(load_default=14, strict=True, validate=validate.Range(1, 62))


class WorkingDay(Gives):
    """一天 ``official`` is false where the year's arrangement is provisional (暂定)."""

    date = fields.Date(required=True)
    works = fields.Boolean(required=True)
    official = fields.Boolean(required=True)


class WorkingDayList(Gives):
    """工作日."""

    items = fields.List(fields.Nested(WorkingDay), required=True)


class RoomFacts(Gives):
    """场地事件内容."""

    room_id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(RoomKind, by_value=True, required=True)
    enabled = fields.Boolean(required=True)


list_rooms = venue.rpc(
    "list_rooms", title="场地列表", kind=QUERY, takes=ListRooms, gives=RoomList, roles=PEOPLE
)
get_room = venue.rpc(
    "get_room",
    title="查看场地",
    kind=QUERY,
    takes=RoomAsked,
    gives=RoomOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
create_room = venue.rpc(
    "create_room",
    title="新增场地",
    kind=COMMAND,
    takes=RoomIn,
    gives=RoomOut,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED",),
)
save_room = venue.rpc(
    "save_room",
    title="保存场地",
    kind=COMMAND,
    takes=SaveRoom,
    gives=RoomOut,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "NOT_FOUND", "VERSION_CONFLICT", "PRECONDITION_FAILED"),
)
import_rooms = venue.rpc(
    "import_rooms",
    title="导入场地",
    kind=COMMAND,
    takes=ImportRooms,
    gives=RoomImportReport,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED",),
    timeout=60.0,
)
working_days = venue.rpc(
    "working_days",
    title="场地开放的工作日",
    kind=QUERY,
    takes=WorkingDays,
    gives=WorkingDayList,
    roles=PEOPLE,
    refuses=("UNAVAILABLE",),
)

room_saved = venue.event("venue.room_saved", version=1, carries=RoomFacts, title="场地信息变更")
