"""法定期限计算 statutory periods over data: dated rules and the official working-day calendar.

Pure: it knows no clock and no store. The numbers are rows of registry's ``legal_rule`` (domain
§1.1), chosen by the date on which the period begins; how days are counted is domain §1.2:

* the first day does not count (87号令第85条, 民法典第201条);
* a minimum period that ends on a day off goes on to the next working day (87号令第85条, 民法典
  第203条; policy ``legal.roll``: ``nonworking`` or ``statutory``);
* a day of a year without a confirmed arrangement is never guessed: ``CALENDAR_UNAVAILABLE``.

Dates are those of Asia/Shanghai; whoever holds a moment converts it first (``day_of``).
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding, Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKING = frozenset({"workday", "makeup"})
"""Kinds of day on which offices work: ordinary 工作日 and 调休上班日."""

CALENDAR_PAGE = "/desk/admin/calendar"
"""Where a year is looked at by everybody who has logged in, and confirmed by the administrator."""

DAY, WORKING_DAY = "day", "working_day"
_UNITS = {DAY: ("日", "days"), WORKING_DAY: ("个工作日", "working days")}
_SOFT = frozenset({"warn", "info", "allow", "off"})
"""Severities of a rule that tells and does not refuse."""
_ONE_DAY = timedelta(days=1)


class RuleMissingError(LookupError):
    """规则缺失 no row of the rule is in force on that day: the reference data are incomplete."""


@dataclass(frozen=True, slots=True)
class Rule:
    """法定规则 one dated row of the master table; ``value`` counts ``unit`` (day, …)."""

    rule_id: str
    text_zh: str
    basis: str
    severity: str
    value: int | None
    unit: str | None
    effective_from: date
    effective_to: date | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row of ``RuleOut``; dates may be dates or ISO texts."""
        return cls(
            rule_id=row["rule_id"],
            text_zh=row["text_zh"],
            basis=row["basis"],
            severity=row["severity"],
            value=row.get("value"),
            unit=row.get("unit"),
            effective_from=_date(row["effective_from"]),
            effective_to=_date(row["effective_to"]) if row.get("effective_to") else None,
        )

    @property
    def refuses(self) -> bool:
        """是否拒绝 False where the rule was switched to a warning, or off."""
        return self.severity not in _SOFT

    @property
    def number(self) -> int:
        """The rule's number.

        Raises:
            RuleMissingError: where the rule has none.
        """
        if self.value is None:
            raise RuleMissingError(f"{self.rule_id} has no number")
        return self.value

    def in_force(self, day: date) -> bool:
        """有效 both ends count."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )

    def finding(self, field: str, message_zh: str, message_en: str = "") -> Finding:
        """检查发现 that cites this rule and its article."""
        return Finding(field, self.rule_id, message_zh, message_en, self.basis)


@dataclass(frozen=True, slots=True)
class Judgement:
    """期限判断 whether a date keeps a minimum or a limit; ``actual`` and ``required`` are days.

    Where the rule was switched to a warning, or off, it is ``ok`` without being ``kept``.
    """

    rule: Rule
    kept: bool
    exact: bool
    actual: int
    required: int
    earliest_ok: date

    @property
    def ok(self) -> bool:
        """是否放行 nothing here refuses."""
        return self.kept or not self.rule.refuses

    @property
    def amber(self) -> bool:
        """是否提示 lawful without any margin, or broken where the rule only warns."""
        return self.exact if self.kept else self.rule.severity == "warn"

    def finding(self, field: str) -> Finding:
        """提示 what to tell beside the field; for a refusal or an amber warning."""
        if self.kept:
            zh = f"恰为{self.required}日，虽符合规定，建议预留1日以上"
            en = f"Exactly {self.required} days: lawful, but without any margin"
        else:
            zh = f"不得早于{self.earliest_ok}（现为{self.actual}日，规定不少于{self.required}日）"
            en = f"Not before {self.earliest_ok}: {self.actual} days, {self.required} required"
        return self.rule.finding(field, zh, en)

    def check(self, field: str, *, basis_zh: str = "", basis_en: str = "") -> Check:
        """核对 this judgement with its figures; ``basis_zh`` says what it assumes."""
        unit_zh, unit_en = _UNITS.get(self.rule.unit or "", ("日", "days"))
        more = "" if self.rule.unit == DAY or not self.kept else "以上"
        return Check(
            self.finding(field),
            ok=self.ok,
            zh=f"{basis_zh}{self.rule.text_zh}：现为{self.actual}{unit_zh}{more}",
            en=f"{basis_en}{self.actual} {unit_en}, at least {self.required} required",
            required=f"≥ {self.required}{unit_zh}",
            actual=f"{self.actual}{unit_zh}{more}",
            earliest_ok=self.earliest_ok,
            amber=self.amber,
        )

    def ensure(self, field: str) -> None:
        """要求 the period to be kept.

        Raises:
            Problem: LEGAL_PERIOD with rule_id, actual, required and earliest_ok.
        """
        if not self.ok:
            raise Problem(
                "LEGAL_PERIOD",
                [self.finding(field)],
                rule_id=self.rule.rule_id,
                actual=self.actual,
                required=self.required,
                earliest_ok=self.earliest_ok.isoformat(),
            )


class Calculator:
    """法定期限计算器 over one version of the reference data.

    ``rules`` are rows like ``RuleOut``; ``days`` maps a date to its kind (workday, weekend,
    statutory, dayoff, makeup); only ``official_years`` may be counted in. ``policies``:
    ``legal.roll`` = nonworking | statutory; ``legal.min_days_full`` = true for 20 *full* days.
    """

    def __init__(
        self,
        rules: Iterable[Mapping[str, Any]],
        days: Mapping[date, str],
        official_years: AbstractSet[int],
        *,
        policies: Mapping[str, str] | None = None,
    ) -> None:
        self._rules: dict[str, list[Rule]] = {}
        for row in rules:
            rule = Rule.of(row)
            self._rules.setdefault(rule.rule_id, []).append(rule)
        self._days = days
        self._years = official_years
        told = policies or {}
        self._rolls = told.get("legal.roll", "nonworking")
        self._full = told.get("legal.min_days_full", "false") == "true"

    # ── the calendar ────────────────────────────────────────────────────────────────────────
    def kind(self, day: date) -> str:
        """日历日类型.

        Raises:
            Problem: CALENDAR_UNAVAILABLE with ``year`` and ``page`` where the year is absent or
                provisional.
        """
        found = self._days.get(day) if day.year in self._years else None
        if found is None:
            raise _calendar_missing(day.year)
        return found

    def is_workday(self, day: date) -> bool:
        """是否工作日 (makeup Saturdays are)."""
        return self.kind(day) in WORKING

    def is_official(self, day: date) -> bool:
        """是否已确认 False where the day's year is absent or 暂定."""
        return day.year in self._years and day in self._days

    def working_days_after(self, day: date, count: int) -> date:
        """第N个工作日 the ``count``-th working day after ``day``, which itself does not count."""
        if count < 1:
            raise ValueError(f"a period of {count} working days")
        while count:
            day += _ONE_DAY
            count -= self.is_workday(day)
        return day

    def rolled(self, day: date) -> date:
        """顺延 the first day, from ``day`` on, on which a minimum period may end."""
        while self._is_off(day):
            day += _ONE_DAY
        return day

    # ── the rules ───────────────────────────────────────────────────────────────────────────
    def rule(self, rule_id: str, on: date) -> Rule:
        """适用规则 the row in force on that day; the newest where several are.

        Raises:
            RuleMissingError: where none is.
        """
        found = self.find(rule_id, on)
        if found is None:
            raise RuleMissingError(f"{rule_id} on {on}")
        return found

    def find(self, rule_id: str, on: date) -> Rule | None:
        """查找规则 as ``rule``; None where none is in force on that day."""
        valid = [one for one in self._rules.get(rule_id, ()) if one.in_force(on)]
        return max(valid, key=lambda one: one.effective_from) if valid else None

    def period_end(self, rule_id: str, begun: date) -> date:
        """期间届满日 the last day of the rule's period that began on ``begun``.

        Working days end on a working day; calendar days roll past days off.
        """
        rule = self.rule(rule_id, begun)
        if rule.unit == WORKING_DAY:
            return self.working_days_after(begun, rule.number)
        if rule.unit == DAY:
            return self.rolled(begun + timedelta(days=rule.number))
        raise RuleMissingError(f"{rule_id} counts {rule.unit}, not days")

    def planned_publication(self, handed_over: date) -> date:
        """预计发布日 by when the designated medium publishes (101号令第13条, R34).

        The legal clock starts at its publication, not at the portal's; until it has confirmed,
        plan with this day.
        """
        return self.period_end("R34", handed_over)

    def minimum(self, rule: Rule) -> int:
        """最短天数 of a rule in days; R01's are full days where the policy says so."""
        return rule.number + (self._full and rule.rule_id == "R01")

    def earliest_deadline(self, published_on: date) -> date:
        """最早投标截止日 R01, 政府采购法第三十五条: not less than 20 days after publication."""
        rule = self.rule("R01", published_on)
        return self.rolled(published_on + timedelta(days=self.minimum(rule)))

    def latest_publication(self, deadline: date) -> date:
        """最迟发布日 R01 counted backwards: the last day whose notice still keeps the deadline.

        A deadline that stands on a working day needs no rolling, so no calendar is asked.
        """
        return deadline - timedelta(days=self.minimum(self.rule("R01", deadline)))

    def judge_deadline(self, published_on: date, deadline: date) -> Judgement:
        """投标截止日是否满足R01; amber at exactly the minimum (some readers want full days)."""
        rule = self.rule("R01", published_on)
        required = self.minimum(rule)
        actual = (deadline - published_on).days
        earliest = self.earliest_deadline(published_on)
        return Judgement(
            rule,
            kept=deadline >= earliest,
            exact=actual == rule.number,
            actual=actual,
            required=required,
            earliest_ok=earliest,
        )

    def earliest_obtaining_end(self, published_on: date) -> date:
        """最早的招标文件提供截止日 R02, 87号令第18条: 5 working days from publication."""
        return self.period_end("R02", published_on)

    def judge_obtaining(self, published_on: date, until: date) -> Judgement:
        """招标文件提供期限是否满足R02; ``actual`` counts working days."""
        rule = self.rule("R02", published_on)
        earliest = self.earliest_obtaining_end(published_on)
        actual = self.count_working_days(published_on, min(until, earliest))
        return Judgement(
            rule,
            kept=until >= earliest,
            exact=False,
            actual=actual,
            required=rule.number,
            earliest_ok=earliest,
        )

    def count_working_days(self, begun: date, until: date) -> int:
        """工作日数 working days after ``begun`` up to and including ``until``."""
        span = range(1, (until - begun).days + 1)
        return sum(self.is_workday(begun + timedelta(days=step)) for step in span)

    def notice_period_end(self, published_on: date) -> date:
        """招标公告期限届满日 R03, 87号令第16条: 5 working days."""
        return self.period_end("R03", published_on)

    def last_clarification_day(self, deadline: date) -> date:
        """不改变截止时间的最后澄清日 R05, 条例第31条: 15 days before the deadline."""
        return deadline - timedelta(days=self.rule("R05", deadline).number)

    def earliest_deadline_after_clarification(self, issued_on: date) -> date:
        """澄清后的最早截止日 R05: 不足15日的顺延."""
        return self.rolled(issued_on + timedelta(days=self.rule("R05", issued_on).number))

    def judge_clarification(self, issued_on: date, deadline: date) -> Judgement:
        """澄清是否满足R05; amber at exactly the minimum."""
        rule = self.rule("R05", issued_on)
        earliest = self.earliest_deadline_after_clarification(issued_on)
        actual = (deadline - issued_on).days
        return Judgement(
            rule,
            kept=deadline >= earliest,
            exact=actual == rule.number,
            actual=actual,
            required=rule.number,
            earliest_ok=earliest,
        )

    # ── duties, by the day that sets them off ───────────────────────────────────────────────
    def award_notice_due(self, determined_on: date) -> date:
        """中标公告期限 R19: within 2 working days after the winner is fixed."""
        return self.period_end("R19", determined_on)

    def award_period_end(self, published_on: date) -> date:
        """中标公告期限届满日 R20: 1 working day."""
        return self.period_end("R20", published_on)

    def challenge_until(self, award_published_on: date) -> date:
        """质疑截止日 R29/R30: 7 working days after the result notice's period has ended."""
        return self.period_end("R29", self.award_period_end(award_published_on))

    def _is_off(self, day: date) -> bool:
        kind = self.kind(day)
        return kind == "statutory" if self._rolls == "statutory" else kind not in WORKING


def day_of(moment: datetime) -> date:
    """日期 the calendar day of an aware moment, in Asia/Shanghai."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its time zone has no day")
    return moment.astimezone(SHANGHAI).date()


def _calendar_missing(year: int) -> Problem:
    """年度缺失 names the year, the page where it is entered, and whom to ask."""
    page = f"{CALENDAR_PAGE}?year={year}"
    zh = (
        f"{year}年工作日安排尚未确认：由中心管理员在“工作日历”页面（{page}）录入并确认，"
        "其他用户请联系交易中心"
    )
    en = (
        f"The working days of {year} are not confirmed: the centre's administrator enters and "
        f"confirms them on the page {page}; everybody else asks the trading centre"
    )
    found = Finding("", "CALENDAR", zh, en, "国务院办公厅年度节假日安排通知")
    return Problem("CALENDAR_UNAVAILABLE", [found], year=year, page=page)


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
