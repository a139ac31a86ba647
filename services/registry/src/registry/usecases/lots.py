"""分包流转 every change of a lot's state: under the row's lock, recorded and told (domain §5.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.lots import ASKED_AS, Effect, Facts
from tenderhall_contracts.registry import lot_state_changed
from tenderhall_contracts.vocab import Activity, LotState
from tenderhall_kit.work import Work

from registry.models import Lot, Project
from registry.rules import lots as rules
from registry.store import activities, exceptions
from registry.store import projects as store
from registry.usecases import lot_events, shown, stages, suspensions
from registry.usecases.lot_events import Asked


def move(
    work: Work,
    lot_ids: Sequence[UUID],
    effect: Effect,
    cause: str,
    form_id: UUID | None,
    *,
    facts: Mapping[str, Any] | None = None,
) -> list[Lot]:
    """流转 all of these lots, or none; the same form and effect move nothing twice.

    ``facts`` of who asks, as JSON values: opening_at, round (which evaluation has ended), ground
    (废标情形 1 to 4), decision (a supervisor's is attached); and for the event of a suspension and
    its like kind, reason_code, basis_file_sha256, until.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED where a lot's state or what stands beside it forbids
            it, IDEMPOTENCY_MISMATCH where the form has had this effect on other lots.
    """
    found = locked(work, lot_ids)
    asked = Asked(effect, cause, form_id, dict(facts or {}), sorted(one.no for one in found))
    if form_id and effect in rules.ONCE:
        if already(work, form_id, effect, lot_ids):
            return found
        activities.put_effect(work.session, form_id, effect.value, lot_ids, asked.facts)
    for lot in found:
        _open_if_due(work, lot)
        _move(work, lot, asked)
    if effect in suspensions.ENDED_BY:
        suspensions.end(work, found)
    stages.renew(work, found)
    return found


def seen(work: Work, lot: Lot, facts: Mapping[str, Any] | None = None) -> rules.Seen:
    """所见分包 as the tables judge it, with what the asking form says."""
    told, state = facts or {}, LotState(lot.state)
    before = LotState(lot.suspended_in) if lot.suspended_in else None
    return rules.Seen(
        no=lot.no,
        state=state,
        facts=Facts(
            suspended_in=before,
            deadline_passed=rules.deadline_passed(state, before, lot.opens_at, work.now),
            contract_signed=lot.contract_at is not None,
            award_live=lot.award_live,
            retendered=state is LotState.FAILED and store.next_round(work.session, lot.id),
            ground=lot.failure_ground,
            decision=bool(told.get("decision")),
        ),
    )


def locked(work: Work, lot_ids: Sequence[UUID]) -> list[Lot]:
    """取得并锁定分包.

    Raises:
        Problem: NOT_FOUND where one of them is unknown.
    """
    found = store.lock_lots(work.session, lot_ids)
    if len(found) != len(set(lot_ids)):
        raise Problem("NOT_FOUND")
    return found


def take_back(work: Work, project: Project) -> None:
    """退回待审 the lots of a project that is withdrawn after approval.

    Raises:
        Problem: PRECONDITION_FAILED with every form that is still open, or a lot that is beyond
            筹备中 (domain §6 C1: after a 招标公告 was published, never).
    """
    ids = [one.id for one in project.lots]
    locked(work, ids)
    decided = [
        rules.OpenForm(str(form.id), Activity(form.kind), lot.no)
        for form, lot in exceptions.of_lots(work.session, ids)
    ]
    rules.ensure_none_open([*activities.open_forms(work.session, ids), *decided])
    move(work, ids, Effect.PROJECT_WITHDRAWN, project.no, project.id)


def move_lots(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """分包流转 as a form's effect asks; the same form and effect move nothing twice.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED where a lot's state does not allow it, or the form
            was never opened on it for this, IDEMPOTENCY_MISMATCH; FORBIDDEN_ROLE where another
            service keeps the form.
    """
    form_id, effect = payload["form_id"], Effect(payload["effect"])
    ids = list(payload["lot_ids"])
    found = locked(work, ids)
    if already(work, form_id, effect, ids):
        return {"lots": [shown.lot(one) for one in found], "already": True}
    ensure_registered(work, form_id, ASKED_AS.get(effect, ()), found)
    moved = move(work, ids, effect, effect.value, form_id, facts=payload["facts"])
    return {"lots": [shown.lot(one) for one in moved], "already": False}


def sign_contract(work: Work, lot_id: UUID, signed_at: datetime) -> None:
    """签订合同 ends what is open until then only (87-67); a second time changes nothing."""
    (lot,) = locked(work, [lot_id])
    if lot.contract_at is None:
        lot.contract_at = signed_at
        lot.version += 1
        work.record("lot.contract", subject=("lot", lot.id), after={"contract_at": signed_at})


def begin_round(work: Work, lot: Lot) -> None:
    """新一轮分包 待审 → 筹备中 at once: its project is approved."""
    _change(work, lot, LotState.PREPARING, Asked(Effect.RETENDERED, Effect.RETENDERED.value))
    stages.renew(work, [lot])


def open_on_time(work: Work, lot_id: UUID) -> None:
    """到达开标时间 招标中 → 开评标中, once the published time has come."""
    (lot,) = locked(work, [lot_id])
    _open_if_due(work, lot)


def due_to_open(work: Work) -> list[UUID]:
    """到达开标时间的分包 by business time."""
    return store.lots_past_opening(work.session, work.now)


def _open_if_due(work: Work, lot: Lot) -> None:
    """Whatever else is asked of a lot, its deadline comes first; a suspended lot's never comes."""
    due = lot.state == LotState.TENDERING and lot.opens_at and lot.opens_at <= work.now
    if due:
        _move(work, lot, Asked(Effect.DEADLINE_REACHED, Effect.DEADLINE_REACHED.value))


def _move(work: Work, lot: Lot, asked: Asked) -> None:
    before = LotState(lot.state)
    to = rules.moved(seen(work, lot, asked.facts), asked.effect)
    _ensure_round(lot, asked)
    _mark(work, lot, asked)
    lot.suspended_in = before.value if to is LotState.SUSPENDED else None
    if to is not before:
        _change(work, lot, to, asked)


def _mark(work: Work, lot: Lot, asked: Asked) -> None:
    """What the effect leaves on the lot besides its state."""
    resumed = asked.effect is Effect.RESUMED and lot.suspended_in == LotState.TENDERING
    if asked.effect is Effect.TENDER_NOTICE_PUBLISHED or resumed:
        before, lot.opens_at = lot.opens_at, _opening(work, asked, required=resumed)
        _tell_deadline(work, lot, before, asked)
    elif asked.effect is Effect.RE_EVALUATION_APPROVED:
        lot.evaluation_round += 1
    elif asked.effect is Effect.AWARD_PUBLISHED:
        lot.award_live = True
    elif asked.effect is Effect.FAILURE_PUBLISHED:
        lot.failure_ground = asked.facts.get("ground")


def _tell_deadline(work: Work, lot: Lot, before: datetime | None, asked: Asked) -> None:
    """A resumed tender has another deadline: who counts on the old one must hear of it."""
    if before is not None and lot.opens_at != before:
        told = {"old": before, "new": lot.opens_at, "form_id": asked.form_id, "reason": None}
        lot_events.deadline_changed(work, lot, told)


def _opening(work: Work, asked: Asked, *, required: bool) -> datetime | None:
    """开标时间 as published; one that a resumption sets must still come (domain §5.8)."""
    text = asked.facts.get("opening_at")
    at = datetime.fromisoformat(text) if text else None
    if required and (at is None or at <= work.now):
        zh, en = (
            "恢复招标须另定尚未到来的投标截止（开标）时间",
            "A resumed tender needs a new deadline",
        )
        invalid([Finding("facts.opening_at", "RESUME_DEADLINE", zh, en, "87-27")])
    return at


def _ensure_round(lot: Lot, asked: Asked) -> None:
    """Word of an earlier evaluation must not end the one that is awaited (domain §5.1)."""
    ended = asked.facts.get("round")
    if asked.effect is Effect.EVALUATION_ENDED and ended not in (None, lot.evaluation_round):
        blocker = {
            "kind": "evaluation_round",
            "lot_no": lot.no,
            "message_zh": f"{lot.no}正在等待第{lot.evaluation_round}轮评审，不是第{ended}轮",
            "message_en": f"{lot.no} awaits evaluation {lot.evaluation_round}, not {ended}",
        }
        raise Problem("PRECONDITION_FAILED", blockers=[blocker])


def already(work: Work, form_id: UUID, effect: str, lot_ids: Sequence[UUID]) -> bool:
    """已生效 whether this form has had this effect on these lots.

    Raises:
        Problem: IDEMPOTENCY_MISMATCH where it was on other lots.
    """
    kept = activities.effect_of(work.session, form_id, effect)
    if kept and {str(one) for one in lot_ids} != set(kept.lot_ids):
        raise Problem("IDEMPOTENCY_MISMATCH", effect=effect)
    return kept is not None


def ensure_registered(
    work: Work, form_id: UUID, kinds: Sequence[Activity], found: Sequence[Lot]
) -> None:
    """须已登记 only a form that is registered on a lot for this may move it, and its owner may ask.

    Raises:
        Problem: FORBIDDEN_ROLE, PRECONDITION_FAILED.
    """
    rows = activities.of_form(work.session, form_id)
    if any(one.owner != work.actor.issuer for one in rows):
        raise Problem("FORBIDDEN_ROLE", needs=rows[0].owner)
    opened = {one.lot_id for one in rows if Activity(one.activity) in kinds}
    missing = [one for one in found if one.id not in opened]
    if missing:
        told = [
            {"kind": "not_registered", "lot_no": one.no, "message_zh": f"{one.no}未登记该业务"}
            for one in missing
        ]
        raise Problem("PRECONDITION_FAILED", blockers=told)


def _change(work: Work, lot: Lot, to: LotState, asked: Asked) -> None:
    before, lot.state = lot.state, to.value
    lot.version += 1
    project = work.session.get_one(Project, lot.project_id)
    work.record(
        "lot.move",
        subject=("lot", lot.id),
        before={"state": before},
        after={
            "state": lot.state,
            "cause": asked.cause,
            "form_id": asked.form_id,
            "round": lot.round,
        },
    )
    work.emit(
        lot_state_changed,
        {
            "lot_id": lot.id,
            "lot_no": lot.no,
            "project_id": lot.project_id,
            "from_state": before,
            "to_state": lot.state,
            "cause": asked.cause,
            "form_id": asked.form_id,
            "round": lot.round,
        },
        aggregate=("lot", lot.id, lot.version),
        project_no=project.no,
        lot_nos=[lot.no],
    )
    lot_events.tell(work, lot, before, asked)
