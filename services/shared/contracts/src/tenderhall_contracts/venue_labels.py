"""字段名称 of the rooms, their closures and their bookings."""

from collections.abc import Mapping

from marshmallow import Schema

from tenderhall_contracts.naming import Label, Table
from tenderhall_contracts.venue import (
    BookingChangeIn,
    BookingIn,
    CreateClosure,
    ReEvaluationIn,
    RoomIn,
)

_ROOM: Table = {
    "name": Label("名称", "Name"),
    "kind": Label("场地类型", "Kind of room"),
    "floor": Label("楼层", "Floor"),
    "capacity": Label("容纳人数", "Places"),
    "equipment": Label("设备", "Equipment"),
    "opens": Label("开放时间", "Opens"),
    "closes": Label("关闭时间", "Closes"),
    "buffer_before_minutes": Label("会前准备（分钟）", "Preparation before (minutes)"),
    "buffer_minutes": Label("会后清场（分钟）", "Clean-up after (minutes)"),
    "enabled": Label("是否启用", "In use"),
    "note": Label("备注", "Note"),
}

_CLOSURE: Table = {
    "room_ids": Label("场地", "Rooms"),
    "kind": Label("关闭类型", "Kind of closure"),
    "begins": Label("开始时间", "From"),
    "ends": Label("结束时间", "Until"),
    "reason": Label("原因", "Reason"),
}

_LOTS: Table = {
    "project_id": Label("项目", "Project"),
    "lot_ids": Label("分包", "Lots"),
}

_MEETINGS: Table = {
    "opening_at": Label("开标时间", "Opening time"),
    "opening_minutes": Label("开标时长（分钟）", "Length of the opening (minutes)"),
    "opening_room_id": Label("开标室", "Opening room"),
    "evaluation_at": Label("评标开始时间", "Start of the evaluation"),
    "evaluation_minutes": Label("评标时长（分钟）", "Length of the evaluation (minutes)"),
    "evaluation_room_id": Label("评标室", "Evaluation room"),
    "attendees": Label("参会人数", "Attendees"),
    "services": Label("设备/配套服务", "Equipment and services"),
    "contact": Label("联系人", "Contact"),
    "phone": Label("联系电话", "Telephone"),
    "remark": Label("备注", "Remark"),
    "attachments": Label("电子件", "File"),
}

_CHANGE: Table = {
    **_MEETINGS,
    "base_id": Label("原预约", "Booking to be changed"),
    "reason": Label("变更原因", "Reason of the change"),
    "affects_documents": Label("是否影响投标文件编制", "Affects the preparation of tenders"),
}

_RE_EVALUATION: Table = {
    **_LOTS,
    "re_evaluation_kind": Label("复评类型", "Kind of re-evaluation"),
    "legal_case": Label("法定情形", "Statutory case"),
    "opening_at": Label("复评时间", "Time of the re-evaluation"),
    "opening_minutes": Label("复评时长（分钟）", "Length of the re-evaluation (minutes)"),
    "opening_room_id": Label("评标室", "Evaluation room"),
    "attendees": Label("评标人数", "People"),
    "statement": Label("情况说明", "Statement"),
    "contact": Label("联系人", "Contact"),
    "phone": Label("联系电话", "Telephone"),
    "attachments": Label("电子件", "File"),
}

VENUE: Mapping[type[Schema], Table] = {
    RoomIn: _ROOM,
    CreateClosure: _CLOSURE,
    BookingIn: {**_LOTS, **_MEETINGS},
    BookingChangeIn: _CHANGE,
    ReEvaluationIn: _RE_EVALUATION,
}
