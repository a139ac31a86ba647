"""平台事件 what an event from outside may do to a lot as it stands: now, later, or not (§7.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tenderhall_contracts import platform
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.vocab import InboundStatus, LotState
from tenderhall_kit.law import Rule

_S = LotState
_BEFORE_OPENING = frozenset({_S.REGISTERED, _S.PREPARING, _S.TENDERING})
_EVALUATING = frozenset({_S.OPENING, _S.RE_EVALUATING})


class Judgement(NamedTuple):
    """判断 APPLIED: act on it; the others: only keep it, for this reason (``REASONS``)."""

    status: InboundStatus
    reason: str | None = None
    due_at: datetime | None = None


APPLY = Judgement(InboundStatus.APPLIED)


def _wait(reason: str) -> Judgement:
    return Judgement(InboundStatus.WAITING, reason)


def _record(reason: str | None) -> Judgement:
    return Judgement(InboundStatus.RECORDED, reason)


class Reason(NamedTuple):
    """原因 in both languages."""

    zh: str
    en: str


REASONS: Mapping[str, Reason] = {
    "UNAUTHENTICATED": Reason("发送方身份未通过核验", "The sender could not be verified"),
    "FORBIDDEN_SCOPE": Reason("发送方未获授权发送此类事件", "The sender may not send such events"),
    "VALIDATION_FAILED": Reason("内容不符合约定", "The data break the contract"),
    "LOT_UNKNOWN": Reason("没有此分包编号", "There is no lot of that number"),
    "EVENT_ID_REUSED": Reason("事件编号已用于其他内容", "The event id was used for other content"),
    "LOT_ENDED": Reason("分包已取消或已废标", "The lot has been cancelled or has failed"),
    "NOT_OPENED": Reason("分包尚未到达开标时间", "The lot has not reached its opening"),
    "NOT_APPROVED": Reason("项目注册尚未审核通过", "The project is not approved yet"),
    "SUSPENDED": Reason("分包已暂停，恢复后再处理", "The lot is suspended; tried again afterwards"),
    "STALE_ROUND": Reason("是已结束的评审轮次", "It is about an evaluation that has ended"),
    "ROUND_TO_COME": Reason("该轮评审尚未开始", "That evaluation has not begun"),
    "NOT_AWARDED": Reason("分包尚未中标", "The lot is not awarded yet"),
    "ALREADY_SUSPENDED": Reason("分包已处于暂停状态", "The lot is suspended already"),
    "NOT_SUSPENDED": Reason("分包未处于暂停状态", "The lot is not suspended"),
    "LIFTED": Reason("该通知已被撤销", "The order has been lifted already"),
    "CONTRACT_SIGNED": Reason("合同已签订", "The contract has been signed"),
    "NOT_YET": Reason("尚未到通知的起始时间", "Its time has not come"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """所见分包 with what the event's kind has to know of it."""

    state: LotState
    evaluation_round: int = 1
    suspended_in: LotState | None = None
    contract_signed: bool = False
    lifted: bool = False
    now: datetime | None = None


def judge(kind: str, lot: Seen, data: Mapping[str, Any]) -> Judgement:
    """判断 an event of this type on the lot as it stands; data as the contract reads them."""
    ruling = _RULINGS.get(kind)
    return ruling(lot, data) if ruling else _record(None)


def _opening(lot: Seen, _: Mapping[str, Any]) -> Judgement:
    if lot.state in TERMINAL:
        return _record("LOT_ENDED")
    if (lot.suspended_in or lot.state) in _BEFORE_OPENING:
        return _wait("NOT_OPENED")
    return APPLY


def _evaluation(lot: Seen, data: Mapping[str, Any]) -> Judgement:
    if lot.state in TERMINAL:
        return _record("LOT_ENDED")
    if data["round"] < lot.evaluation_round:
        return _record("STALE_ROUND")
    if data["round"] > lot.evaluation_round:
        return _wait("ROUND_TO_COME")
    if lot.state in _EVALUATING:
        return APPLY
    if lot.state is _S.SUSPENDED:
        return _wait("SUSPENDED")
    return _wait("NOT_OPENED") if lot.state in _BEFORE_OPENING else _record("STALE_ROUND")


def _voided(lot: Seen, data: Mapping[str, Any]) -> Judgement:
    if lot.state in TERMINAL:
        return _record("LOT_ENDED")
    if data["round"] < lot.evaluation_round:
        return _record("STALE_ROUND")
    if data["round"] > lot.evaluation_round:
        return _wait("ROUND_TO_COME")
    return _wait("NOT_OPENED") if lot.state in _BEFORE_OPENING else APPLY


def _ordered(lot: Seen, data: Mapping[str, Any]) -> Judgement:
    begun = data["suspended_from"]
    signed = lot.state is _S.AWARDED and lot.contract_signed
    early = lot.now is not None and begun > lot.now
    rulings = (
        (lot.lifted, _record("LIFTED")),
        (lot.state in TERMINAL, _record("LOT_ENDED")),
        (lot.state is _S.REGISTERED, _wait("NOT_APPROVED")),
        (lot.state is _S.SUSPENDED, _record("ALREADY_SUSPENDED")),
        (signed, _record("CONTRACT_SIGNED")),
        (early, Judgement(InboundStatus.WAITING, "NOT_YET", begun)),
    )
    return next((ruling for holds, ruling in rulings if holds), APPLY)


def _lifted(lot: Seen, _: Mapping[str, Any]) -> Judgement:
    return APPLY if lot.state is _S.SUSPENDED else _record("NOT_SUSPENDED")


def _contract(lot: Seen, _: Mapping[str, Any]) -> Judgement:
    if lot.state in TERMINAL:
        return _record("LOT_ENDED")
    if lot.contract_signed:
        return _record("CONTRACT_SIGNED")
    return APPLY if (lot.suspended_in or lot.state) is _S.AWARDED else _wait("NOT_AWARDED")


def _always(_: Seen, __: Mapping[str, Any]) -> Judgement:
    return APPLY


_RULINGS: Mapping[str, Callable[[Seen, Mapping[str, Any]], Judgement]] = {
    platform.opening_completed.name: _opening,
    platform.evaluation_ended.name: _evaluation,
    platform.evaluation_voided.name: _voided,
    platform.suspension_ordered.name: _ordered,
    platform.suspension_lifted.name: _lifted,
    platform.complaint_decided.name: _always,
    platform.contract_signed.name: _contract,
}
"""Of lots; what is not named here is kept and shown, and does nothing in this phase."""


def too_few(count: int, rule: Rule) -> list[Finding]:
    """投标人不足 fewer than three: no evaluation, 废标 is to be considered (R09)."""
    if count >= rule.number or rule.severity == "off":
        return []
    zh = f"有效投标人{count}家，不足{rule.number}家，不得开标、评标，建议办理废标"
    en = f"{count} valid tenders, {rule.number} needed: consider declaring the lot failed"
    return [rule.finding("bidder_count", zh, en)]


def suspended_until(begun: date, until: date | None, rule: Rule) -> tuple[date, list[Finding]]:
    """暂停截止日 never beyond the rule's days (R31), with a finding where more was ordered.

    Where the rule only warns it is as ordered, with the finding; where it is off, without.
    """
    latest = begun + timedelta(days=rule.number)
    if until is None or until <= latest or rule.severity == "off":
        return until or latest, []
    if not rule.refuses:
        zh, en = f"通知的截止日{until}超过最长{rule.number}日", f"Beyond {rule.number} days"
        return until, [rule.finding("suspended_until", zh, en)]
    zh = f"通知的截止日{until}超过最长{rule.number}日，按{latest}执行"
    en = f"Ordered until {until}, beyond {rule.number} days: taken as {latest}"
    return latest, [rule.finding("suspended_until", zh, en)]
