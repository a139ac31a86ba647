"""采购品目 the catalogue that is shipped as data (2022 edition, domain §3), for the seed."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from registry.rules import catalogue
from registry.rules.catalogue import Entry

NAME = "政府采购品目分类目录（2022年版）"
EFFECTIVE_FROM = date(2022, 9, 2)
"""财库2022第31号."""


@cache
def entries() -> list[Entry]:
    """全部品目 in the order of the catalogue: what stands above comes before."""
    table = files("registry") / "data" / "procurement-catalogue-2022.csv"
    with table.open(encoding="utf-8") as lines:
        return catalogue.entries(list(csv.DictReader(lines)))


@cache
def levels() -> dict[str, int]:
    """品目层级 the level (1 to 4) of every code of the catalogue."""
    return {one.code: one.level for one in entries()}
