"""重新招标 a failed lot begins a new round as a new lot of its project (政府采购法第37条)."""

from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.lots import Effect
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.work import Work

from registry.models import Lot, Project
from registry.rules.numbering import lot_no
from registry.usecases import lot_events, lots, shown
from registry.usecases.shown import LOT_FIELDS


def retender_lots(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """重新招标 each lot once, and never where the procurement task was cancelled (ground 4).

    Raises:
        Problem: NOT_FOUND, also where a lot is another agency's; PRECONDITION_FAILED.
    """
    found = lots.locked(work, payload["lot_ids"])
    agencies = {work.session.get_one(Project, one.project_id).agency_id for one in found}
    if agencies != {UUID(str(work.actor.org_id))}:
        raise Problem("NOT_FOUND")
    lots.move(work, payload["lot_ids"], Effect.RETENDERED, Effect.RETENDERED.value, None)
    return {"lots": [shown.lot(_next_round(work, one)) for one in found]}


def _next_round(work: Work, lot: Lot) -> Lot:
    """R+1 with the same place and what was asked for; nothing of the failed round comes along."""
    project = work.session.get_one(Project, lot.project_id)
    new = Lot(
        id=uuid4(),
        project_id=lot.project_id,
        position=lot.position,
        round=lot.round + 1,
        no=lot_no(project.no, lot.position, lot.round + 1),
        state=LotState.REGISTERED.value,
        version=1,
        from_lot_id=lot.id,
        **{name: getattr(lot, name) for name in LOT_FIELDS},
    )
    work.session.add(new)
    work.session.flush()
    lots.begin_round(work, new)
    lot_events.retendered(work, lot, new)
    return new
