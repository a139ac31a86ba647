"""采购品目 what a file must be to become an edition of the catalogue (domain §3)."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import Category

DEEP_ENOUGH = 2
"""A lot names at least a level-2 entry."""

_CODE = re.compile(r"[ABC]\d{8}")
_PAIR, _LEVELS = 2, 4
_LONGEST = 60
_BASIS = "政府采购品目分类目录"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """品目 ``path`` is the names above it, from the top."""

    code: str
    name: str
    parent: str
    level: int
    path: tuple[str, ...] = ()


def level_of(code: str) -> int:
    """层级 0 for a letter, then one for each pair of digits that says something."""
    pairs = [code[1:][at : at + _PAIR] for at in range(0, _PAIR * _LEVELS, _PAIR)]
    return max((place for place, pair in enumerate(pairs, 1) if pair.strip("0")), default=0)


def above(code: str) -> list[str]:
    """上级代码 those that may stand above it, the nearest first; none above a letter."""
    level = level_of(code)
    cut = [code[: 1 + _PAIR * one].ljust(len("A00000000"), "0") for one in range(level - 1, 0, -1)]
    return [*cut, code[0]] if level else []


def parent_of(code: str, codes: Container[str]) -> str:
    """上级 the nearest that the catalogue has: it leaves some levels out."""
    return next((one for one in above(code) if one in codes), "")


def findings(rows: Sequence[Row]) -> list[tuple[int, Finding]]:
    """逐行检查 the line of each row that is wrong, and why."""
    codes = Counter(_said(row, "code") for row in rows)
    return [(row["line"], found) for row in rows for found in _row(row, codes)]


def entries(rows: Sequence[Row]) -> list[Entry]:
    """品目 of sound rows, each after what stands above it."""
    found: dict[str, Entry] = {}
    for code, name in sorted((_said(row, "code"), _said(row, "name")) for row in rows):
        parent = parent_of(code, found)
        path = (*found[parent].path, found[parent].name) if parent else ()
        found[code] = Entry(code, name, parent, level_of(code), path)
    return list(found.values())


def _said(row: Row, name: str) -> str:
    return str(row[name]).strip()


def _row(row: Row, codes: Counter[str]) -> Iterator[Finding]:
    code, name = _said(row, "code"), _said(row, "name")
    if not (_CODE.fullmatch(code) or code in set(Category)):
        zh = f"品目代码须为字母A/B/C，或字母加8位数字：{code or '（空）'}"
        yield Finding("code", "CATALOGUE_CODE", zh, "Not a code of the catalogue", _BASIS)
        return
    if codes[code] > 1:
        yield Finding("code", "CATALOGUE_TWICE", f"品目代码{code}重复", "The code stands twice")
    if not name or len(name) > _LONGEST:
        zh = f"品目名称须为1至{_LONGEST}个字"
        yield Finding("name", "CATALOGUE_NAME", zh, f"1 to {_LONGEST} characters")
    yield from _place(row, code, codes)


def _place(row: Row, code: str, codes: Counter[str]) -> Iterator[Finding]:
    """Level and parent follow from the code; a file that says otherwise is wrong somewhere."""
    level, told_level, told_parent = level_of(code), _said(row, "level"), _said(row, "parent")
    if told_level and told_level != str(level):
        zh = f"{code}应为第{level}级，文件为{told_level}"
        yield Finding("level", "CATALOGUE_LEVEL", zh, f"{code} is of level {level}")
    if told_parent and told_parent not in above(code):
        zh = f"{told_parent}不是{code}的上级"
        yield Finding("parent", "CATALOGUE_PARENT", zh, f"{code} does not stand under it")
    if level and not parent_of(code, codes):
        zh, en = f"文件中没有{code}的上级", f"Nothing stands above {code}"
        yield Finding("parent", "CATALOGUE_PARENT", zh, en)
