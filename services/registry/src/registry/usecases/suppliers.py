"""供应商库 kept by the centre, imported, debarred; frozen for awards (domain §7.1)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.registry import (
    DebarSupplier,
    SupplierIn,
    supplier_debarred,
    supplier_updated,
)
from tenderhall_contracts.vocab import LABELS, SupplierSize, SupplierStatus
from tenderhall_kit import changes
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import fingerprint, plain
from tenderhall_kit.work import Work

from registry import spelling
from registry.models import Supplier, SupplierDebarment
from registry.rules import suppliers as rules
from registry.store import suppliers as store

TYPED = ("name", "address", "legal_representative", "contact", "contact_phone", "size")
"""What is told of a supplier; a change of any of these is a new version."""

_DEBARRED = ("debarred_from", "debarred_until", "doc_no", "reason", "source")


def search_suppliers(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """检索供应商 with the status on the day asked about."""
    on = payload["on"] or day_of(work.now)
    total, found = store.page(work.session, payload, on)
    held = store.debarments(work.session, [one.uscc for one in found])
    return {"total": total, "items": [_row(one, held.get(one.uscc, []), on) for one in found]}


def get_supplier(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查看供应商.

    Raises:
        Problem: NOT_FOUND.
    """
    row = store.get(work.session, payload["uscc"])
    if row is None:
        raise Problem("NOT_FOUND")
    return _shown(work, row, payload["on"])


def save_supplier(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """保存供应商 a new one without a version, a known one with the version that was seen.

    Raises:
        Problem: NOT_FOUND where a version is told of one that is not there, VERSION_CONFLICT.
    """
    row = store.lock(work.session, [payload["uscc"]]).get(payload["uscc"])
    seen = payload["version"]
    if row is None and seen is not None:
        raise Problem("NOT_FOUND")
    if row is not None and row.version != seen:
        raise Problem("VERSION_CONFLICT", version=row.version)
    values = {name: payload.get(name) or None for name in TYPED}
    size = payload.get("size")
    values["size"] = size.value if size else None
    source = payload.get("source") or "人工录入"
    return _shown(work, put(work, row, payload["uscc"], values, source), None)


def put(
    work: Work, row: Supplier | None, uscc: str, values: dict[str, Any], source: str
) -> Supplier:
    """写入供应商 recorded and told where it is new or says something new."""
    before = {name: getattr(row, name) for name in TYPED} if row else None
    after = (before or dict.fromkeys(TYPED)) | values
    if row is not None and before == after:
        return row
    if row is None:
        row = Supplier(uscc=uscc, version=0)
        work.session.add(row)
    for name, value in (after | _keys(str(after["name"]))).items():
        setattr(row, name, value)
    row.version += 1
    row.source, row.updated_at = source, work.now
    work.record("supplier.save", subject=("supplier", uscc), before=before, after=after)
    told = {"uscc": uscc, "name": row.name, "version": row.version}
    work.emit(supplier_updated, told, aggregate=("supplier", uscc, row.version))
    return row


def debar_supplier(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """登记禁止参加 one period by its document.

    Raises:
        Problem: NOT_FOUND, VALIDATION_FAILED where the end is before the beginning.
    """
    row = store.get(work.session, payload["uscc"])
    if row is None:
        raise Problem("NOT_FOUND")
    debar(work, payload, "人工录入")
    return _shown(work, row, None)


def debar(work: Work, told: dict[str, Any], source: str) -> None:
    """禁止参加 recorded and told; also of one that the directory does not know.

    Raises:
        Problem: VALIDATION_FAILED where the end is before the beginning.
    """
    begun, until = told["debarred_from"], told.get("debarred_until")
    invalid(rules.debarment_findings(begun, until))
    row = {name: told[name] for name in ("uscc", "doc_no", "reason")}
    row |= {"debarred_from": begun, "debarred_until": until}
    store.put_debarment(work.session, row | {"source": source, "recorded_at": work.now})
    work.record("supplier.debar", subject=("supplier", told["uscc"]), after=row)
    facts = {name: row[name] for name in ("uscc", "debarred_from", "debarred_until", "doc_no")}
    work.emit(supplier_debarred, facts, aggregate=("supplier", told["uscc"], 1))


def supplier_snapshot(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """固定供应商快照 what an award says of its winner, whatever the directory says later.

    Raises:
        Problem: NOT_FOUND.
    """
    on = payload["on"] or day_of(work.now)
    told = get_supplier(work, payload | {"on": on})
    kept = ("uscc", *TYPED, "status", "version", "debarments")
    content = plain({name: told[name] for name in kept} | {"on": on})
    row = {"uscc": told["uscc"], "sha256": fingerprint(content), "content": content}
    taken = store.snapshot(work.session, row | {"taken_at": work.now})
    return {name: getattr(taken, name) for name in ("id", "uscc", "content", "sha256", "taken_at")}


def _keys(name: str) -> dict[str, Any]:
    return {
        "name_key": spelling.key(name),
        "pinyin": spelling.pinyin(name),
        "initials": spelling.initials(name),
        "grams": spelling.grams(name),
    }


def _shown(work: Work, row: Supplier, on: date | None) -> dict[str, Any]:
    work.session.flush()
    held = store.debarments(work.session, [row.uscc]).get(row.uscc, [])
    more = ("legal_representative", "contact", "contact_phone", "source", "updated_at")
    return {
        **_row(row, held, on or day_of(work.now)),
        **{name: getattr(row, name) for name in more},
        "debarments": [{name: getattr(one, name) for name in _DEBARRED} for one in held],
        "history": _history(work, row.uscc) if work.actor.role.of_centre else [],
    }


def _history(work: Work, uscc: str) -> list[dict[str, Any]]:
    return [_step(one) for one in store.steps(work.session, uscc)]


def _step(row: Row[Any]) -> dict[str, Any]:
    action = row.action.rpartition(".")[2]
    form = DebarSupplier if action == "debar" else SupplierIn
    before, after = ({**(one or {}), "uscc": None} for one in (row.before, row.after))
    return {
        "action": action,
        "by": row.actor.get("name") or row.actor.get("user_id") or "",
        "at": row.at,
        "changes": changes.told(form, before, after),
    }


def _row(row: Supplier, held: Sequence[SupplierDebarment], on: date) -> dict[str, Any]:
    periods = [rules.Period(one.debarred_from, one.debarred_until) for one in held]
    status: SupplierStatus = rules.status_on(periods, on)
    return {
        **{name: getattr(row, name) for name in ("uscc", "name", "address", "size", "version")},
        "size_zh": LABELS[SupplierSize(row.size)] if row.size else None,
        "status": status,
        "status_zh": LABELS[status],
    }
