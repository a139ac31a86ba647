"""填写值 what the typed fields of a tender document read as, and how they are kept and shown."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from tenderhall_contracts.errors import Finding

from documents.patterns import Chapter, Entry

CHINA = ZoneInfo("Asia/Shanghai")
CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 15
_FORMS: Mapping[str, tuple[str, str]] = {
    "money": ("金额，单位元，最多两位小数", "an amount in yuan"),
    "number": ("数字", "a number"),
    "whole": ("不小于0的整数", "a whole number"),
    "date": ("日期", "a date"),
    "moment": ("时间，精确到分钟", "a time"),
    "choice": ("所列选项之一", "one of the options"),
    "yes_no": ("是或者否", "yes or no"),
}


def kept(entry: Entry, written: str) -> str:
    """规范 how the value is kept: equal values are equal text; empty stays empty.

    Raises:
        ValueError: It is nothing of its kind.
    """
    written = written.strip()
    if not written or entry.kind in ("text", "area"):
        return written
    return _KEEP[entry.kind](entry, written)


def shown(entry: Entry, value: str) -> str:
    """显示 as people and the printed document read it."""
    if not value:
        return ""
    show = _SHOW.get(entry.kind)
    return show(entry, value) if show else value


def told(value: Any) -> str:
    """转为文本 what another service told, as a field's text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return str(value)


def first(entry: Entry, value: Any) -> str:
    """初值 what a field begins with; what cannot be read leaves it empty."""
    try:
        return kept(entry, told(value)) or entry.default
    except ValueError:
        return entry.default


def misread(chapter: Chapter, content: Mapping[str, Any]) -> Iterator[Finding]:
    """填写错误 what is of no field of the chapter, or reads as nothing of its kind."""
    yield from _unknown(chapter, content)
    for name, value in content["values"].items():
        if name in chapter.entries:
            yield from _wrong(f"values.{name}", chapter.entries[name], value)
    for name, rows in content["tables"].items():
        if name in chapter.tables:
            yield from _wrong_rows(name, chapter, rows)


def _unknown(chapter: Chapter, content: Mapping[str, Any]) -> Iterator[Finding]:
    parts: Mapping[str, Mapping[str, object]]
    parts = {"values": chapter.entries, "texts": chapter.zones, "tables": chapter.tables}
    for part, known in parts.items():
        for name in content[part]:
            if name not in known:
                zh, en = f"本章没有“{name}”", f"The chapter has no {name}"
                yield Finding(f"{part}.{name}", "CONTENT_UNKNOWN", zh, en)


def _wrong_rows(name: str, chapter: Chapter, rows: Any) -> Iterator[Finding]:
    columns = {one.name: one for one in chapter.tables[name].columns}
    for place, row in enumerate(rows):
        for column, value in row.items():
            field = f"tables.{name}.{place}.{column}"
            if column in columns:
                yield from _wrong(field, columns[column], value)
            else:
                zh, en = f"表中没有“{column}”列", f"The table has no column {column}"
                yield Finding(field, "CONTENT_UNKNOWN", zh, en)


def _wrong(field: str, entry: Entry, value: str) -> Iterator[Finding]:
    try:
        kept(entry, value)
    except ValueError:
        zh, en = _FORMS[entry.kind]
        yield Finding(field, "CONTENT_FORM", f"{entry.label}应为{zh}", f"This must be {en}")


def _money(_: Entry, written: str) -> str:
    value = _decimal(written)
    if value != value.quantize(CENT):
        raise ValueError(written)
    return str(value.quantize(CENT))


def _number(_: Entry, written: str) -> str:
    value = _decimal(written)
    return f"{value.normalize():f}"


def _decimal(written: str) -> Decimal:
    try:
        value = Decimal(written.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError(written) from None
    if not value.is_finite() or not 0 <= value <= _LARGEST:
        raise ValueError(written)
    return value


def _whole(_: Entry, written: str) -> str:
    value = _decimal(written)
    if value != int(value):
        raise ValueError(written)
    return str(int(value))


def _date(_: Entry, written: str) -> str:
    return date.fromisoformat(written).isoformat()


def _moment(_: Entry, written: str) -> str:
    value = datetime.fromisoformat(written)
    local = value.replace(tzinfo=CHINA) if value.tzinfo is None else value.astimezone(CHINA)
    return local.isoformat(timespec="minutes")


def _choice(entry: Entry, written: str) -> str:
    if written not in (entry.options or {}):
        raise ValueError(written)
    return written


def _yes_no(_: Entry, written: str) -> str:
    if written not in ("true", "false"):
        raise ValueError(written)
    return written


_KEEP: Mapping[str, Callable[[Entry, str], str]] = {
    "money": _money,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "moment": _moment,
    "choice": _choice,
    "yes_no": _yes_no,
}

_SHOW: Mapping[str, Callable[[Entry, str], str]] = {
    "money": lambda _, value: f"{Decimal(value):,.2f}",
    "moment": lambda _, value: f"{datetime.fromisoformat(value):%Y年%m月%d日 %H:%M}",
    "date": lambda _, value: f"{date.fromisoformat(value):%Y年%m月%d日}",
    "yes_no": lambda _, value: "是" if value == "true" else "否",
    "choice": lambda entry, value: (entry.options or {}).get(value, value),
}
