"""Rules of an exchange of two bookings: pure, over plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tenderhall_contracts.vocab import LABELS, LotState
from tenderhall_kit.law import Calculator

from venue.rules.bookings import Plan, broken


@dataclass(frozen=True, slots=True)
class Side:
    """互换的一方 ``label`` as the reader may know it; ``lots`` are the states of its lots."""

    label: str
    plan: Plan
    effective: bool
    changing: bool
    swapping: bool
    lots: Sequence[str]


def hindrances(one: Side, other: Side, now: datetime, law: Calculator) -> list[str]:
    """互换的障碍 of both sides, in words; none where they may exchange their slots."""
    shapes = "一方预约了评标室而另一方没有，不能互换"
    told = [*_of(one), *_of(other)]
    if bool(one.plan.evaluation) != bool(other.plan.evaluation):
        return [*told, shapes]
    return [*told, *_unfit(one, other, now, law), *_unfit(other, one, now, law)]


def _of(side: Side) -> Iterator[str]:
    if not side.effective:
        yield f"{side.label}不是审核通过的有效预约"
    if side.changing:
        yield f"{side.label}有未完成的场地变更"
    if side.swapping:
        yield f"{side.label}有未完成的场地互换"
    for state in sorted({one for one in side.lots if one != LotState.PREPARING}):
        yield f"{side.label}的分包为“{LABELS[LotState(state)]}”，只有筹备中且未发布公告的可以互换"


def _unfit(side: Side, other: Side, now: datetime, law: Calculator) -> Iterator[str]:
    """The other's slot must be lawful for this side: its people, and the time itself."""
    taken = replace(other.plan, attendees=side.plan.attendees)
    for found in broken(taken, now, law):
        yield f"{side.label}换到对方时段后不符合规则 {found.rule}"
