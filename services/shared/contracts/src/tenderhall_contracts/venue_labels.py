"""字段名称 of the rooms and their closures."""

from collections.abc import Mapping

from marshmallow import Schema

from tenderhall_contracts.naming import Label, Table
from tenderhall_contracts.venue import CreateClosure, RoomIn

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

VENUE: Mapping[type[Schema], Table] = {RoomIn: _ROOM, CreateClosure: _CLOSURE}
