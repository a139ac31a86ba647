"""平台事件的效力 what each kind of event does; a lot moves only through ``lots.move``."""

from collections.abc import Callable, Mapping
from typing import Any

from tenderhall_contracts import platform
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.lots import Effect
from tenderhall_contracts.vocab import InboundStatus, LotState
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.models import InboundEvent, Lot
from registry.rules import inbound as rules
from registry.rules.duties import Since
from registry.rules.notifications import Said
from registry.store import inbound as store
from registry.store import suppliers as stored
from registry.usecases import (
    inbound_shown,
    lots,
    notifications,
    reminders,
    suppliers,
    suspensions,
)

Data = Mapping[str, Any]
Findings = list[Finding]


def attempt(work: Work, row: InboundEvent) -> None:
    """处理 as the lot stands now; the row says what came of it."""
    data = platform.platform.events[row.type].carries().load(row.data | row.restricted)
    if row.lot_id is None:
        judged = _without_lot(work, row, data)
    else:
        lots.open_on_time(work, row.lot_id)
        (lot,) = lots.locked(work, [row.lot_id])
        judged = rules.judge(row.type, _seen(work, lot, row.type, data), data)
        if judged.status is InboundStatus.APPLIED:
            told = _EFFECTS[row.type](work, row, lot, data)
            row.findings = [inbound_shown.finding(one) for one in told]
    row.status, row.reason, row.due_at = judged.status.value, judged.reason, judged.due_at
    if judged.status is InboundStatus.APPLIED:
        row.applied_at = work.now


def _seen(work: Work, lot: Lot, kind: str, data: Data) -> rules.Seen:
    lifted = kind == platform.suspension_ordered.name and store.lifted(
        work.session, lot.id, platform.suspension_lifted.name, data["doc_no"]
    )
    return rules.Seen(
        state=LotState(lot.state),
        evaluation_round=lot.evaluation_round,
        suspended_in=LotState(lot.suspended_in) if lot.suspended_in else None,
        contract_signed=lot.contract_at is not None,
        lifted=lifted,
        now=work.now,
    )


def _without_lot(work: Work, row: InboundEvent, data: Data) -> rules.Judgement:
    """供应商事件 go into the directory (domain §7.1); what is about neither is kept and shown."""
    if row.type == platform.supplier_updated.name:
        known = stored.lock(work.session, [data["uscc"]]).get(data["uscc"])
        values = {name: data[name] for name in suppliers.TYPED if name in data}
        suppliers.put(work, known, data["uscc"], values, row.source)
        return rules.APPLY
    if row.type == platform.supplier_debarred.name:
        suppliers.debar(work, dict(data), row.source)
        return rules.APPLY
    return rules.Judgement(InboundStatus.RECORDED)


def _opening(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """开标完成 too few tenders: the agency is told to consider 废标 (R09)."""
    told = _too_few(work, data["opened_at"], data["bidder_count"])
    for one in told:
        _tell(work, row, lot, Said(f"{lot.no}：{one.message_zh}", f"{lot.no}: {one.message_en}"))
    return told


def _evaluation(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """评标已结束 → EVALUATED, or where a re-evaluation ends, to where the lot stood."""
    moved = {"round": data["round"]}
    lots.move(work, [lot.id], Effect.EVALUATION_ENDED, _cause(row), row.id, facts=moved)
    _tell(work, row, lot, Said(f"{lot.no}评标已结束", f"Evaluation of {lot.no} has ended"))
    if data["result"] == "void":
        zh, en = "评审结果无效，可办理废标或复评", "Void: the lot may fail or be evaluated again"
        return [Finding("result", "EVALUATION_VOID", zh, en)]
    day = day_of(data["ended_at"])
    reminders.follow(work, Since.EVALUATION_ENDED, lot, day, _cause(row))
    return _too_few(work, data["ended_at"], data["bidder_count"])


def _voided(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """评标无效 allows 废标 or 复评; which of them, people decide."""
    zh, en = "评标无效，可办理废标或复评", "Void: the lot may fail or be evaluated again"
    _tell(work, row, lot, Said(f"{lot.no}：{zh}", f"{lot.no}: {en}"))
    return [Finding("reason", "EVALUATION_VOID", f"{zh}：{data['reason']}", en)]


def _ordered(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """责令暂停 → SUSPENDED, for 30 days at most (R31)."""
    begun, until = day_of(data["suspended_from"]), data.get("suspended_until")
    rule = work.law.rule("R31", begun)
    latest, told = rules.suspended_until(begun, day_of(until) if until else None, rule)
    facts = {
        "kind": row.type,
        "reason_code": data["doc_no"],
        "basis_file_sha256": data["file_sha256"],
        "until": latest.isoformat(),
        "decision": True,
    }
    order = suspensions.Order(row.id, data["doc_no"], begun, latest)
    suspensions.ordered(work, lot, order)
    lots.move(work, [lot.id], Effect.SUSPENDED, _cause(row), row.id, facts=facts)
    zh = f"{lot.no}已按{data['doc_no']}暂停，至{latest}"
    _tell(work, row, lot, Said(zh, f"{lot.no} is suspended until {latest}: {data['doc_no']}"))
    limit = rule.finding("suspended_until", f"暂停至{latest}", f"Suspended until {latest}")
    return told or [limit]


def _lifted(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """通知恢复 never resumes by itself (domain §5.9): the agency is told to."""
    zh = f"{data['doc_no']}已撤销对{lot.no}的暂停，请办理恢复"
    en = f"The suspension of {lot.no} is lifted ({data['doc_no']}): resume it"
    _tell(work, row, lot, Said(zh, en))
    return [Finding("doc_no", "RESUME", zh, en)]


def _complaint(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """投诉处理决定 the agency is told; an award change may be based on it."""
    zh = f"{lot.no}的投诉已作出处理决定（{data['doc_no']}）"
    _tell(work, row, lot, Said(zh, f"A complaint about {lot.no} is decided: {data['doc_no']}"))
    return []


def _contract(work: Work, row: InboundEvent, lot: Lot, data: Data) -> Findings:
    """合同已签订 no re-evaluation from then on (87-67); the duties that follow are set."""
    lots.sign_contract(work, lot.id, data["signed_at"])
    day = day_of(data["signed_at"])
    reminders.follow(work, Since.CONTRACT_SIGNED, lot, day, _cause(row))
    return []


_EFFECTS: Mapping[str, Callable[[Work, InboundEvent, Lot, Data], Findings]] = {
    platform.opening_completed.name: _opening,
    platform.evaluation_ended.name: _evaluation,
    platform.evaluation_voided.name: _voided,
    platform.suspension_ordered.name: _ordered,
    platform.suspension_lifted.name: _lifted,
    platform.complaint_decided.name: _complaint,
    platform.contract_signed.name: _contract,
}


def _too_few(work: Work, at: Any, count: int) -> Findings:
    return rules.too_few(count, work.law.rule("R09", day_of(at)))


def _cause(row: InboundEvent) -> str:
    """The event that has moved the lot, for its history and for what follows from it."""
    return f"{row.type}:{row.event_id}"


def _tell(work: Work, row: InboundEvent, lot: Lot, said: Said) -> None:
    notifications.of_lot(work, lot, f"inbound:{row.id}", said)
