"""项目复评预约 drafted for lots that were evaluated; its approval moves them to 复评中."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.venue import re_evaluation_booked
from tenderhall_contracts.workflow import BOOKING, Action, State, step
from tenderhall_kit.work import Work
from uuid6 import uuid7

from venue import answers
from venue.models import Booking
from venue.rules import re_evaluations as rules
from venue.store import bookings, claims, copies
from venue.usecases.drafts import attach, fill, own_lots, structure
from venue.usecases.lots import keep
from venue.usecases.steps import move, take


def knows_evaluated(work: Work, payload: Mapping[str, Any]) -> bool:
    """是否已知分包 True where the copies here allow the re-evaluation; else ask registry."""
    known = copies.lots(work.session, payload["lot_ids"])
    ready = all(one.state in rules.RE_EVALUABLE for one in known)
    return ready and len(known) == len(set(payload["lot_ids"]))


def create_re_evaluation(
    work: Work, payload: Mapping[str, Any], told: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """新增项目复评场地预约 a draft for lots of one own project; it holds nothing yet.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED or VALIDATION_FAILED.
    """
    if told:
        keep(work, told)
    lots = own_lots(work, payload)
    rules.ensure_re_evaluable([(one.no, one.state) for one in lots])
    invalid(structure(work, payload))
    booking = Booking(
        id=uuid7(),
        project_id=payload["project_id"],
        agency_id=UUID(work.actor.org_id),
        purpose=answers.RE_EVALUATION,
        kind="original",
        version=0,
        created_at=work.now,
    )
    work.session.add(booking)
    return _written(work, booking, payload, State.DRAFT)


def save_re_evaluation(
    work: Work, payload: Mapping[str, Any], told: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """修改保存 a draft, or a rejected one, which becomes a draft again.

    Raises:
        Problem: NOT_FOUND where it is no re-evaluation, VALIDATION_FAILED, or what ``take`` raises.
    """
    if told:
        keep(work, told)
    lots = payload["lot_ids"]
    booking, to = take(work, payload["id"], payload["version"], Action.SAVE, also=lots)
    if booking.purpose != answers.RE_EVALUATION:
        raise Problem("NOT_FOUND")
    if booking.project_id != payload["project_id"]:
        zh, en = "不可更换项目", "The project cannot be changed"
        invalid([Finding("project_id", "SAME_PROJECT", zh, en)])
    invalid(structure(work, payload))
    return _written(work, booking, payload, to)


def to_move(work: Work, booking_id: UUID) -> dict[str, Any] | None:
    """待流转分包 what registry is asked for an approved re-evaluation; None for other bookings."""
    booking = bookings.anyones(work.session, booking_id)
    if booking is None or booking.purpose != answers.RE_EVALUATION:
        return None
    if booking.state != State.APPROVED:
        return None
    return {
        "lot_ids": [one.lot_id for one in booking.standing],
        "form_id": booking.id,
        "effect": "re_evaluation_approved",
    }


def booked(work: Work, booking_id: UUID, round_no: int | None) -> None:
    """复评已预约 its lots are 复评中 now; ``round_no`` is the evaluation that is awaited."""
    booking = bookings.anyones(work.session, booking_id)
    if booking is None or booking.purpose != answers.RE_EVALUATION:
        return
    if booking.state != State.APPROVED:
        return
    lots = booking.standing
    facts: dict[str, Any] = {
        "booking_id": booking.id,
        "project_id": booking.project_id,
        "project_no": booking.project.no,
        "lot_ids": [one.lot_id for one in lots],
        "lot_nos": [one.lot.no for one in lots],
        "legal_case": booking.legal_case,
        "round": round_no,
        "room_id": booking.opening_room_id,
        "room_name": booking.opening_room.name,
        "start": booking.opening_at,
    }
    work.emit(
        re_evaluation_booked,
        facts,
        aggregate=("re_evaluation", booking.id, booking.version),
        project_no=booking.project.no,
        lot_nos=facts["lot_nos"],
    )


def give_back(work: Work, booking_id: UUID, why: str) -> None:
    """退回场地 the lots could not be moved after all: what was approved holds nothing."""
    bookings.lock_lots(work.session, bookings.lot_ids_of(work.session, booking_id))
    booking = bookings.locked(work.session, booking_id)
    if booking is None or booking.state != State.APPROVED:
        return
    to = step(BOOKING, State(booking.state), Action.RELEASE, work.actor.role)
    claims.free(work.session, booking.id)
    move(work, booking, Action.RELEASE, to, opinion=f"分包不能转为复评中：{why}")


def _written(work: Work, booking: Booking, payload: Mapping[str, Any], to: State) -> dict[str, Any]:
    """Everything is read before the row is touched: a lookup would write it half filled."""
    with work.session.no_autoflush:
        attach(work, booking, payload)
        fill(booking, payload, own_lots(work, payload))
    move(work, booking, Action.SAVE, to)
    work.session.refresh(booking)
    return answers.form(work, booking)
