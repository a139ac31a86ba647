"""法定任务 what an agency has to do after something has happened to a lot (domain §1.1).

Which rule counts from which event is told here; how long it gives and its article are the rule's
own, in the dated table of legal rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from tenderhall_contracts.errors import Problem
from tenderhall_kit.law import Calculator


class Since(StrEnum):
    """起算事件 what a duty counts from."""

    EVALUATION_ENDED = "evaluation_ended"
    REPORT_DELIVERED = "report_delivered"
    WINNER_DETERMINED = "winner_determined"
    AWARD_ISSUED = "award_issued"
    CONTRACT_SIGNED = "contract_signed"
    TENDER_TERMINATED = "tender_terminated"
    TENDER_FAILED = "tender_failed"


@dataclass(frozen=True, slots=True)
class Duty:
    """任务 of the agency; ``rule_id`` gives its days and its article."""

    rule_id: str
    task_zh: str
    task_en: str


class Term(NamedTuple):
    """期限 from when a duty counts, and its last day where that is known."""

    begun_on: date
    due_on: date | None


DUTIES: Mapping[Since, tuple[Duty, ...]] = {
    Since.EVALUATION_ENDED: (
        Duty("R18", "将评审报告送交采购人", "Deliver the evaluation report to the purchaser"),
    ),
    Since.REPORT_DELIVERED: (
        Duty(
            "R18.winner",
            "提请采购人按顺序确定中标人",
            "Have the purchaser fix the winner in order of rank",
        ),
    ),
    Since.WINNER_DETERMINED: (
        Duty("R19", "发布中标公告并发出中标通知书", "Publish the award and issue the award letter"),
    ),
    Since.AWARD_ISSUED: (
        Duty("R14", "退还未中标供应商的投标保证金", "Refund the deposits of those who did not win"),
        Duty("R32", "督促采购人与中标人签订合同", "See that the contract is signed"),
    ),
    Since.CONTRACT_SIGNED: (
        Duty("R14", "退还中标供应商的投标保证金", "Refund the winner's deposit"),
        Duty("R32.publish", "公告政府采购合同", "Publish the contract"),
        Duty(
            "R32.file",
            "将合同副本报财政部门备案",
            "File a copy of the contract with the finance department",
        ),
    ),
    Since.TENDER_TERMINATED: (
        Duty(
            "R12",
            "书面通知供应商，退还文件费用、投标保证金及孳息",
            "Tell the suppliers in writing; refund fees and deposits with interest",
        ),
        Duty(
            "R12.report",
            "将项目实施情况和采购任务取消原因书面报告本级财政部门",
            "Report the cancellation and its reasons to the finance department",
        ),
    ),
    Since.TENDER_FAILED: (
        Duty(
            "R14",
            "将废标理由通知所有投标人，退还投标保证金",
            "Tell all tenderers why the tender failed; refund their deposits",
        ),
    ),
}

LATE_MEDIUM: Mapping[str, Duty] = {
    "R01": Duty(
        "R01",
        "指定媒体发布较晚，距投标截止不足法定日数：发布变更公告推迟投标截止时间",
        "The designated medium published too late: move the deadline by a change notice",
    ),
    "R02": Duty(
        "R02",
        "指定媒体发布较晚，招标文件提供期限不足：发布变更公告延长提供期限",
        "The designated medium published too late: extend the obtaining period by a change notice",
    ),
}
"""变更公告 that must follow where the legal clock started too late (domain §7.4), by the rule."""

SUSPENSION_ENDS = Duty(
    "R31",
    "财政部门通知的暂停届满：核实是否恢复采购活动（系统不自动恢复）",
    "The ordered suspension ends: see whether the procurement resumes (never by itself)",
)
"""The one task whose clock runs while its lot is suspended."""

_TOLD_BEFORE = timedelta(days=5)
"""The end of an ordered suspension is told so long before: at 25 of 30 days (domain §5.9)."""

SETTLED_BY: Mapping[Since, tuple[str, ...]] = {
    Since.REPORT_DELIVERED: ("R18",),
    Since.WINNER_DETERMINED: ("R18.winner",),
    Since.AWARD_ISSUED: ("R19",),
    Since.CONTRACT_SIGNED: ("R32",),
}
"""An event that shows that earlier duties of the lot are done."""


def due(law: Calculator, rule_id: str, begun: date) -> date | None:
    """到期日 the duty's last day, as the rule in force on the day of the event counts it.

    None where it falls into a year whose working days are not known: nobody guesses.
    """
    try:
        return law.period_end(rule_id, begun)
    except Problem as unknown:
        if unknown.code != "CALENDAR_UNAVAILABLE":
            raise
        return None


def suspension_stage(due_on: date, today: date) -> str:
    """暂停届满提醒 ``due`` from day 25, ``overdue`` (the alarm) once its 30 days are over."""
    if today >= due_on:
        return "overdue"
    return "due" if today >= due_on - _TOLD_BEFORE else "set"


def stage(due_on: date, today: date, law: Calculator) -> str:
    """提醒阶段 ``due`` from the working day before the last, ``overdue`` after the last."""
    if today > due_on:
        return "overdue"
    return "due" if law.working_days_after(today, 1) >= due_on else "set"
