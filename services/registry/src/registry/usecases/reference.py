"""参考数据 legal rules, calendar, policies and clock: told whole, changed one at a time."""

from datetime import date
from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.registry import ReferenceOut, reference_updated
from tenderhall_kit import reference
from tenderhall_kit.work import Work

from registry import holidays
from registry.rules import calendar
from registry.store import accounts
from registry.store import reference as store


def get_reference(work: Work) -> dict[str, Any]:
    """读取参考数据 as it stands.

    Raises:
        Problem: UNAVAILABLE before the seed has run.
    """
    clock = store.clock(work.session)
    if clock is None:
        raise Problem("UNAVAILABLE", missing="clock")
    return {
        "version": store.version(work.session),
        "rules": store.rules(work.session),
        "days": store.days(work.session),
        "official_years": store.official_years(work.session),
        "policies": store.policies(work.session),
        "clock": {
            "real_epoch": clock.real_epoch,
            "business_epoch": clock.business_epoch,
            "rate": clock.rate,
        },
        "service_accounts": accounts.active(work.session),
    }


def confirm_year(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """确认年度工作日安排; without days, the published arrangement is taken, if it is known.

    Raises:
        Problem: VALIDATION_FAILED where the arrangement is unknown or cannot be right.
    """
    year = payload["year"]
    days = _entered(year, payload["days"]) if payload["days"] else holidays.published(year)
    if days is None:
        zh, en = f"请填写{year}年放假安排", f"Enter the arrangement of {year}"
        raise Problem("VALIDATION_FAILED", [Finding("days", "CALENDAR", zh, en)])
    store.put_year(
        work.session,
        year,
        days,
        source=payload["source"],
        by=work.actor.user_id,
        at=work.real_now,
        demo=False,
    )
    after = {"source": payload["source"], "days": len(days)}
    work.record("confirm_year", subject=("calendar_year", year), after=after)
    return tell(work)


def tell(work: Work) -> dict[str, Any]:
    """通知 a new version of the reference data, kept for this service and told to the others."""
    row = store.lock_version(work.session)
    row.version += 1
    work.session.flush()
    reference.store(work.session, ReferenceOut().dump(get_reference(work)))
    told = {"version": row.version}
    work.emit(reference_updated, told, aggregate=("reference", "registry", row.version))
    return told


def _entered(year: int, rows: list[dict[str, Any]]) -> dict[date, str]:
    named = {row["date"]: row["kind"] for row in rows}
    invalid(calendar.arrangement_findings(year, named))
    return calendar.whole_year(year, named)
