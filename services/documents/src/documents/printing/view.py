"""排版内容 what the layout of a tender document reads: chapters of sections of blocks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from documents.patterns import Chapter, Entry, Pattern, Section, Table
from documents.rules import typed

_NUMBERS = "一二三四五六七八九十"
_PLACE = re.compile(r"\{([a-z_]+)\}")
_MUST = re.compile(r"(\d+\. )?★")
"""实质性要求 a clause that begins with the star; others may speak of it."""
BLANK = "________"

Content = Mapping[str, Any]
Block = dict[str, Any]


def view(pattern: Pattern, content: Content, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """排版内容 of the whole document; ``files`` are its attachments, named with their hashes."""
    entries = {name: one for chapter in pattern.chapters for name, one in chapter.entries.items()}
    values = {
        name: typed.shown(entry, content["values"].get(name, "")) for name, entry in entries.items()
    }
    names = ("project_name", "project_no", "purchaser_name", "agency_name", "opening_at")
    return {
        **{name: values.get(name, "") for name in names},
        "basis": pattern.basis,
        "chapters": [
            {
                "number": number,
                "title": one.title,
                "sections": _sections(one, content, values),
            }
            for number, one in zip(_NUMBERS, pattern.chapters, strict=False)
        ],
        "files": [dict(one) for one in files],
    }


def embedded(kept: Mapping[str, Any], pattern: Pattern, content: Content) -> dict[str, Any]:
    """结构化数据 what is embedded: the content, and by what it was written and laid out."""
    return {
        "schema": "tenderhall/tender-document/1",
        **kept,
        "pattern": {"id": pattern.id, "version": pattern.version, "sha256": pattern.sha256},
        "content": dict(content),
    }


def _sections(
    chapter: Chapter, content: Content, values: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {"title": one.title, "blocks": list(_blocks(one, content, values))}
        for one in chapter.sections
    ]


def _blocks(section: Section, content: Content, values: Mapping[str, str]) -> Iterator[Block]:
    for clause in section.clauses:
        text = _PLACE.sub(lambda found: values.get(found[1]) or BLANK, clause)
        yield {"kind": "clause", "text": text, "must": bool(_MUST.match(text))}
    facts = [_fact(one, values) for one in section.entries if values.get(one.name)]
    if facts:
        yield {"kind": "facts", "rows": facts}
    for table in section.tables:
        rows = content["tables"].get(table.name, [])
        if rows:
            yield _table(table, rows)
    for zone in section.zones:
        if content["texts"].get(zone.name):
            yield {"kind": "rich", "title": zone.label, "html": content["texts"][zone.name]}


def _fact(entry: Entry, values: Mapping[str, str]) -> dict[str, Any]:
    return {"label": entry.label, "lines": values[entry.name].splitlines()}


def _table(table: Table, rows: Sequence[Mapping[str, str]]) -> Block:
    return {
        "kind": "table",
        "title": table.label,
        "head": [{"label": one.label, "wide": one.kind == "area"} for one in table.columns],
        "rows": [
            [
                {
                    "lines": typed.shown(one, row.get(one.name, "")).splitlines(),
                    "figure": one.kind in ("money", "number", "whole"),
                }
                for one in table.columns
            ]
            for row in rows
        ],
    }
