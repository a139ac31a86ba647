"""编制 a booking before its review: create, save, delete."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_contracts.workflow import Action, State
from tenderhall_kit import receipts
from tenderhall_kit.work import Work
from uuid6 import uuid7

from venue import answers
from venue.models import BookedLot, Booking, Lot
from venue.rules import bookings as rules
from venue.store import copies, rooms
from venue.usecases.lots import keep
from venue.usecases.steps import move, take


def knows_lots(work: Work, payload: Mapping[str, Any]) -> bool:
    """是否已知分包 True where the copies here allow the booking; else ask registry."""
    known = copies.lots(work.session, payload["lot_ids"])
    bookable = all(one.state in rules.BOOKABLE for one in known)
    return bookable and len(known) == len(set(payload["lot_ids"]))


def create_booking(
    work: Work, payload: Mapping[str, Any], told: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """新增开标场地预约 a draft for lots of one own project; it holds nothing yet.

    ``told`` is registry's snapshot where the lots were not known here.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED, or VALIDATION_FAILED.
    """
    if told:
        keep(work, told)
    lots = own_lots(work, payload)
    rules.ensure_bookable([(one.no, one.state) for one in lots])
    invalid(structure(work, payload))
    booking = Booking(
        id=uuid7(),
        project_id=payload["project_id"],
        agency_id=UUID(work.actor.org_id),
        purpose="opening",
        kind="original",
        version=0,
        created_at=work.now,
    )
    attach(work, booking, payload)
    work.session.add(booking)
    fill(booking, payload, lots)
    move(work, booking, Action.SAVE, State.DRAFT)
    work.session.refresh(booking)
    return answers.form(work, booking)


def save_booking(
    work: Work, payload: Mapping[str, Any], told: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """修改保存 a draft, or a rejected booking, which becomes a draft again.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT, VERSION_CONFLICT or VALIDATION_FAILED.
    """
    if told:
        keep(work, told)
    booking, to = take(
        work, payload["id"], payload["version"], Action.SAVE, also=payload["lot_ids"]
    )
    if booking.project_id != payload["project_id"]:
        zh, en = "不可更换项目", "The project cannot be changed"
        raise Problem("VALIDATION_FAILED", [Finding("project_id", "SAME_PROJECT", zh, en)])
    lots = own_lots(work, payload)
    invalid(structure(work, payload))
    attach(work, booking, payload)
    fill(booking, payload, lots)
    move(work, booking, Action.SAVE, to)
    work.session.refresh(booking)
    return answers.form(work, booking)


def delete_booking(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """删除 a draft or a rejected booking; the row stays, hidden.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT or VERSION_CONFLICT.
    """
    booking, to = take(work, payload["id"], payload["version"], Action.DELETE)
    move(work, booking, Action.DELETE, to)
    return answers.form(work, booking)


def own_lots(work: Work, payload: Mapping[str, Any]) -> Sequence[Lot]:
    """所选分包 which must be the project's, which must be the caller's own."""
    project = copies.project(work.session, payload["project_id"])
    if project is None or str(project.agency_id) != work.actor.org_id:
        raise Problem("NOT_FOUND")
    lots = copies.lots(work.session, payload["lot_ids"])
    strangers = [one for one in lots if one.project_id != project.id]
    if strangers or len(lots) != len(payload["lot_ids"]):
        zh, en = "分包须各不相同且属于所选项目", "Different lots of the chosen project, please"
        raise Problem("VALIDATION_FAILED", [Finding("lot_ids", "PROJECT_LOTS", zh, en)])
    return lots


def structure(work: Work, payload: Mapping[str, Any]) -> list[Finding]:
    """草稿也须满足的 rooms that exist, an evaluation in full or none."""
    told = [payload.get(f"evaluation_{one}") for one in ("at", "minutes", "room_id")]
    found = [] if rules.evaluation_complete(told) else [rules.incomplete_evaluation()]
    for field in ("opening_room_id", "evaluation_room_id"):
        asked = payload.get(field)
        if asked is not None and rooms.room(work.session, asked) is None:
            found.append(rules.unknown_room(field))
    return found


def attach(work: Work, booking: Booking, payload: Mapping[str, Any]) -> None:
    """电子件 which documents vouches for.

    Raises:
        Problem: VALIDATION_FAILED where a receipt is bad, another agency's, or of another kind.
    """
    told = payload.get("attachments") or []
    booking.attachments = receipts.attachments(work.settings, told, work.actor.org_id)


def fill(booking: Booking, payload: Mapping[str, Any], lots: Sequence[Lot]) -> None:
    """填写 what the agency entered, for these lots."""
    for name in answers.fields_of(booking):
        setattr(booking, name, payload.get(name))
    kept = {one.lot_id: one for one in booking.lots}
    booking.lots = [
        kept.get(lot.id) or BookedLot(lot_id=lot.id, lot=lot, purpose=booking.purpose)
        for lot in lots
    ]
