"""范本的构成 chapters of sections; what a person fills in: entries, tables, rich texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Entry:
    """填写项 a typed field, or a column of a table.

    ``source`` is where its first value comes from (``project.name``); ``same`` that it must stay
    equal to that. ``contents`` are items of 87号令 §20.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    hint: str = ""
    options: Mapping[str, str] | None = None
    contents: tuple[int, ...] = ()
    source: str = ""
    same: bool = False
    default: str = ""


@dataclass(frozen=True)
class Table:
    """数据表 rows of typed cells; ``fixed`` ones have a row for each of ``source``'s."""

    name: str
    label: str
    columns: tuple[Entry, ...]
    required: bool = False
    fixed: bool = False
    hint: str = ""
    contents: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Zone:
    """自由文本 rich text of the agency's own."""

    name: str
    label: str
    required: bool = False
    hint: str = ""
    contents: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Section:
    """节 locked clauses, then what is to be filled in."""

    title: str
    clauses: tuple[str, ...] = ()
    contents: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """章."""

    id: str
    title: str
    sections: tuple[Section, ...]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """填写项 by name."""
        return {one.name: one for section in self.sections for one in section.entries}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """数据表 by name."""
        return {one.name: one for section in self.sections for one in section.tables}

    @cached_property
    def zones(self) -> dict[str, Zone]:
        """自由文本 by name."""
        return {one.name: one for section in self.sections for one in section.zones}

    def contents(self) -> Iterator[int]:
        """所含内容 the items of 87号令 §20 that stand in it."""
        for section in self.sections:
            yield from section.contents
            for part in (section.entries, section.tables, section.zones):
                for one in part:
                    yield from one.contents


@dataclass(frozen=True)
class Pattern:
    """范本 one immutable version of the model text for one kind of tender document."""

    id: str
    version: str
    title: str
    basis: str
    effective_from: date
    effective_to: date | None
    sha256: str
    chapters: tuple[Chapter, ...]

    def covers(self, kind: str, on: date) -> bool:
        """Whether a tender document of this kind, begun on that day, is written by it."""
        ended = self.effective_to is not None and on > self.effective_to
        return self.id == kind and self.effective_from <= on and not ended

    def chapter(self, identity: str) -> Chapter | None:
        """章 of that id."""
        return next((one for one in self.chapters if one.id == identity), None)
