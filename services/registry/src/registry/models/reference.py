"""参考数据 dated legal rules, the calendar, policies and the business clock."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base

_ONE_ROW = "id = 1"


class LegalRule(Base):
    """法定规则 a row is in force from a day to a day; a new number is a new row."""

    __tablename__ = "legal_rule"
    __table_args__ = (
        CheckConstraint("effective_to >= effective_from", name="legal_rule_period"),
        CheckConstraint("severity IN ('block', 'warn', 'info', 'flow', 'to_do', 'off', 'allow')",
                        name="legal_rule_severity"),
    )  # fmt: skip

    rule_id: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[dt.date] = mapped_column(primary_key=True)
    effective_to: Mapped[dt.date | None]
    text_zh: Mapped[str]
    basis: Mapped[str]
    severity: Mapped[str]
    value: Mapped[int | None]
    unit: Mapped[str | None]
    changed_by: Mapped[str | None]
    reason: Mapped[str | None]


class CalendarYear(Base):
    """年度 official once an administrator (or the library's published data) has confirmed it.

    Of a provisional year the days are known, but no legal period may be counted in it.
    """

    __tablename__ = "calendar_year"
    __table_args__ = (
        CheckConstraint("state IN ('official', 'provisional')", name="calendar_year_state"),
        CheckConstraint(
            "state = 'provisional' OR confirmed_at IS NOT NULL", name="calendar_year_confirmed"
        ),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="official")
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[dt.datetime | None]
    demo: Mapped[bool] = mapped_column(server_default=text("false"))


class CalendarDay(Base):
    """日历日."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('workday', 'weekend', 'statutory', 'dayoff', 'makeup')",
            name="calendar_day_kind",
        ),
    )

    date: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year"), index=True)


class Policy(Base):
    """政策 a switch and its value."""

    __tablename__ = "policy"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Clock(Base):
    """业务时钟 one row."""

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint(_ONE_ROW, name="clock_once"),
        CheckConstraint("rate > 0", name="clock_forward"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    real_epoch: Mapped[dt.datetime]
    business_epoch: Mapped[dt.datetime]
    rate: Mapped[float]


class Version(Base):
    """参考数据版本 one row; it grows with each change, and its lock orders the changes."""

    __tablename__ = "reference_version"
    __table_args__ = (CheckConstraint(_ONE_ROW, name="reference_version_once"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
