"""参考数据 queries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session
from tenderhall_kit.law import WORKING
from tenderhall_kit.tables import Audit

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
    confirmed = select(CalendarYear.year).where(CalendarYear.state == "official")
    return list(session.scalars(confirmed.order_by(CalendarYear.year)))


def years(session: Session) -> list[CalendarYear]:
    """有日历的年度 confirmed or not."""
    return list(session.scalars(select(CalendarYear).order_by(CalendarYear.year)))


def year(session: Session, wanted: int) -> CalendarYear | None:
    """年度 None where nothing was entered for it."""
    return session.get(CalendarYear, wanted)


def days_of(session: Session, wanted: int) -> dict[date, str]:
    """全年日历 the kinds of a year's days."""
    found = select(CalendarDay.date, CalendarDay.kind).where(CalendarDay.year == wanted)
    return dict(session.execute(found.order_by(CalendarDay.date)).all())


def workdays(session: Session) -> dict[int, int]:
    """工作日数 by year."""
    counted = select(CalendarDay.year, func.count()).where(CalendarDay.kind.in_(WORKING))
    return dict(session.execute(counted.group_by(CalendarDay.year)).all())


def set_day(session: Session, day: date, kind: str) -> None:
    """改写一天."""
    session.execute(update(CalendarDay).where(CalendarDay.date == day).values(kind=kind))


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


def lock_clock(session: Session) -> Clock:
    """锁定业务时钟 which the seed has set."""
    return session.get_one(Clock, 1, with_for_update=True)


def put_year(
    session: Session,
    year: int,
    days_of_year: dict[date, str],
    *,
    source: str,
    by: str,
    at: datetime,
    demo: bool = False,
    state: str = "official",
) -> None:
    """写入年度 the whole year's days take the place of what was there."""
    confirmed = state == "official"
    told = {
        "source": source,
        "state": state,
        "confirmed_by": by if confirmed else None,
        "confirmed_at": at if confirmed else None,
        "demo": demo,
    }
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


def rule_rows(session: Session, rule_id: str) -> list[dict[str, Any]]:
    """一条规则的全部行 oldest first."""
    return [one for one in rules(session) if one["rule_id"] == rule_id]


def write_rule(session: Session, row: dict[str, Any]) -> None:
    """写入规则行 a row of the same rule and day gives way."""
    values = {name: one for name, one in row.items() if name not in {"rule_id", "effective_from"}}
    keys = [LegalRule.rule_id, LegalRule.effective_from]
    made = insert(LegalRule).values(row)
    session.execute(made.on_conflict_do_update(index_elements=keys, set_=values))


def write_policy(session: Session, name: str, value: str) -> None:
    """改写政策."""
    made = insert(Policy).values(name=name, value=value)
    session.execute(made.on_conflict_do_update(index_elements=[Policy.name], set_={"value": value}))


def policy_changes(session: Session) -> dict[str, dict[str, Any]]:
    """政策的最近修改 by name, as the audit log has it."""
    by = Audit.actor["name"].astext.label("changed_by")
    found = select(
        Audit.subject_id, by, Audit.at.label("changed_at"), Audit.opinion.label("reason")
    ).where(Audit.subject_type == "policy")
    newest = found.ext(distinct_on(Audit.subject_id)).order_by(Audit.subject_id, Audit.id.desc())
    rows = [dict(row) for row in session.execute(newest).mappings()]
    return {row.pop("subject_id"): row for row in rows}


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
