"""法定规则 the master table (domain §1.1) as shipped: ``data/legal-rules.csv``.

Data, not code: an administrator corrects a number by a new row with its own dates. A rule of
several numbers has several rows (``R29``, ``R29.reply``, …).
"""

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    """法定规则 as rows of ``legal_rule``."""
    table = files("registry") / "data" / "legal-rules.csv"
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            yield {
                **row,
                "effective_from": date.fromisoformat(row["effective_from"]),
                "effective_to": _day(row["effective_to"]),
                "value": int(row["value"]) if row["value"] else None,
                "unit": row["unit"] or None,
            }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
