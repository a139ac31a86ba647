"""工作日历 the years as they stand, and how one is entered, corrected and confirmed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.registry import calendar_updated
from tenderhall_kit.work import Work

from registry import holidays
from registry.models import CalendarYear
from registry.rules import calendar
from registry.store import reference as store
from registry.usecases.reference import tell

AHEAD = 2
"""Years after this one that are told even where nothing was entered for them."""


def list_years(work: Work) -> dict[str, Any]:
    """查询工作日历 what there is, and the next years, missing or not."""
    rows = {one.year: one for one in store.years(work.session)}
    counts = store.workdays(work.session)
    told = sorted({*rows, *range(work.now.year, work.now.year + AHEAD + 1)})
    return {"items": [_year(one, rows.get(one), counts.get(one)) for one in told]}


def get_year(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """查询年度日历."""
    year = payload["year"]
    days = store.days_of(work.session, year)
    told = _year(year, store.year(work.session, year), store.workdays(work.session).get(year))
    return told | {"days": [{"date": day, "kind": kind} for day, kind in days.items()]}


def import_year(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """导入年度 as provisional: no legal period is counted in it until somebody confirms it.

    Raises:
        Problem: VALIDATION_FAILED with a finding for each bad line; STATE_CONFLICT where the year
            is confirmed already.
    """
    year = payload["year"]
    row = store.year(work.session, year)
    if row is not None and row.state == "official" and not row.demo:
        raise Problem("STATE_CONFLICT", state="official", year=year)
    days = _imported(year, payload.get("csv"))
    _put(work, year, days, payload["source"], state="provisional")
    after = {"source": payload["source"], "days": len(days)}
    work.record("import_year", subject=("calendar_year", year), after=after)
    return _tell(work, year)


def set_day(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """修改一天 of a confirmed year with its reason.

    Raises:
        Problem: NOT_FOUND where nothing was entered for the year; VALIDATION_FAILED.
    """
    day, kind = payload["date"], payload["kind"]
    row = store.year(work.session, day.year)
    if row is None:
        raise Problem("NOT_FOUND", year=day.year)
    days = store.days_of(work.session, day.year)
    reason = (payload.get("reason") or "").strip()
    _ensure_reason(row, changed=days[day] != kind, reason=reason)
    invalid(calendar.arrangement_findings(day.year, days | {day: kind}))
    store.set_day(work.session, day, kind)
    work.record(
        "set_day",
        subject=("calendar_year", day.year),
        before={day.isoformat(): days[day]},
        after={day.isoformat(): kind},
        opinion=reason or None,
    )
    return _tell(work, day.year)


def confirm_year(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """确认年度工作日安排; without days, the imported ones, else the published ones are taken.

    Raises:
        Problem: VALIDATION_FAILED where the arrangement is unknown, cannot be right, or changes an
            official year without a reason.
    """
    year, reason = payload["year"], (payload.get("reason") or "").strip()
    row, before = store.year(work.session, year), store.days_of(work.session, year)
    days = _told(year, payload["days"], row, before)
    _ensure_reason(row, changed=days != before, reason=reason)
    _put(work, year, days, payload["source"], state="official")
    after = {"source": payload["source"], "days": len(days), "changed": _changes(before, days)}
    work.record(
        "confirm_year", subject=("calendar_year", year), after=after, opinion=reason or None
    )
    return _tell(work, year)


def _year(year: int, row: CalendarYear | None, workdays: int | None) -> dict[str, Any]:
    return {
        "year": year,
        "status": "missing" if row is None else "demo" if row.demo else row.state,
        "source": row.source if row else None,
        "confirmed_by": row.confirmed_by if row else None,
        "confirmed_at": row.confirmed_at if row else None,
        "known": year in holidays.known_years(),
        "workdays": workdays,
    }


def _imported(year: int, text: str | None) -> dict[date, str]:
    """The lines' days; without lines the published arrangement, else only the fixed holidays."""
    if not text:
        return holidays.published(year) or calendar.without_arrangement(year)
    named, wrong = calendar.read_csv(text)
    invalid(wrong or calendar.arrangement_findings(year, named))
    return calendar.whole_year(year, named)


def _told(
    year: int, rows: list[dict[str, Any]], row: CalendarYear | None, there: Mapping[date, str]
) -> Mapping[date, str]:
    if rows:
        named = {one["date"]: one["kind"] for one in rows}
        invalid(calendar.arrangement_findings(year, named))
        return calendar.whole_year(year, named)
    if row is not None and row.state == "provisional":
        return there
    days = holidays.published(year)
    if days is None:
        zh, en = f"请填写{year}年放假安排", f"Enter the arrangement of {year}"
        raise Problem("VALIDATION_FAILED", [Finding("days", "CALENDAR", zh, en)])
    return days


def _ensure_reason(row: CalendarYear | None, *, changed: bool, reason: str) -> None:
    """Periods have been counted in an official year: who changes it says why."""
    if row is not None and row.state == "official" and not row.demo and changed and not reason:
        zh, en = "修改已确认的年度须说明理由", "Say why a confirmed year is changed"
        invalid([Finding("reason", "REQUIRED", zh, en)])


def _put(work: Work, year: int, days: Mapping[date, str], source: str, *, state: str) -> None:
    by, at = work.actor.name or work.actor.user_id, work.real_now
    store.put_year(work.session, year, dict(days), source=source, by=by, at=at, state=state)


def _changes(before: Mapping[date, str], after: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): kind for day, kind in after.items() if before.get(day, kind) != kind}


def _tell(work: Work, year: int) -> dict[str, Any]:
    """The new version to every service, and the year to whoever keeps a calendar of his own."""
    told = tell(work)
    facts = {"years": [year], **told}
    work.emit(calendar_updated, facts, aggregate=("calendar_year", year, told["version"]))
    return told
