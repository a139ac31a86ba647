"""采购品目 the procurement catalogue that is shipped as data (2022 edition, domain §3)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def levels() -> Mapping[str, int]:
    """品目层级 the level (1 to 4) of every code of the catalogue."""
    table = files("registry") / "data" / "procurement-catalogue-2022.csv"
    with table.open(encoding="utf-8") as lines:
        return {row["code"]: int(row["level"]) for row in csv.DictReader(lines)}
