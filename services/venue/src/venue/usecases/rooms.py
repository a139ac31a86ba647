"""场地维护 rooms made, changed and imported; one that live bookings need stays what they need."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.venue import room_saved
from tenderhall_contracts.vocab import LABELS, ImportOutcome
from tenderhall_kit.spreadsheets import Row
from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking, Room
from venue.rules import bookings as booking_rules
from venue.rules import rooms as rules
from venue.store import rooms as store

_SAID = ("field", "rule", "message_zh", "message_en", "basis")


def get_room(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查看场地.

    Raises:
        Problem: NOT_FOUND.
    """
    return answers.room(_found(store.room(work.session, payload["id"])))


def create_room(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """新增场地.

    Raises:
        Problem: VALIDATION_FAILED, also where the name is taken.
    """
    store.keep_names_apart(work.session)
    invalid([*rules.findings(payload), *_name_taken(work, payload["name"], None)])
    return answers.room(_add(work, rules.values(payload)))


def save_room(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """保存场地 as long as every live booking of it still finds what it needs.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, VALIDATION_FAILED, or PRECONDITION_FAILED with the
            bookings that would lose their room.
    """
    store.keep_names_apart(work.session)
    row = _found(store.lock(work.session, payload["id"]))
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    invalid([*rules.findings(payload), *_name_taken(work, payload["name"], row)])
    if losing := _change(work, row, rules.values(payload)):
        raise Problem("PRECONDITION_FAILED", bookings=losing)
    return answers.room(row)


def import_rooms(work: Work, rows: Sequence[Row]) -> dict[str, Any]:
    """导入场地 row by row, in one transaction; gives the report."""
    store.keep_names_apart(work.session)
    seen: set[str] = set()
    told = []
    for row in rows:
        told.append(_take(work, row, seen))
        seen.add(row.cells["name"])
    counted = Counter(one["outcome"] for one in told)
    numbers = {one.value: counted[one] for one in ImportOutcome}
    work.record("room.import", subject=("room_import", work.request_id), after=numbers)
    return numbers | {"rows": told}


def _take(work: Work, row: Row, seen: set[str]) -> dict[str, Any]:
    if faults := rules.row_findings(row.cells, seen):
        return _told(row, ImportOutcome.REFUSED, faults)
    values = rules.values(rules.row_values(row.cells))
    known = store.named(work.session, values["name"])
    if known is None:
        _add(work, values)
        return _told(row, ImportOutcome.NEW)
    kept = _found(store.lock(work.session, known.id))
    if all(getattr(kept, name) == one for name, one in values.items()):
        return _told(row, ImportOutcome.UNCHANGED)
    if losing := _change(work, kept, values):
        return _told(row, ImportOutcome.REFUSED, [rules.in_use(len(losing))])
    return _told(row, ImportOutcome.CHANGED)


def _add(work: Work, values: Mapping[str, Any]) -> Room:
    row = Room(**values, version=1)
    work.session.add(row)
    work.session.flush()
    _tell(work, "room.create", row, None)
    return row


def _change(work: Work, row: Room, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Change it, or leave it and give the live bookings that would lose what they need."""
    live = store.bookings_on(work.session, row.id)
    before, had = answers.room(row), [_faults(one) for one in live]
    kept = {name: getattr(row, name) for name in values}
    _set(row, values)
    lost = [(one, _faults(one) - old) for one, old in zip(live, had, strict=True)]
    losing = [{**answers.kept_by(one), "reasons": sorted(why)} for one, why in lost if why]
    if losing:
        _set(row, kept)
        return losing
    row.version += 1
    work.session.flush()
    _tell(work, "room.save", row, before)
    return []


def _faults(booking: Booking) -> set[str]:
    """What its rooms do not give it, as they stand in this session."""
    found = booking_rules.room_faults(answers.plan_of(booking))
    return {one.message_zh for one in found}


def _set(row: Room, values: Mapping[str, Any]) -> None:
    for name, one in values.items():
        setattr(row, name, one)


def _tell(work: Work, action: str, row: Room, before: Mapping[str, Any] | None) -> None:
    after = answers.room(row)
    work.record(action, subject=("room", row.id), before=before, after=after)
    told = {"room_id": row.id, "name": row.name, "kind": row.kind, "enabled": row.enabled}
    work.emit(room_saved, told, aggregate=("room", row.id, row.version))


def _name_taken(work: Work, name: str, but: Room | None) -> list[Finding]:
    known = store.named(work.session, name)
    return [rules.name_taken()] if known is not None and known is not but else []


def _told(row: Row, outcome: ImportOutcome, faults: Sequence[Finding] = ()) -> dict[str, Any]:
    return {
        "row": row.number,
        "name": row.cells["name"] or None,
        "outcome": outcome,
        "outcome_zh": LABELS[outcome],
        "findings": [{name: getattr(one, name) for name in _SAID} for one in faults],
    }


def _found(row: Room | None) -> Room:
    if row is None:
        raise Problem("NOT_FOUND")
    return row
