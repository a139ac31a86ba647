"""分包流转 every change of a lot's state: under the row's lock, recorded and told (domain §5.1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import lot_state_changed
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.work import Work

from registry.models import Lot, Project
from registry.rules import lots as rules
from registry.rules.lots import Effect
from registry.store import activities
from registry.store import projects as store
from registry.usecases import shown


def move(
    work: Work, lot_ids: Sequence[UUID], effect: Effect, cause: str, form_id: UUID | None
) -> list[Lot]:
    """流转 all of these lots, or none.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED where a lot's state does not allow it.
    """
    found = locked(work, lot_ids)
    for lot in found:
        before = LotState(lot.state)
        _change(work, lot, rules.moved(before, effect, lot.no), cause, form_id)
    return found


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
    rules.ensure_none_open(activities.open_forms(work.session, ids))
    move(work, ids, Effect.PROJECT_WITHDRAWN, project.no, project.id)


def move_lots(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """分包流转 as a form's effect asks; the same form and effect move nothing twice.

    Raises:
        Problem: NOT_FOUND, PRECONDITION_FAILED where a lot's state does not allow it, or the form
            was never opened on it.
    """
    form_id, effect = payload["form_id"], Effect(payload["effect"])
    ids = list(payload["lot_ids"])
    found = locked(work, ids)
    if activities.effect_of(work.session, form_id, effect.value):
        return {"lots": [shown.lot(one) for one in found], "already": True}
    _ensure_open(work, form_id, found)
    activities.put_effect(work.session, form_id, effect.value, ids, payload["facts"])
    moved = move(work, ids, effect, effect.value, form_id)
    _set_opening(moved, payload["facts"].get("opening_at"))
    return {"lots": [shown.lot(one) for one in moved], "already": False}


def open_on_time(work: Work, lot_id: UUID) -> None:
    """到达开标时间 招标中 → 开评标中, once the published time has come."""
    (lot,) = locked(work, [lot_id])
    if lot.state == LotState.TENDERING and lot.opens_at and lot.opens_at <= work.now:
        move(work, [lot_id], Effect.DEADLINE_REACHED, Effect.DEADLINE_REACHED.value, None)


def due_to_open(work: Work) -> list[UUID]:
    """到达开标时间的分包 by business time."""
    return store.lots_past_opening(work.session, work.now)


def _set_opening(found: Sequence[Lot], opening_at: str | None) -> None:
    """记录开标时间 as published: the lots go into 开评标中 when it comes."""
    for lot in found:
        lot.opens_at = datetime.fromisoformat(opening_at) if opening_at else None


def _ensure_open(work: Work, form_id: UUID, found: list[Lot]) -> None:
    """Only a form that is registered on a lot may move it."""
    opened = {one.lot_id for one in activities.of_form(work.session, form_id)}
    missing = [one for one in found if one.id not in opened]
    if missing:
        told = [
            {"kind": "not_registered", "lot_no": one.no, "message_zh": f"{one.no}未登记该业务"}
            for one in missing
        ]
        raise Problem("PRECONDITION_FAILED", blockers=told)


def _change(work: Work, lot: Lot, to: LotState, cause: str, form_id: UUID | None) -> None:
    before, lot.state = lot.state, to.value
    lot.version += 1
    project = work.session.get_one(Project, lot.project_id)
    work.record(
        "lot.move",
        subject=("lot", lot.id),
        before={"state": before},
        after={"state": lot.state, "cause": cause, "form_id": form_id},
    )
    work.emit(
        lot_state_changed,
        {
            "lot_id": lot.id,
            "lot_no": lot.no,
            "project_id": lot.project_id,
            "from_state": before,
            "to_state": lot.state,
            "cause": cause,
            "form_id": form_id,
            "round": lot.round,
        },
        aggregate=("lot", lot.id, lot.version),
        project_no=project.no,
        lot_nos=[lot.no],
    )
