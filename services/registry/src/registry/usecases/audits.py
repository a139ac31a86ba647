"""审计总览 keeps every service's signed heads, and what each verification found."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.registry import AUDITED
from tenderhall_kit.audit.heads import Head
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from registry.models import AuditCheck
from registry.store import audits as store

AGAIN = timedelta(days=1)
"""How old a verification may be before registry asks for another by itself."""

_FACTS = ("service", "at", "by_name", "ok", "rows", "waiting", "total", "faults")


def keep_head(work: Work, told: Mapping[str, Any]) -> None:
    """留存链首 that a service has told, where its signature holds."""
    head = Head.of(told)
    if head.holds(work.settings.actor_keys.get(head.service, b"")):
        store.put_copy(work.session, told)


def copies(work: Work, service: str) -> list[dict[str, Any]]:
    """链首副本 of a service, for its verification."""
    return store.copies(work.session, service)


def list_audits(work: Work) -> dict[str, Any]:
    """审计总览 every service, also one that has told nothing yet."""
    session = work.session
    heads, counts = store.newest_copies(session), store.counts(session)
    checks = store.newest_checks(session)
    items = [
        {
            "service": name,
            "title": SERVICES[name].title,
            "head": heads.get(name),
            "copies": counts.get(name, 0),
            "check": _shown(checks[name]) if name in checks else None,
        }
        for name in AUDITED
    ]
    return {"items": items}


def due(work: Work) -> list[str]:
    """待核验 the services that were not verified for a day."""
    checks = store.newest_checks(work.session)
    fresh = {name for name, one in checks.items() if work.real_now - one.at < AGAIN}
    return [name for name in AUDITED if name not in fresh]


def keep_check(work: Work, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """登记核验结果 as the service gave it."""
    row = AuditCheck(
        service=verdict["service"],
        at=verdict["at"],
        by_name=work.actor.name or work.actor.user_id,
        ok=verdict["ok"],
        rows=verdict["rows"],
        waiting=verdict["waiting"],
        total=verdict["total"],
        faults=plain(verdict["faults"]),
    )
    work.session.add(row)
    after = {"ok": row.ok, "rows": row.rows, "total": row.total}
    work.record("audit.verify", subject=("audit", row.service), after=after)
    return _shown(row)


def _shown(row: AuditCheck) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FACTS}
