"""分包 the tables of ``tenderhall_contracts.lots`` applied to lots (domain §5.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tenderhall_contracts import lots as tables
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.lots import REPEATABLE, TERMINAL, Condition, Effect, Facts
from tenderhall_contracts.vocab import LABELS, Activity, LotState

_S = LotState
_AFTER_DEADLINE = frozenset({_S.OPENING, _S.EVALUATED, _S.RE_EVALUATING, _S.AWARDED, _S.FAILED})

ONCE = frozenset(set(Effect) - {Effect.PROJECT_APPROVED, Effect.PROJECT_WITHDRAWN})
"""Effects that one form has once only; a project may be approved, withdrawn and approved again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """所见分包 a lot as the tables judge it."""

    no: str
    state: LotState
    facts: Facts = field(default_factory=Facts)


def deadline_passed(
    state: LotState, suspended_in: LotState | None, opens_at: datetime | None, now: datetime
) -> bool:
    """是否已过投标截止时间 a suspended lot is as it was when it was suspended: its clock stands."""
    if state is _S.TENDERING:
        return opens_at is not None and opens_at <= now
    return (suspended_in or state) in _AFTER_DEADLINE


@dataclass(frozen=True, slots=True)
class OpenForm:
    """进行中的业务 a form that is open on a lot."""

    form_id: str
    activity: Activity
    lot_no: str

    def blocker(self) -> dict[str, Any]:
        """阻碍 what a person must deal with first (domain §6 C1)."""
        label = LABELS[self.activity]
        return {
            "kind": self.activity.value,
            "form_id": self.form_id,
            "lot_no": self.lot_no,
            "message_zh": f"{self.lot_no}的{label}尚未结束，请先处理",
            "message_en": f"{self.activity.value} of {self.lot_no} is still open",
        }


def moved(lot: Seen, effect: Effect) -> LotState:
    """流转 where the effect leads.

    Raises:
        Problem: PRECONDITION_FAILED where the lot's state, or what stands beside it, forbids it.
    """
    move = tables.MOVES.get((lot.state, effect))
    missing = tables.lacking(move.when, lot.facts) if move else []
    if move is None or missing:
        raise Problem("PRECONDITION_FAILED", blockers=[_blocked(effect, lot, missing)])
    return tables.end_of(move, lot.state, lot.facts)


def ensure_allowed(activity: Activity, lots: Iterable[Seen]) -> None:
    """要求 every lot allows the activity.

    Raises:
        Problem: PRECONDITION_FAILED with one blocker for each lot that does not.
    """
    wrong = [
        _blocked(activity, one, lacking(activity, one) or [])
        for one in lots
        if lacking(activity, one) != []
    ]
    if wrong:
        raise Problem("PRECONDITION_FAILED", blockers=wrong)


def lacking(activity: Activity, lot: Seen) -> list[Condition] | None:
    """未满足的条件 of the activity on this lot; None where its state alone forbids it."""
    cell = tables.ALLOWED[activity].get(lot.state)
    return None if cell is None else tables.lacking(cell, lot.facts)


def ensure_alone(activity: Activity, form_id: str, others: Sequence[OpenForm]) -> None:
    """要求 no other form of this kind is live on the lots.

    Raises:
        Problem: PRECONDITION_FAILED naming the forms in the way.
    """
    if activity in REPEATABLE:
        return
    rivals = [one for one in others if one.activity is activity and one.form_id != form_id]
    ensure_none_open(rivals)


def ensure_none_open(forms: Sequence[OpenForm]) -> None:
    """要求 nothing is open any more.

    Raises:
        Problem: PRECONDITION_FAILED with the list of what is.
    """
    if forms:
        raise Problem("PRECONDITION_FAILED", blockers=[one.blocker() for one in forms])


def why(asked: Activity | Effect, state: LotState, missing: Sequence[Condition]) -> tuple[str, str]:
    """不可办理的原因 in Chinese and English, to stand behind the lot's name."""
    what = LABELS[asked] if isinstance(asked, Activity) else tables.WORDS[asked]
    note = tables.NOTES.get((asked, state)) if isinstance(asked, Activity) else None
    told = "、".join(tables.WORDS[one] for one in missing)
    needs = f"，须{told}" if told else f"，{note}" if note else ""
    also = f" (needs {', '.join(missing)})" if missing else ""
    return (
        f"为“{LABELS[state]}”，不可办理{what}{needs}",
        f"is {state.value}: no {asked.value}{also}",
    )


def _blocked(asked: Activity | Effect, lot: Seen, missing: Sequence[Condition]) -> dict[str, Any]:
    zh, en = why(asked, lot.state, missing)
    return {
        "kind": "lot_state",
        "lot_no": lot.no,
        "state": lot.state.value,
        "message_zh": f"{lot.no}{zh}",
        "message_en": f"{lot.no} {en}",
    }


def stage(states: Sequence[LotState]) -> tuple[str, str]:
    """项目进展 the derived state of an approved project, from its lots (domain §5.1)."""
    live = [one for one in states if one not in TERMINAL and one is not _S.AWARDED]
    if live:
        suspended = all(one is _S.SUSPENDED for one in live)
        return ("suspended", "已暂停") if suspended else ("active", "进行中")
    if states and all(one is _S.CANCELLED for one in states):
        return "cancelled", "已取消"
    if states and all(one is _S.FAILED for one in states):
        return "failed", "已废标"
    return "complete", "已结束"
