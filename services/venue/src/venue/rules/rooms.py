"""Rules of a room and of the rows of an import: pure, over plain values."""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import time
from typing import Any

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.venue.rooms import BUFFER
from tenderhall_contracts.vocab import LABELS, RoomKind

_KINDS = {LABELS[one]: one.value for one in RoomKind}
_YES, _NO = {"", "是", "启用", "true"}, {"否", "停用", "false"}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)(?::00)?")
_APART = re.compile(r"[、，,;；/]")
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "capacity": (1, 1000),
    "buffer_before_minutes": (0, BUFFER),
    "buffer_minutes": (0, BUFFER),
}
_LONGEST: Mapping[str, int] = {"name": 50, "floor": 20, "note": 500}


def values(told: Mapping[str, Any]) -> dict[str, Any]:
    """场地内容 the columns of a room as the contract's input says them."""
    same = ("name", "kind", "floor", "capacity", "equipment", "enabled")
    return {
        **{name: told[name] for name in same},
        "opens": time.fromisoformat(told["opens"]),
        "closes": time.fromisoformat(told["closes"]),
        "before_min": told["buffer_before_minutes"],
        "buffer_min": told["buffer_minutes"],
        "note": told["note"] or None,
    }


def findings(told: Mapping[str, Any]) -> list[Finding]:
    """场地检查 a room closes after it opens."""
    if told["opens"] < told["closes"]:
        return []
    zh, en = "关闭时间须晚于开放时间", "It must close after it opens"
    return [Finding("closes", "ROOM_OPENS_FIRST", zh, en)]


def name_taken() -> Finding:
    """重名."""
    return Finding("name", "ROOM_NAME", "已有同名场地", "There is a room of that name")


def in_use(count: int) -> Finding:
    """在用 an import does not change a room that live bookings would lose."""
    zh = f"{count}个在用预约需要现有的类型、时间、人数或启用状态，请先改期或撤回"
    return Finding("name", "ROOM_IN_USE", zh, f"{count} live bookings need it as it is")


def row_findings(cells: Mapping[str, str], seen: AbstractSet[str]) -> list[Finding]:
    """导入行检查 every fault of the row; ``seen`` are the names of the rows above."""
    found = [*_texts(cells, seen), *_numbers(cells), *_hours(cells)]
    if cells["kind"] not in _KINDS:
        zh = f"类型应为{'、'.join(_KINDS)}"
        found.append(Finding("kind", "KIND", zh, "Not a kind of room"))
    if cells["enabled"].lower() not in _YES | _NO:
        found.append(Finding("enabled", "YES_NO", "应为是或否", "Yes or no, in Chinese"))
    return found


def row_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """导入行内容 of a row without faults, as the contract's input says it."""
    return {
        **{name: int(cells[name] or 0) for name in _NUMBERS},
        "name": cells["name"],
        "kind": _KINDS[cells["kind"]],
        "floor": cells["floor"],
        "equipment": [one.strip() for one in _APART.split(cells["equipment"]) if one.strip()],
        "opens": _clock(cells["opens"]),
        "closes": _clock(cells["closes"]),
        "enabled": cells["enabled"].lower() in _YES,
        "note": cells["note"],
    }


def _texts(cells: Mapping[str, str], seen: AbstractSet[str]) -> list[Finding]:
    found = [
        Finding(name, "LENGTH", f"超过{most}字", f"Longer than {most}")
        for name, most in _LONGEST.items()
        if len(cells[name]) > most
    ]
    if not cells["name"]:
        found.append(Finding("name", "REQUIRED", "名称必填", "A name is needed"))
    elif cells["name"] in seen:
        found.append(Finding("name", "REPEATED", "本文件中已出现过", "It stands above already"))
    return found


def _numbers(cells: Mapping[str, str]) -> list[Finding]:
    return [
        Finding(name, "RANGE", f"应为{least}至{most}的整数", f"A whole number, {least} to {most}")
        for name, (least, most) in _NUMBERS.items()
        if not _whole(cells[name], least, most)
    ]


def _whole(cell: str, least: int, most: int) -> bool:
    """An empty cell is nought, where nought may be."""
    text = cell or "0"
    return text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most


def _hours(cells: Mapping[str, str]) -> list[Finding]:
    wrong: Callable[[str], Finding] = lambda name: Finding(  # noqa: E731 — said for two fields
        name, "CLOCK", "应为时:分，如08:30", "Hours and minutes, like 08:30"
    )
    found = [wrong(name) for name in ("opens", "closes") if not _CLOCK.fullmatch(cells[name])]
    return found or findings({name: _clock(cells[name]) for name in ("opens", "closes")})


def _clock(cell: str) -> str:
    read = _CLOCK.fullmatch(cell)
    return f"{int(read[1]):02}:{read[2]}" if read else ""
