"""采购品目 search, browse and import the catalogue (domain §3)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.pinyin import spoken
from registry.rules import catalogue as rules
from registry.store import catalogue as store
from registry.store.catalogue import Found


def search_catalogue(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查采购品目 those that a lot may be named by, in the order of the catalogue."""
    edition = _today(work)
    found = store.search(work.session, edition, payload["q"], rules.DEEP_ENOUGH, payload["limit"])
    return {"items": [_entry(one) for one in found]}


def browse_catalogue(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """浏览采购品目 level by level.

    Raises:
        Problem: NOT_FOUND where there is no such code.
    """
    parent, edition = payload.get("parent") or "", _today(work)
    way = [*rules.above(parent), parent] if parent else []
    above = store.these(work.session, edition, way)
    if parent and parent not in {one.code for one, _ in above}:
        raise Problem("NOT_FOUND")
    below = store.children(work.session, edition, parent)
    return {"above": [_entry(one) for one in above], "items": [_entry(one) for one in below]}


def list_catalogues(work: Work, _: dict[str, Any]) -> dict[str, Any]:
    """采购品目版本 the newest first."""
    now, found = _today(work), store.editions(work.session)
    told = ("id", "name", "effective_from", "rows", "imported_by", "imported_at")
    items = [{name: getattr(one, name) for name in told} for one in found]
    return {"items": [one | {"in_force": one["id"] == now} for one in items]}


def import_catalogue(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """导入采购品目 a whole edition or nothing; each wrong row is told."""
    wrong = rules.findings(payload["rows"])
    if wrong:
        return _report(len(payload["rows"]), wrong)
    entries = rules.entries(payload["rows"])
    told = _report(len(entries), []) | _compared(work, entries)
    if payload["check"]:
        return told
    return told | {"edition": keep(work, payload, entries, by=work.actor.name or "")}


def keep(work: Work, told: Mapping[str, Any], entries: Sequence[rules.Entry], *, by: str) -> int:
    """保存版本 with what is searched in; recorded, so that it can be told who brought it."""
    edition = {
        "name": told["name"],
        "effective_from": told["effective_from"],
        "rows": len(entries),
        "imported_by": by,
        "imported_at": work.real_now,
    }
    made = store.put(work.session, edition, [_row(*one) for one in enumerate(entries)])
    work.record("catalogue.import", subject=("catalogue", made), after=edition)
    return made


def _today(work: Work) -> int | None:
    return store.in_force(work.session, day_of(work.now))


def _row(place: int, one: rules.Entry) -> dict[str, Any]:
    said = " ".join((*one.path, one.name, spoken(one.name))).lower()
    return {**asdict(one), "path": list(one.path), "place": place, "said": said}


def _compared(work: Work, entries: Sequence[rules.Entry]) -> dict[str, int]:
    before = store.all_names(work.session, _today(work))
    now = {one.code: one.name for one in entries}
    return {
        "added": len(now.keys() - before.keys()),
        "removed": len(before.keys() - now.keys()),
        "renamed": sum(now[code] != before[code] for code in now.keys() & before.keys()),
    }


def _report(rows: int, wrong: Sequence[tuple[int, Finding]]) -> dict[str, Any]:
    return {
        "edition": None,
        "rows": rows,
        **dict.fromkeys(("added", "removed", "renamed"), 0),
        "findings": [{"row": line, **asdict(one)} for line, one in wrong],
    }


def _entry(found: Found) -> dict[str, Any]:
    one, leaf = found
    told = {name: getattr(one, name) for name in ("code", "name", "level", "path")}
    return told | {"leaf": leaf, "usable": one.level >= rules.DEEP_ENOUGH}
