"""分包事件 what is told when a lot is suspended, resumed, cancelled, failed (domain §7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Event
from tenderhall_contracts.lots import Effect
from tenderhall_kit.work import Work

from registry.models import Lot, Project

_HELD: Mapping[Effect, Event] = {
    Effect.SUSPENDED: contracts.lot_suspended,
    Effect.RESUMED: contracts.lot_resumed,
    Effect.CANCELLED: contracts.lot_cancelled,
    Effect.FAILURE_PUBLISHED: contracts.lot_failed,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """流转请求 what is asked of each lot, by which form, and what that form says."""

    effect: Effect
    cause: str
    form_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    lot_nos: list[str] = field(default_factory=list)


def tell(work: Work, lot: Lot, before: str, asked: Asked) -> None:
    """发出事件 beside 分包状态变化, with what only these effects have to say."""
    effect, facts = asked.effect, asked.facts
    if effect is Effect.DEADLINE_REACHED:
        _emit(work, lot, contracts.deadline_reached, {"effective_at": lot.opens_at})
    elif effect in _HELD:
        told = {name: facts.get(name) for name in ("reason_code", "basis_file_sha256", "until")}
        told |= {"ground": facts.get("ground"), "kind": facts.get("kind", effect.value)}
        told |= {"form_id": asked.form_id, "from_state": before, "to_state": lot.state}
        told |= {"form_lot_nos": asked.lot_nos}
        _emit(work, lot, _HELD[effect], told)


def retendered(work: Work, lot: Lot, new: Lot) -> None:
    """重新招标 a lot of the next round has come of a failed one."""
    told = {"from_lot_id": lot.id, "from_lot_no": lot.no, "new_lot_no": new.no}
    _emit(work, new, contracts.retender_opened, told)


def deadline_changed(work: Work, lot: Lot, told: Mapping[str, Any]) -> None:
    """投标截止时间已变更 by a published 变更公告."""
    _emit(work, lot, contracts.deadline_changed, told)


def _emit(work: Work, lot: Lot, event: Event, facts: Mapping[str, Any]) -> None:
    project = work.session.get_one(Project, lot.project_id)
    about = {"lot_id": lot.id, "lot_no": lot.no, "project_id": lot.project_id, "round": lot.round}
    work.emit(
        event,
        {**about, **facts},
        aggregate=("lot", lot.id, lot.version),
        project_no=project.no,
        lot_nos=[lot.no],
    )
