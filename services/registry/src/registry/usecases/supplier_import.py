"""导入供应商 the good rows land, the refused ones say why; the same file again changes nothing."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tenderhall_contracts.vocab import LABELS, ImportOutcome
from tenderhall_kit.work import Work

from registry.models import Supplier
from registry.rules import suppliers as rules
from registry.spreadsheets import Row
from registry.store import suppliers as store
from registry.usecases.inbound_shown import finding
from registry.usecases.suppliers import TYPED, put


def import_suppliers(work: Work, rows: Sequence[Row], source: str) -> dict[str, Any]:
    """导入供应商 row by row, in one transaction; gives the report."""
    there = store.lock(work.session, {one.cells["uscc"].upper() for one in rows})
    seen: set[str] = set()
    told = []
    for row in rows:
        told.append(_take(work, row, there, seen, source))
        seen.add(row.cells["uscc"].upper())
    counted = Counter(one["outcome"].value for one in told)
    numbers = {one.value: counted[one.value] for one in ImportOutcome}
    work.record("supplier.import", subject=("supplier_import", work.request_id), after=numbers)
    return numbers | {"rows": told}


def _take(
    work: Work, row: Row, there: dict[str, Supplier], seen: set[str], source: str
) -> dict[str, Any]:
    faults = rules.row_findings(row.cells, seen)
    if faults:
        return _told(row, ImportOutcome.REFUSED) | {"findings": [finding(one) for one in faults]}
    values = rules.row_values(row.cells)
    code = values.pop("uscc")
    known = there.get(code)
    if known is None:
        put(work, None, code, values, source)
        return _told(row, ImportOutcome.NEW)
    if {name: getattr(known, name) for name in TYPED} == values:
        return _told(row, ImportOutcome.UNCHANGED)
    put(work, known, code, values, source)
    return _told(row, ImportOutcome.CHANGED)


def _told(row: Row, outcome: ImportOutcome) -> dict[str, Any]:
    return {
        "row": row.number,
        "uscc": row.cells["uscc"] or None,
        "name": row.cells["name"] or None,
        "outcome": outcome,
        "outcome_zh": LABELS[outcome],
        "findings": [],
    }
