"""分包明细 the rows of lots as the agency types them, while the project is 编辑中."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.errors import Finding, invalid
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.work import Work

from registry.models import Lot, Project
from registry.rules.numbering import lot_no
from registry.store import activities
from registry.usecases.shown import LOT_FIELDS


def write(work: Work, row: Project, told: list[dict[str, Any]]) -> None:
    """写入分包 in the order told; rows without id are new, rows left out are removed.

    Raises:
        Problem: VALIDATION_FAILED where a lot is not of this project, or may not be removed.
    """
    there: dict[UUID | None, Lot] = {one.id: one for one in row.lots}
    invalid([*_strangers(there, told), *_kept(work, row, told)])
    numbers = _numbers(row, told)
    row.lots = [
        _lot(there.get(one.get("id")) or _new(), one, position)
        for one, position in zip(told, numbers, strict=True)
    ]
    for one in row.lots:
        one.no = lot_no(row.no, one.position)


def _numbers(row: Project, told: list[dict[str, Any]]) -> list[int]:
    """Places 1, 2, …; once approved a lot keeps its number, and new ones count on."""
    if not row.approved_at:
        return list(range(1, len(told) + 1))
    there: dict[UUID | None, int] = {one.id: one.position for one in row.lots}
    last = max(there.values(), default=0)
    numbers = []
    for one in told:
        kept = there.get(one.get("id"))
        last += kept is None
        numbers.append(kept or last)
    return numbers


def _new() -> Lot:
    return Lot(id=uuid4(), state=LotState.REGISTERED.value, round=1, version=1)


def _lot(lot: Lot, told: dict[str, Any], position: int) -> Lot:
    for name in LOT_FIELDS:
        value = told.get(name)
        setattr(lot, name, getattr(value, "value", value))
    lot.name = lot.name or ""
    lot.position = position
    return lot


def _strangers(there: Mapping[UUID | None, Lot], told: list[dict[str, Any]]) -> list[Finding]:
    ids = [one.get("id") for one in told]
    return [
        Finding(f"lots.{place}.id", "LOT", "不是本项目的分包", "Not a lot of this project")
        for place, lot_id in enumerate(ids)
        if lot_id is not None and (lot_id not in there or lot_id in ids[:place])
    ]


def _kept(work: Work, row: Project, told: list[dict[str, Any]]) -> list[Finding]:
    """A lot that was ever worked on stays: its records refer to it (法42)."""
    if not row.approved_at:
        return []
    ids = {one.get("id") for one in told}
    return [
        Finding("lots", "LOT", f"{one.no}已办理过业务，不能移除", f"{one.no} has records", "法42")
        for one in row.lots
        if one.id not in ids and activities.ever_used(work.session, one.id)
    ]
