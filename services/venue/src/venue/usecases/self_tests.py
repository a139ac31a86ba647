"""场地约束自检 for auditors: is the constraint there, does anything overlap, since when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tenderhall_contracts.venue import self_test_failed
from tenderhall_kit.work import Work

from venue.models import SelfTest
from venue.store import claims, self_tests

AGAIN = timedelta(days=1)
"""How old the newest record may be before the next is made."""

_KEPT = ("at", "ok", "guarded", "overlaps", "bookings", "claims")


def self_test(work: Work) -> dict[str, Any]:
    """场地约束自检 now, with what the daily looks found."""
    history = [
        {name: getattr(one, name) for name in _KEPT} for one in self_tests.newest(work.session)
    ]
    return _look(work) | {"history": history}


def due(work: Work) -> bool:
    """待自检 True where there is no record of the last day."""
    last = self_tests.last_at(work.session)
    return last is None or work.real_now - last >= AGAIN


def keep_self_test(work: Work) -> dict[str, Any] | None:
    """登记自检 where it fails with an audit row and an event; None where it is done already."""
    self_tests.one_at_a_time(work.session)
    if not due(work):
        return None
    found = _look(work)
    found["guarded"] = found["constraint"]["ok"]
    row = SelfTest(**{name: found[name] for name in _KEPT})
    work.session.add(row)
    work.session.flush()
    if not row.ok:
        _tell(work, row, found["constraint"])
    return found


def _look(work: Work) -> dict[str, Any]:
    told = _constraint(claims.constraint(work.session))
    overlaps = claims.double_booked(work.session)
    return {
        "ok": told["ok"] and not overlaps,
        "at": work.real_now,
        "constraint": told,
        "overlaps": overlaps,
        **self_tests.counts(work.session),
    }


def _constraint(found: Mapping[str, Any] | None) -> dict[str, Any]:
    names = ("definition", "deferrable", "validated")
    return {
        "name": "venue_claim_no_overlap",
        "required": claims.GUARD,
        **{name: found[name] if found else None for name in names},
        "columns": list(found["columns"]) if found else [],
        "ok": claims.stands(found),
    }


def _tell(work: Work, row: SelfTest, constraint: Mapping[str, Any]) -> None:
    facts = {
        "at": row.at,
        "guarded": row.guarded,
        "overlaps": row.overlaps,
        "definition": constraint["definition"],
    }
    work.record("self_test.failed", subject=("self_test", row.id), after=facts)
    work.emit(self_test_failed, facts, aggregate=("self_test", row.id, 1), visibility="restricted")
