"""参考数据 queries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from registry.models import CalendarDay, CalendarYear, Clock, LegalRule, Policy, Version


def lock_version(session: Session) -> Version:
    """参考数据版本 with its row locked: changes come one after the other."""
    session.execute(insert(Version).values(id=1, version=0).on_conflict_do_nothing())
    return session.scalars(select(Version).with_for_update()).one()


def version(session: Session) -> int:
    """当前版本 0 before the seed."""
    return session.scalar(select(Version.version)) or 0


def rules(session: Session) -> list[dict[str, Any]]:
    """法定规则 as ``RuleOut``."""
    columns = LegalRule.__table__.columns
    found = session.execute(select(*columns).order_by(columns.rule_id, columns.effective_from))
    return [dict(row) for row in found.mappings()]


def days(session: Session) -> list[dict[str, Any]]:
    """日历 as ``DayOut``."""
    found = session.execute(select(CalendarDay.date, CalendarDay.kind).order_by(CalendarDay.date))
    return [dict(row) for row in found.mappings()]


def official_years(session: Session) -> list[int]:
    """已确认年度."""
    return list(session.scalars(select(CalendarYear.year).order_by(CalendarYear.year)))


def demo_years(session: Session) -> list[int]:
    """演示年度 whose arrangement no State Council notice stands behind."""
    shown = select(CalendarYear.year).where(CalendarYear.demo).order_by(CalendarYear.year)
    return list(session.scalars(shown))


def policies(session: Session) -> dict[str, str]:
    """政策 by name."""
    return dict(session.execute(select(Policy.name, Policy.value)).all())


def clock(session: Session) -> Clock | None:
    """业务时钟 None before the seed."""
    return session.get(Clock, 1)


def put_year(
    session: Session,
    year: int,
    days_of_year: dict[date, str],
    *,
    source: str,
    by: str,
    at: datetime,
    demo: bool,
) -> None:
    """写入年度 the whole year's days take the place of what was there."""
    told = {"source": source, "confirmed_by": by, "confirmed_at": at, "demo": demo}
    session.execute(
        insert(CalendarYear)
        .values(year=year, **told)
        .on_conflict_do_update(index_elements=[CalendarYear.year], set_=told)
    )
    session.execute(delete(CalendarDay).where(CalendarDay.year == year))
    session.execute(
        insert(CalendarDay),
        [{"date": day, "kind": kind, "year": year} for day, kind in days_of_year.items()],
    )


def put_rule(session: Session, row: dict[str, Any]) -> None:
    """写入规则 unless an administrator has a row from that day on already."""
    session.execute(insert(LegalRule).values(row).on_conflict_do_nothing())


def put_policy(session: Session, name: str, value: str) -> None:
    """写入政策 unless it is set already."""
    session.execute(insert(Policy).values(name=name, value=value).on_conflict_do_nothing())


def put_clock(session: Session, now: datetime) -> None:
    """写入时钟 real time at rate 1, unless it is set already."""
    session.execute(
        insert(Clock)
        .values(id=1, real_epoch=now, business_epoch=now, rate=1.0)
        .on_conflict_do_nothing()
    )
