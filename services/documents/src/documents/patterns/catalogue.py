"""范本目录 reads the model texts, and chooses among them."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from documents.patterns.shapes import Chapter, Entry, Pattern, Section, Table, Zone

ROOT = Path(__file__).parent


class NoPattern(LookupError):  # noqa: N818 — reads as what happened
    """没有适用的范本 no version covers that kind and day, or no such version exists."""


def choose(kind: str, on: date) -> Pattern:
    """选范本 the newest version in force on that day.

    Raises:
        NoPattern: None is.
    """
    found = newest(kind, on)
    if found is None:
        raise NoPattern(f"没有适用的范本 no model text: {kind} {on}")
    return found


def newest(kind: str, on: date) -> Pattern | None:
    """现行范本 the newest version in force on that day, or None."""
    found = [one for one in catalogue() if one.covers(kind, on)]
    return max(found, key=lambda one: (one.effective_from, int(one.version)), default=None)


def named(identity: str, version: str) -> Pattern:
    """取范本 one version by name, as a tender document recorded it.

    Raises:
        NoPattern: This build of the service does not carry it.
    """
    for one in catalogue():
        if (one.id, one.version) == (identity, version):
            return one
    raise NoPattern(f"没有此范本版本 no such model text: {identity} v{version}")


@cache
def catalogue() -> tuple[Pattern, ...]:
    """全部范本 every version that this build carries."""
    return tuple(_pattern(file) for file in sorted(ROOT.glob("*.toml")))


def _pattern(file: Path) -> Pattern:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    parts = [ROOT / "chapters" / f"{one}.toml" for one in told.pop("chapters")]
    return Pattern(
        **{"effective_to": None, **told},
        sha256=_digest([file, *parts]),
        chapters=tuple(_chapter(one) for one in parts),
    )


def _digest(files: Iterable[Path]) -> str:
    """SHA-256 over names and bytes, in their order."""
    total = hashlib.sha256()
    for one in files:
        total.update(one.name.encode() + b"\0" + hashlib.sha256(one.read_bytes()).digest())
    return total.hexdigest()


def _chapter(file: Path) -> Chapter:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    sections = tuple(_section(one) for one in told["sections"])
    return Chapter(id=told["id"], title=told["title"], sections=sections)


def _section(told: Mapping[str, Any]) -> Section:
    return Section(
        title=told["title"],
        clauses=tuple(told.get("clauses", ())),
        contents=tuple(told.get("contents", ())),
        entries=tuple(_entry(one) for one in told.get("entries", ())),
        tables=tuple(_table(one) for one in told.get("tables", ())),
        zones=tuple(Zone(**_tupled(one)) for one in told.get("zones", ())),
    )


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(**_tupled(told))


def _table(told: Mapping[str, Any]) -> Table:
    columns = tuple(_entry(one) for one in told["columns"])
    return Table(**{**_tupled(told), "columns": columns})


def _tupled(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "contents": tuple(told.get("contents", ()))}
