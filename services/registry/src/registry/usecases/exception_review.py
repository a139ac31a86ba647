"""审核采购异常 the centre's steps, and what an approval does to the lots (domain §5.9, §5.13)."""

from collections.abc import Sequence
from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.lots import TERMINAL
from tenderhall_contracts.vocab import (
    ExceptionKind,
    ExceptionReason,
    FailureGround,
    LotState,
)
from tenderhall_contracts.workflow import EXCEPTION, Action, State, step
from tenderhall_kit.actors import service_actor
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.models import Lot, LotException
from registry.rules import exceptions as rules
from registry.rules.duties import Since
from registry.store import activities, worklist
from registry.store import exceptions as store
from registry.usecases import lots, overrides, reminders, suspensions
from registry.usecases import shown_exceptions as shown
from registry.usecases.exception_changes import change, decided, ensure_lots, locked, step_on, terms
from registry.usecases.verdicts import ensure_other, why_rejected

_SINCE = {
    ExceptionKind.CANCELLATION: Since.TENDER_TERMINATED,
    ExceptionKind.FAILURE: Since.TENDER_FAILED,
}
"""Which duties begin with the effect."""


def approve_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """采购异常审核通过 after the same checks as at submit; its lots are moved at once.

    Raises:
        Problem: VALIDATION_FAILED, PRECONDITION_FAILED where a check fails now, NOT_FOUND,
            STATE_CONFLICT, VERSION_CONFLICT, FORBIDDEN_ROLE where the reviewer has submitted it.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.APPROVE)
    ensure_other(work, row)
    against = terms(work, row)
    content, subject = shown.content(row), ("exception", row.id)
    invalid(rules.refusals(content, against))
    ensure_lots(work, row)
    _ensure_booked(work, row)
    doubts, of_project = rules.doubts(content, against), row.project_id
    overrides.pass_by(work, subject, doubts, payload, project_id=of_project, since=row.submitted_at)
    row.approved_at = work.now
    opinion = payload.get("opinion")
    change(work, row, Action.APPROVE, to, contracts.exception_approved, opinion=opinion)
    take_effect(work, row, against)
    return shown.full(work, row)


def reject_exception(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """采购异常审核不通过 with an opinion.

    Raises:
        Problem: VALIDATION_FAILED without an opinion, NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT,
            FORBIDDEN_ROLE where the reviewer has submitted it.
    """
    row = locked(work, payload)
    to = step_on(work, row, Action.REJECT)
    ensure_other(work, row)
    opinion = why_rejected(payload)
    change(work, row, Action.REJECT, to, contracts.exception_rejected, opinion=opinion)
    return shown.full(work, row)


def take_effect(work: Work, row: LotException, against: rules.Terms) -> None:
    """生效 the lots move; what an ordered suspension may last and what must be done is noted."""
    kind = ExceptionKind(row.kind)
    if kind is ExceptionKind.SUSPENSION:
        _note_suspension(work, row, against)
    ids = [part.lot_id for part in row.parts]
    tendered = [part.lot for part in row.parts if _published(part.lot)]
    moved = lots.move(work, ids, rules.EFFECT[kind], kind.value, row.id, facts=_facts(row))
    activities.settle(work.session, row.id, activities.CLOSED)
    if kind is ExceptionKind.SUSPENSION:
        suspensions.watch(work, row)
    if kind in _SINCE:
        for lot in tendered:
            reminders.follow(work, _SINCE[kind], lot, day_of(work.now), f"exception:{row.id}")
    _void_others(work, row, moved)


def _note_suspension(work: Work, row: LotException, against: rules.Terms) -> None:
    if row.reason == ExceptionReason.FINANCE_NOTICE and row.suspended_from:
        row.until = row.until or rules.last_day(row.suspended_from, against)
    suspensions.note_bookings(work, row)


def _facts(row: LotException) -> dict[str, Any]:
    """What the lots and their events say of the form, as JSON values."""
    return {
        "kind": row.kind,
        "reason_code": row.ground or row.reason,
        "basis_file_sha256": row.attachments[0]["file"]["sha256"] if row.attachments else None,
        "until": row.until.isoformat() if row.until else None,
        "ground": FailureGround(row.ground).number if row.ground else None,
        "decision": decided(row),
    }


def _void_others(work: Work, row: LotException, moved: Sequence[Lot]) -> None:
    """失效 of a lot that is cancelled or failed nothing else can be decided any more."""
    ended = [one.id for one in moved if LotState(one.state) in TERMINAL]
    system = service_actor("registry")
    for other in store.undecided(work.session, ended) if ended else ():
        if other.id != row.id:
            to = step(EXCEPTION, State(other.state), Action.VOID, system.role)
            change(work, other, Action.VOID, to, contracts.exception_voided, actor=system)
            activities.settle(work.session, other.id, activities.CLOSED)


def _ensure_booked(work: Work, row: LotException) -> None:
    """筹备中暂停且曾预约场地的 a new booking comes first (domain §5.9)."""
    if row.kind != ExceptionKind.RESUMPTION:
        return
    lacking = [one for one in _need_booking(work, row) if not one[1]]
    if lacking:
        told = [_not_booked(lot) for lot, _ in lacking]
        raise Problem("PRECONDITION_FAILED", blockers=told)


def _need_booking(work: Work, row: LotException) -> list[tuple[Lot, bool]]:
    """The lots that lost a booking, and whether each has an approved one again."""
    ids = {part.lot_id for part in row.parts}
    items = worklist.of_projects(work.session, {row.project_id})
    found = []
    for suspension in store.suspending(work.session, list(ids)):
        for part in suspension.parts:
            if part.lot_id in ids and part.had_booking and part.lot.suspended_in == "preparing":
                anew = [
                    one
                    for one in items
                    if one.form_type == "booking"
                    and one.state == State.APPROVED
                    and part.lot.no in one.lot_nos
                    and suspension.approved_at
                    and one.at >= suspension.approved_at
                ]
                found.append((part.lot, bool(anew)))
    return found


def _not_booked(lot: Lot) -> dict[str, Any]:
    return {
        "kind": "booking",
        "lot_no": lot.no,
        "message_zh": f"{lot.no}的场地已释放，请先重新预约场地并经审核通过",
        "message_en": f"The rooms of {lot.no} were given back: book them anew first",
    }


def _published(lot: Lot) -> bool:
    """True where a tender notice was published: only then has anybody to be told and refunded."""
    return lot.opens_at is not None or lot.state not in (LotState.PREPARING, LotState.SUSPENDED)
