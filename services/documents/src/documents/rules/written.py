"""招标文件内容核对 what is missing, and what disagrees with project, lots, booking and form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding

from documents.patterns import Chapter, Entry, Pattern, Table
from documents.rules import typed

Content = Mapping[str, Any]
Facts = Mapping[str, Any]

_SOURCES = {
    "project": "项目注册",
    "purchaser": "项目注册",
    "agency": "项目注册",
    "lots": "分包信息",
    "booking": "场地预约",
    "document": "招标文件信息",
}
_CHINESE = "一二三四五六七八九十"
BASIS = "87号令 §20"


@dataclass(frozen=True, slots=True)
class Placed:
    """核对所在 a rule as computed, with the chapter and the name of its field."""

    check: Check
    chapter: str
    label: str

    def told(self) -> dict[str, Any]:
        """核对结果 as ``ContentCheckOut``."""
        return {**self.check.told(), "chapter": self.chapter, "label_zh": self.label}


def article(contents: Sequence[int]) -> str:
    """条款 the items of 87号令 §20 as people cite them."""
    return BASIS + "".join(f"（{_number(one)}）" for one in contents)


def _number(one: int) -> str:
    tens, rest = divmod(one, 10)
    return ("十" if tens else "") + (_CHINESE[rest - 1] if rest else "")


def at(facts: Facts, path: str) -> Any:
    """业务信息 at that path; None where there is none."""
    found: Any = facts
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def checks(pattern: Pattern, content: Content, facts: Facts) -> Iterator[Placed]:
    """核对 every chapter: what is required stands there, what must be equal is."""
    for chapter in pattern.chapters:
        for name, entry in chapter.entries.items():
            yield from _entry(chapter, entry, content["values"].get(name, ""), facts)
        for name, table in chapter.tables.items():
            yield from _table(chapter, table, content["tables"].get(name, []), facts)
        for name, zone in chapter.zones.items():
            if zone.required:
                done = bool(content["texts"].get(name))
                found = _needed(f"texts.{name}", zone.label, zone.contents, done=done)
                yield Placed(found, chapter.id, zone.label)


def pattern_checks(pattern: Pattern, newest: Pattern | None) -> Iterator[Placed]:
    """核对范本 it is the one that the form has chosen; a newer version of it is worth a look.

    ``newest`` is the version in force today of what the form has chosen.
    """
    chosen = newest is not None and newest.id == pattern.id
    old = chosen and newest != pattern
    zh = (
        "范本已有新版本，可重新取用"
        if old
        else "内容所依据的范本与表单所选的模板范本不一致，请重新取用"
    )
    en = "There is a newer model text" if old else "The form has chosen another model text"
    check = Check(
        Finding("pattern", "CONTENT_PATTERN", zh, en, "手册 3.5.3"),
        ok=chosen,
        amber=bool(old),
        zh="内容依据所选范本编写",
        en="It is written by the model text that was chosen",
        required=_titled(newest),
        actual=_titled(pattern),
    )
    yield Placed(check, pattern.chapters[0].id, "模板范本")


def _titled(pattern: Pattern | None) -> str:
    return f"{pattern.title} v{pattern.version}" if pattern else "（空）"


def _entry(chapter: Chapter, entry: Entry, value: str, facts: Facts) -> Iterator[Placed]:
    field = f"values.{entry.name}"
    if entry.required:
        found = _needed(field, entry.label, entry.contents, done=bool(value))
        yield Placed(found, chapter.id, entry.label)
    if not entry.same or (entry.required and not value):
        return
    if entry.source.startswith("booking.") and not facts.get("booking"):
        yield Placed(_unbooked(field, entry), chapter.id, entry.label)
        return
    wanted = typed.first(entry, at(facts, entry.source))
    yield Placed(_equal(field, entry, value, wanted, entry.source), chapter.id, entry.label)


def _table(
    chapter: Chapter, table: Table, rows: Sequence[Content], facts: Facts
) -> Iterator[Placed]:
    field = f"tables.{table.name}"
    if table.required:
        found = _needed(field, table.label, table.contents, done=bool(rows))
        yield Placed(found, chapter.id, table.label)
    for place, row in enumerate(rows):
        for column in table.columns:
            if column.required and not row.get(column.name):
                one = _needed(f"{field}.{place}.{column.name}", column.label, (), done=False)
                yield Placed(one, chapter.id, f"{table.label} {column.label}")
    if table.fixed:
        yield from _rows(chapter, table, rows, facts)


def _rows(
    chapter: Chapter, table: Table, rows: Sequence[Content], facts: Facts
) -> Iterator[Placed]:
    """The rows of a fixed table are those of the facts, cell by cell."""
    sources = at(facts, table.source) or []
    field = f"tables.{table.name}"
    if len(sources) != len(rows):
        zh, en = f"{table.label}与{_SOURCES[table.source]}不一致", "The rows are not the lots'"
        found = Finding(field, "CONTENT_DIFFERS", zh, en, BASIS)
        check = Check(found, ok=False, required=str(len(sources)), actual=str(len(rows)))
        yield Placed(check, chapter.id, table.label)
        return
    for place, (row, source) in enumerate(zip(rows, sources, strict=True)):
        for column in table.columns:
            value, wanted = row.get(column.name, ""), typed.first(column, source.get(column.source))
            if column.same and value != wanted:
                name = f"{field}.{place}.{column.name}"
                found_ = _equal(name, column, value, wanted, table.source)
                yield Placed(found_, chapter.id, f"{table.label} {column.label}")


def _needed(field: str, label: str, contents: Sequence[int], *, done: bool) -> Check:
    zh, en = f"请填写{label}", "This is required"
    found = Finding(field, "CONTENT_REQUIRED", zh, en, article(contents))
    return Check(found, ok=done, zh=f"已填写{label}", en="Filled in")


def _unbooked(field: str, entry: Entry) -> Check:
    zh = f"尚无有效的场地预约，{entry.label}无法核对"
    en = "There is no booking to compare with"
    return Check(Finding(field, "CONTENT_NO_BOOKING", zh, en, "87号令 §39"), ok=False)


def _equal(field: str, entry: Entry, value: str, wanted: str, source: str) -> Check:
    where = _SOURCES[source.partition(".")[0]]
    zh, en = f"{entry.label}与{where}不一致", "This is not what the others say"
    return Check(
        Finding(field, "CONTENT_DIFFERS", zh, en, article(entry.contents)),
        ok=value == wanted,
        zh=f"{entry.label}与{where}一致",
        en="This is what the others say",
        required=typed.shown(entry, wanted) or "（空）",
        actual=typed.shown(entry, value) or "（空）",
    )
