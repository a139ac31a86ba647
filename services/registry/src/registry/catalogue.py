"""采购品目 the procurement catalogue that is shipped as data (2022 edition, domain §3)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Entry:
    """品目 ``path`` is the names above it, from the top."""

    code: str
    name: str
    level: int
    path: tuple[str, ...]


@cache
def entries() -> Mapping[str, Entry]:
    """全部品目 by code, in the order of the catalogue: what stands above comes before."""
    found: dict[str, Entry] = {}
    table = files("registry") / "data" / "procurement-catalogue-2022.csv"
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            above = found.get(row["parent"])
            path = (*above.path, above.name) if above else ()
            found[row["code"]] = Entry(row["code"], row["name"], int(row["level"]), path)
    return found


@cache
def levels() -> Mapping[str, int]:
    """品目层级 the level (1 to 4) of every code of the catalogue."""
    return {code: one.level for code, one in entries().items()}


def search(q: str, least_level: int) -> Iterator[Entry]:
    """查品目 the beginning of a code, or words that all stand in the name or above it."""
    words = q.upper().split()
    for one in entries().values():
        said = "".join((*one.path, one.name)).upper()
        fits = one.code.startswith(q.strip().upper()) or all(word in said for word in words)
        if one.level >= least_level and fits:
            yield one
