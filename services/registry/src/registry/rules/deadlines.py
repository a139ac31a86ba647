"""法定期限 which periods follow from which event, and how each was counted (domain §1.1, §1.2).

What is counted is data (``legal_rule``); which event sets off which rule is the law's own wording
and stands here as one table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import LegalEvent
from tenderhall_kit.law import DAY, WORKING, WORKING_DAY, Calculator, Rule, RuleMissingError

_ONE_DAY = timedelta(days=1)
_E = LegalEvent


@dataclass(frozen=True, slots=True)
class Period:
    """期限 one rule that an event sets off.

    ``sense``: earliest (a minimum that must have passed), latest (a duty), until (it lasts so
    long), latest_before (counted back). ``after`` is the place of the period whose end begins it.
    """

    rule_id: str
    sense: str
    zh: str
    en: str
    after: int | None = None


def _p(rule_id: str, sense: str, zh: str, en: str, after: int | None = None) -> Period:
    return Period(rule_id, sense, zh, en, after)


PERIODS: Mapping[LegalEvent, Sequence[Period]] = {
    _E.NOTICE_HANDED_OVER: (
        _p("R34", "latest", "指定媒体应当发布", "The designated medium publishes"),
    ),
    _E.NOTICE_PUBLISHED: (
        _p("R01", "earliest", "投标截止（开标）时间最早", "Tender deadline and opening, earliest"),
        _p("R02", "earliest", "招标文件提供期限最早届满", "Documents are on offer at least until"),
        _p("R03", "until", "公告期限届满", "The notice stands until"),
        _p("R29", "until", "对招标文件质疑期限届满", "Challenges to documents until", after=2),
    ),
    _E.TENDER_DEADLINE: (
        _p("R05", "latest_before", "不改变截止时间的最后澄清日", "Last day to clarify in time"),
    ),
    _E.CLARIFICATION_ISSUED: (
        _p("R05", "earliest", "投标截止时间最早", "Tender deadline, earliest"),
    ),
    _E.EVALUATION_ENDED: (
        _p("R18", "latest", "将评标报告送采购人", "The report goes to the purchaser"),
        _p("R18.winner", "latest", "采购人确定中标人", "The purchaser fixes the winner", after=0),
        _p("R19", "latest", "公告中标结果、发出中标通知书", "Award notice and letter", after=1),
    ),
    _E.REPORT_RECEIVED: (
        _p("R18.winner", "latest", "采购人确定中标人", "The purchaser fixes the winner"),
        _p("R19", "latest", "公告中标结果、发出中标通知书", "Award notice and letter", after=0),
    ),
    _E.WINNER_DETERMINED: (
        _p("R19", "latest", "公告中标结果、发出中标通知书", "Award notice and letter"),
        _p("R20", "until", "如当日公告，公告期限届满", "If published, it stands until", after=0),
    ),
    _E.AWARD_PUBLISHED: (
        _p("R20", "until", "中标公告期限届满", "The award notice stands until"),
        _p("R29", "until", "对中标结果的质疑期限届满", "Challenges to the result until", after=0),
    ),
    _E.AWARD_LETTER_ISSUED: (
        _p("R14", "latest", "退还未中标人投标保证金", "Deposits of the others go back"),
        _p("R32", "latest", "签订采购合同", "The contract is signed"),
    ),
    _E.CONTRACT_SIGNED: (
        _p("R14", "latest", "退还中标人投标保证金", "The winner's deposit goes back"),
        _p("R32.publish", "latest", "公告采购合同", "The contract is published"),
        _p("R32.file", "latest", "采购合同副本备案", "A copy of the contract is filed"),
    ),
    _E.INQUIRY_RECEIVED: (
        _p("R29.inquiry", "latest", "答复询问", "The inquiry is answered"),
    ),
    _E.CHALLENGE_RECEIVED: (
        _p("R29.reply", "latest", "答复质疑", "The challenge is answered"),
        _p("R29.complaint", "until", "投诉期限届满", "Complaints until", after=0),
    ),
    _E.SUSPENSION_ORDERED: (
        _p("R31", "until", "暂停采购活动期限届满", "The suspension lasts until"),
    ),
    _E.PROCUREMENT_TERMINATED: (
        _p("R12", "latest", "退还文件费用和投标保证金", "Fees and deposits go back"),
    ),
}  # fmt: skip


def of(law: Calculator, event: LegalEvent, on: date) -> list[dict[str, Any]]:
    """全部期限 of an event, by the rules in force on that day; a rule that is off sets off none.

    A period that reaches a year without a calendar is told as refused, with the page to go to.
    """
    told: list[dict[str, Any] | None] = []
    for one in PERIODS[event]:
        told.append(_told(law, one, on, told))
    return [one for one in told if one is not None]


def _told(
    law: Calculator, period: Period, on: date, before: Sequence[dict[str, Any] | None]
) -> dict[str, Any] | None:
    begun, refused = on, None
    if period.after is not None:
        earlier = before[period.after]
        if earlier is None:
            return None
        begun, refused = earlier["last_day"], earlier["refused"]
    try:
        rule = law.rule(period.rule_id, on)
    except RuleMissingError:
        return None
    if rule.severity == "off":
        return None
    frame = _frame(rule, period, begun)
    if refused:
        return frame | {"refused": refused}
    try:
        return frame | _counted(law, rule, period, begun)
    except Problem as problem:
        return frame | {"refused": _why(problem)}


def _frame(rule: Rule, period: Period, begun: date | None) -> dict[str, Any]:
    return {
        "rule_id": rule.rule_id,
        "sense": period.sense,
        "title_zh": period.zh,
        "title_en": period.en,
        "text_zh": rule.text_zh,
        "basis": rule.basis,
        "severity": rule.severity,
        "value": rule.number,
        "unit": rule.unit,
        "begun": begun,
        "first_day": None,
        "last_day": None,
        "rolled_from": None,
        "skipped": [],
        "refused": None,
    }


def _counted(law: Calculator, rule: Rule, period: Period, begun: date) -> dict[str, Any]:
    if period.sense == "latest_before":
        last = begun - timedelta(days=rule.number)
        return {"first_day": begun - _ONE_DAY, "last_day": last}
    first = begun + _ONE_DAY
    last = _end(law, rule, begun)
    plain = begun + timedelta(days=law.minimum(rule)) if rule.unit == DAY else None
    return {
        "first_day": first,
        "last_day": last,
        "rolled_from": plain if plain and plain != last else None,
        "skipped": list(_skipped(law, rule, plain or first, last)),
    }


def _end(law: Calculator, rule: Rule, begun: date) -> date:
    """The rule of the event's day counts, also for a period that begins later."""
    if rule.unit == WORKING_DAY:
        return law.working_days_after(begun, rule.number)
    return law.rolled(begun + timedelta(days=law.minimum(rule)))


def _skipped(law: Calculator, rule: Rule, first: date, last: date) -> Iterator[dict[str, Any]]:
    """不计入的日子 days off that do not count, or past which the last day rolls."""
    day = first
    while day < last:
        kind = law.kind(day)
        if rule.unit == DAY or kind not in WORKING:
            yield {"date": day, "kind": kind}
        day += _ONE_DAY


def _why(problem: Problem) -> dict[str, Any]:
    found = problem.findings[0]
    return {
        "code": problem.code,
        "year": problem.extra["year"],
        "page": problem.extra["page"],
        "message_zh": found.message_zh,
        "message_en": found.message_en,
    }
