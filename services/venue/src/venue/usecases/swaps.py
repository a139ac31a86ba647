"""场地互换 proposed by one agency, agreed to by the other, decided by the centre, done at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Event, Role
from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.venue import (
    booking_changed,
    swap_approved,
    swap_proposed,
    swap_rejected,
    swap_submitted,
    swap_withdrawn,
)
from tenderhall_contracts.workflow import SWAP, Action, State, step
from tenderhall_kit.work import Work
from uuid6 import uuid7

from venue import answers, answers_swaps
from venue.models import Booking, Swap
from venue.rules import swaps as rules
from venue.store import bookings, claims
from venue.store import swaps as store
from venue.usecases.lots import keep
from venue.usecases.steps import find, move, tell

SLOT = (
    *("opening_at", "opening_minutes", "opening_room_id"),
    *("evaluation_at", "evaluation_minutes", "evaluation_room_id"),
)
"""What the two bookings exchange; people and contacts stay."""

EVENTS: Mapping[Action, Event] = {
    Action.CONSENT: swap_submitted,
    Action.REFUSE: swap_rejected,
    Action.WITHDRAW: swap_withdrawn,
    Action.APPROVE: swap_approved,
    Action.REJECT: swap_rejected,
}


def propose_swap(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """提出互换 of an own booking with the one that opens in that room at that moment.

    Raises:
        Problem: NOT_FOUND, VERSION_CONFLICT, or PRECONDITION_FAILED with what stands in the way.
    """
    mine = find(work, payload["id"])
    other_id = store.holder_of(work.session, payload["room_id"], payload["begins"])
    if other_id is None or other_id == mine.id:
        raise _blocked(["该场地该时间没有其他审核通过的开标预约"])
    one, other = _locked(work, mine.id, other_id)
    if one.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=one.version)
    _ensure_swappable(work, one, other, store.open_of(work.session, (one.id, other.id)))
    within = one.agency_id == other.agency_id
    swap = Swap(
        id=uuid7(),
        one=one,
        other=other,
        state=State.PENDING if within else State.PROPOSED,
        version=1,
        reason=payload["reason"],
        one_slot=answers_swaps.slot(one),
        other_slot=answers_swaps.slot(other),
        proposed_by=work.actor.user_id,
        proposed_at=work.now,
        updated_at=work.now,
    )
    work.session.add(swap)
    work.session.flush()
    _note(work, swap, "propose", None)
    _tell(work, swap, swap_submitted if within else swap_proposed, None)
    return answers_swaps.form(work, swap)


def withdraw_swap(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """撤回互换 by the agency that proposed it, until it is decided.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT or VERSION_CONFLICT.
    """
    swap = _take(work, payload)
    if str(swap.one.agency_id) != work.actor.org_id:
        raise Problem("NOT_FOUND")
    _move(work, swap, Action.WITHDRAW)
    return answers_swaps.form(work, swap)


def projects_of(work: Work, payload: Mapping[str, Any]) -> list[UUID]:
    """所属项目 whose lots a reviewer's decision looks at, in one order; a clerk's has none."""
    if work.actor.role is not Role.REVIEWER:
        return []
    swap = _found(store.swap(work.session, payload["id"], _seen(work)))
    return sorted({one.project_id for one in swap.both})


def decide_swap(
    work: Work, payload: Mapping[str, Any], projects: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """决定互换 the other agency agrees or refuses; then a reviewer, and it takes effect at once.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT, FORBIDDEN_ROLE, VALIDATION_FAILED
            without opinion, PRECONDITION_FAILED, ROOM_CONFLICT.
    """
    swap = _take(work, payload)
    for one in projects:
        keep(work, one)
    agree, opinion = payload["agree"], (payload.get("opinion") or "").strip()
    if not agree and not opinion:
        zh, en = "不同意须填写意见", "A refusal needs an opinion"
        invalid([Finding("opinion", "OPINION_REQUIRED", zh, en)])
    if work.actor.role is Role.REVIEWER:
        _decide(work, swap, opinion, agree=agree)
    else:
        _answer(work, swap, opinion, agree=agree)
    return answers_swaps.form(work, swap)


def get_swap(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查看互换.

    Raises:
        Problem: NOT_FOUND.
    """
    swap = _found(store.swap(work.session, payload["id"], _seen(work)))
    return answers_swaps.form(work, swap)


def list_swaps(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """互换列表 of what the caller may see, newest first."""
    total, found = store.page(work.session, _seen(work), payload)
    return {"total": total, "items": [answers_swaps.swap(work, one) for one in found]}


def _answer(work: Work, swap: Swap, opinion: str, *, agree: bool) -> None:
    if str(swap.other.agency_id) != work.actor.org_id:
        raise Problem("NOT_FOUND")
    if agree:
        _ensure_swappable(work, *swap.both, [])
    _move(work, swap, Action.CONSENT if agree else Action.REFUSE, opinion)


def _decide(work: Work, swap: Swap, opinion: str, *, agree: bool) -> None:
    own = str(work.actor.org_id) in {str(one.agency_id) for one in swap.both}
    if own or swap.proposed_by == work.actor.user_id:
        raise Problem("FORBIDDEN_ROLE", role=work.actor.role.value)
    if agree:
        step(SWAP, State(swap.state), Action.APPROVE, work.actor.role)
        _ensure_swappable(work, *swap.both, [])
        _exchange(work, *swap.both)
    _move(work, swap, Action.APPROVE if agree else Action.REJECT, opinion)


def _exchange(work: Work, one: Booking, other: Booking) -> None:
    """互换生效 both give way and hold again in one transaction: nobody can come between."""
    old = answers.place(one), answers.place(other)
    claims.give_way(work.session, (one.id, other.id))
    mine = {name: getattr(one, name) for name in SLOT}
    for name in SLOT:
        setattr(one, name, getattr(other, name))
        setattr(other, name, mine[name])
    work.session.flush()
    for booking in (one, other):
        work.session.refresh(booking, ["opening_room", "evaluation_room"])
    wanted = [(booking, answers.wants_of(booking)) for booking in (one, other)]
    if not claims.hold_all(work.session, wanted):
        raise _taken(work, one, other)
    for booking, was in zip((one, other), old, strict=True):
        move(work, booking, Action.SWAP, State.APPROVED)
        told = {"booking_id": booking.id, "old": was, "new": answers.place(booking)}
        tell(work, booking_changed, booking, booking.state, more=told)


def _taken(work: Work, *both: Booking) -> Problem:
    """Another lot of one's own project may share a room; the other project may not."""
    met = [
        answers.taken(work, *found)
        for one in both
        for found in claims.clashes(work.session, one.project_id, answers.wants_of(one))
    ]
    texts = [one | {name: one[name].isoformat() for name in ("begins", "ends")} for one in met]
    return Problem("ROOM_CONFLICT", clashes=texts, alternatives=[])


def _ensure_swappable(work: Work, one: Booking, other: Booking, opened: Sequence[Swap]) -> None:
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference data of registry")
    sides = _side(work, one, opened), _side(work, other, opened)
    found = rules.hindrances(*sides, work.now, work.law)
    if found:
        raise _blocked(found)


def _side(work: Work, booking: Booking, opened: Sequence[Swap]) -> rules.Side:
    lot_ids = [one.lot_id for one in booking.standing]
    return rules.Side(
        label=answers_swaps.label(work, booking),
        plan=answers.plan_of(booking),
        effective=booking.state == State.APPROVED and not booking.awaiting_notice,
        changing=bool(bookings.changes_on(work.session, lot_ids)),
        swapping=any(booking.id in (one.one_id, one.other_id) for one in opened),
        lots=[one.lot.state for one in booking.standing],
    )


def _take(work: Work, payload: Mapping[str, Any]) -> Swap:
    """办理 lock the lots of both, then both bookings in id order, then the swap."""
    known = _found(store.swap(work.session, payload["id"], _seen(work)))
    _locked(work, known.one_id, known.other_id)
    swap = _found(store.swap(work.session, payload["id"], _seen(work), lock=True))
    if swap.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=swap.version)
    return swap


def _locked(work: Work, one_id: UUID, other_id: UUID) -> tuple[Booking, Booking]:
    ids = [one_id, other_id]
    lots = [lot for one in ids for lot in bookings.lot_ids_of(work.session, one)]
    bookings.lock_lots(work.session, lots)
    rows = {one: bookings.locked(work.session, one) for one in sorted(ids)}
    one, other = rows[one_id], rows[other_id]
    if one is None or other is None:
        raise Problem("NOT_FOUND")
    return one, other


def _move(work: Work, swap: Swap, action: Action, opinion: str | None = None) -> None:
    was = swap.state
    swap.state = step(SWAP, State(was), action, work.actor.role)
    swap.version += 1
    swap.updated_at = work.now
    work.session.flush()
    _note(work, swap, action, was, opinion or None)
    _tell(work, swap, EVENTS[action], was, opinion or None)


def _note(work: Work, swap: Swap, action: str, was: str | None, opinion: str | None = None) -> None:
    work.record(
        f"swap.{action}",
        subject=("swap", swap.id),
        before={"state": was} if was else None,
        after={"state": swap.state, "version": swap.version, "with": str(swap.other_id)},
        opinion=opinion,
    )


def _tell(
    work: Work, swap: Swap, event: Event, was: str | None, opinion: str | None = None
) -> None:
    work.emit(
        event,
        answers_swaps.facts(swap, was, opinion),
        aggregate=("swap", swap.id, swap.version),
        project_no=swap.one.project.no,
        lot_nos=[one.lot.no for one in swap.one.standing],
    )


def _seen(work: Work) -> Any:
    return store.seen_by(work.actor.role, work.actor.org_id)


def _found(swap: Swap | None) -> Swap:
    if swap is None:
        raise Problem("NOT_FOUND")
    return swap


def _blocked(messages: Sequence[str]) -> Problem:
    blockers = [{"kind": "swap", "message_zh": one} for one in messages]
    return Problem("PRECONDITION_FAILED", blockers=blockers)
