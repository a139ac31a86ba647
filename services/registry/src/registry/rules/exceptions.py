"""采购异常 what each kind must say and prove (domain §5.9, §5.13, manual 3.9, 3.13)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tenderhall_contracts import labels
from tenderhall_contracts.checks import Check
from tenderhall_contracts.checks import warnings as amber
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.lots import Effect
from tenderhall_contracts.registry import ExceptionIn
from tenderhall_contracts.vocab import (
    LABELS,
    Activity,
    AttachmentKind,
    ExceptionKind,
    ExceptionReason,
    FailureGround,
    FollowUp,
)
from tenderhall_kit import severity
from tenderhall_kit.law import Calculator

_K, _R, _G, _F = ExceptionKind, ExceptionReason, FailureGround, AttachmentKind

ACTIVITY: Mapping[ExceptionKind, Activity] = {
    _K.SUSPENSION: Activity.SUSPENSION,
    _K.CANCELLATION: Activity.CANCELLATION,
    _K.FAILURE: Activity.FAILURE,
    _K.RESUMPTION: Activity.RESUMPTION,
}
"""What the form is registered as on its lots."""

EFFECT: Mapping[ExceptionKind, Effect] = {
    _K.SUSPENSION: Effect.SUSPENDED,
    _K.CANCELLATION: Effect.CANCELLED,
    _K.FAILURE: Effect.FAILURE_PUBLISHED,
    _K.RESUMPTION: Effect.RESUMED,
}
"""What its approval does to them."""

REASONS: Mapping[ExceptionKind, tuple[ExceptionReason, ...]] = {
    _K.SUSPENSION: (
        _R.PURCHASER_REQUEST,
        _R.FINANCE_NOTICE,
        _R.COMPLAINT,
        _R.FORCE_MAJEURE,
    ),
    _K.CANCELLATION: (_R.MAJOR_CHANGE,),
    _K.FAILURE: (),
    _K.RESUMPTION: (_R.CAUSE_REMOVED, _R.ORDER_ENDED),
}
"""原因类别 by kind; a failure has its statutory ground instead."""

SEALED_AS: Mapping[ExceptionKind, str] = {
    _K.SUSPENSION: "exception",
    _K.CANCELLATION: "exception",
    _K.FAILURE: "failure_notice",
    _K.RESUMPTION: "exception",
}
"""The word for its notice in the policy ``seal.required``."""

REQUIRED: Mapping[ExceptionKind, tuple[str, ...]] = {
    _K.SUSPENSION: ("reason", "statement", "suspended_from"),
    _K.CANCELLATION: ("reason", "statement"),
    _K.FAILURE: ("ground", "statement", "follow_up"),
    _K.RESUMPTION: ("reason", "statement"),
}
ENOUGH = 3
"""Tenderers below which a tender fails (政府采购法第36条第（一）项)."""

Content = Mapping[str, Any]
"""An exception's fields by name, with ``attachments``: the kinds of its files."""


@dataclass(frozen=True, slots=True)
class Terms:
    """审查依据 the law of the day, and what stands beside the form.

    ``awarded``: a lot of it is 已中标, or was when it was suspended. ``ordered_until``: the last
    day of the finance department's suspension that is to be ended; ``lifted`` where the department
    has told us so itself.
    """

    law: Calculator
    on: date
    awarded: bool = False
    ordered_until: date | None = None
    lifted: bool = False

    def finding(self, rule_id: str, at: str, zh: str, en: str) -> Finding:
        """检查发现 citing the article of the rule in force."""
        return self.law.rule(rule_id, self.on).finding(at, zh, en)

    def days(self, rule_id: str) -> int:
        """期限 the rule's number of days on that day."""
        return self.law.rule(rule_id, self.on).number


def refusals(told: Content, terms: Terms) -> list[Finding]:
    """提交检查 every reason why this form cannot be submitted, not only the first."""
    return severity.refusals(_weighed(told, terms))


def warnings(told: Content, terms: Terms) -> list[Finding]:
    """提示 what a reviewer should look at again."""
    return amber(_weighed(told, terms))


def doubts(told: Content, terms: Terms) -> list[Finding]:
    """须说明理由的 what breaks a rule that warns: the first of each rule."""
    return severity.doubts(_weighed(told, terms), terms.law, terms.on)


def _weighed(told: Content, terms: Terms) -> list[Check]:
    """Everything that is wrong, as the severity of its rule wants it."""
    kind = ExceptionKind(told["kind"])
    broken = (
        *_missing(told, kind),
        *_reason(told, kind, terms),
        *_OWN[kind](told, terms),
    )
    found = [Check(one, ok=False) for one in broken]
    found += [Check(one, ok=False, amber=True) for one in _second_looks(told, terms)]
    return list(severity.weighed(found, terms.law, terms.on))


def _second_looks(told: Content, terms: Terms) -> Iterator[Finding]:
    ground = told.get("ground")
    if (
        told["kind"] == _K.FAILURE
        and ground != _G.TASK_CANCELLED
        and told.get("follow_up") == "none"
    ):
        zh, en = (
            "废标后除采购任务取消外应重新招标或依法变更采购方式",
            "A failed tender is tendered again",
        )
        yield terms.finding("R11", "follow_up", zh, en)


def checks(told: Content, terms: Terms) -> list[Check]:
    """核对 what a reviewer sees: the rules that fail, those worth a look, and the articles kept."""
    found = _weighed(told, terms)
    told_already = {one.finding.rule for one in found}
    kept = severity.weighed(_kept(told, terms), terms.law, terms.on)
    return [*found, *(one for one in kept if one.finding.rule not in told_already)]


def _kept(told: Content, terms: Terms) -> Iterator[Check]:
    kind, ground = ExceptionKind(told["kind"]), told.get("ground")
    if kind is _K.CANCELLATION:
        said = "因重大变故采购任务取消，附采购人决定", "A major change cancels the task"
        yield _holds(terms.finding("R12", "reason", *said))
    elif kind is _K.FAILURE and ground:
        number = FailureGround(ground).number
        said = f"法定情形第（{number}）项", f"Statutory ground {number}"
        few = (f"< {ENOUGH}", str(told.get("bidder_count")))
        yield _holds(terms.finding("R10", "ground", *said), *(few if ground == _G.TOO_FEW else ()))
    elif kind is _K.SUSPENSION and told.get("reason") == _R.FINANCE_NOTICE:
        said = "财政部门书面通知暂停，期满不自动恢复", "Ordered in writing; never ends by itself"
        yield _holds(terms.finding("R31", "until", *said), f"≤ {terms.days('R31')}日")


def _holds(found: Finding, required: str | None = None, actual: str | None = None) -> Check:
    zh, en = found.message_zh, found.message_en
    return Check(found, ok=True, zh=zh, en=en, required=required, actual=actual)


def last_day(begun: date, terms: Terms) -> date:
    """暂停期限届满日 of a suspension that the finance department ordered, in calendar days."""
    return begun + timedelta(days=terms.days("R31"))


def _missing(told: Content, kind: ExceptionKind) -> Iterator[Finding]:
    for name in REQUIRED[kind]:
        if _blank(told.get(name)):
            yield _needed(name)


def _reason(told: Content, kind: ExceptionKind, terms: Terms) -> Iterator[Finding]:
    reason = told.get("reason")
    if reason is None or reason in REASONS[kind]:
        return
    if kind is _K.CANCELLATION:
        zh = "除因重大变故采购任务取消外，不得擅自终止招标"
        yield terms.finding("R12", "reason", zh, "Only a cancelled task ends a tender")
    else:
        zh, en = f"原因类别不适用于{LABELS[kind]}", f"No reason for a {kind}"
        yield Finding("reason", "REASON_KIND", zh, en)


def _suspension(told: Content, terms: Terms) -> Iterator[Finding]:
    begun, resume = told.get("suspended_from"), told.get("expected_resume")
    if begun and resume and resume < begun:
        zh, en = "预计恢复日期不得早于暂停起始日期", "It cannot resume before it is suspended"
        yield Finding("expected_resume", "ORDER", zh, en)
    if told.get("reason") != _R.FINANCE_NOTICE:
        yield from _proof(told, _F.PURCHASER_DECISION)
        return
    if _blank(told.get("finance_no")):
        yield _needed("finance_no")
    if _F.FINANCE_NOTICE not in told["attachments"]:
        zh, en = "须上传财政部门暂停采购活动的书面通知", "The written order must be attached"
        yield terms.finding("R31", "attachments", zh, en)
    if begun and resume and resume > last_day(begun, terms):
        zh = f"财政部门通知的暂停最长{terms.days('R31')}日，至{last_day(begun, terms)}"
        yield terms.finding("R31", "expected_resume", zh, f"At most until {last_day(begun, terms)}")


def _cancellation(told: Content, terms: Terms) -> Iterator[Finding]:
    if _F.PURCHASER_DECISION not in told["attachments"]:
        zh, en = "须上传采购人盖章的取消决定", "The purchaser's sealed decision must be attached"
        yield terms.finding("R12", "attachments", zh, en)


def _failure(told: Content, terms: Terms) -> Iterator[Finding]:
    bidders = told.get("bidder_count")
    if told.get("ground") == _G.TOO_FEW:
        if bidders is None:
            yield _needed("bidder_count")
        elif bidders >= ENOUGH:
            zh = f"有效投标人不足{ENOUGH}家方可以第（一）项废标，填写的是{bidders}家"
            yield terms.finding("R10", "bidder_count", zh, f"{bidders} tenderers are enough")
    if told.get("ground") == _G.TASK_CANCELLED and told.get("follow_up") == FollowUp.RETENDER:
        zh, en = "采购任务取消的，不再重新招标", "A cancelled task is not tendered again"
        yield terms.finding("R11", "follow_up", zh, en)
    if not {_F.COMMITTEE_CONCLUSION, _F.OPENING_RECORD} & set(told["attachments"]):
        zh = "须上传评委会废标结论；未组建评标委员会的，上传开标记录"
        yield Finding("attachments", "ATTACHMENT", zh, "The committee's conclusion, or the record")
    if terms.awarded:
        yield from _proof(told, _F.SUPERVISOR_DECISION)


def _resumption(told: Content, terms: Terms) -> Iterator[Finding]:
    if terms.lifted:
        return
    if terms.ordered_until is None:
        yield from _proof(told, _F.PURCHASER_DECISION)
    elif terms.on < terms.ordered_until and _F.RESUME_NOTICE not in told["attachments"]:
        zh = f"财政部门通知的暂停至{terms.ordered_until}；期满前恢复须上传恢复采购活动通知"
        yield terms.finding("R31", "attachments", zh, f"Ordered until {terms.ordered_until}")


_OWN = {
    _K.SUSPENSION: _suspension,
    _K.CANCELLATION: _cancellation,
    _K.FAILURE: _failure,
    _K.RESUMPTION: _resumption,
}


def _proof(told: Content, kind: AttachmentKind) -> Iterator[Finding]:
    if kind not in told["attachments"]:
        zh, en = f"缺少电子件：{LABELS[kind]}", f"{kind} is missing"
        yield Finding("attachments", "ATTACHMENT", zh, en)


def _needed(name: str) -> Finding:
    label = labels.label(ExceptionIn, name)
    return Finding(name, "REQUIRED", f"{label.zh}为必填项", f"{label.en} is required")


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
