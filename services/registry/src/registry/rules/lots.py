"""分包 the life of a lot as data (domain §5.1): what may be opened on it, and what moves it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import LABELS, Activity, LotState

_S = LotState
TERMINAL = frozenset({_S.CANCELLED, _S.FAILED})
LIVE_TENDER = frozenset({_S.PREPARING, _S.TENDERING, _S.OPENING, _S.EVALUATED, _S.RE_EVALUATING})

ALLOWED: Mapping[Activity, frozenset[LotState]] = {
    Activity.BOOKING: frozenset({_S.PREPARING, _S.SUSPENDED}),
    Activity.BOOKING_CHANGE: frozenset({_S.PREPARING, _S.TENDERING}),
    Activity.TENDER_DOCUMENT: frozenset({_S.PREPARING}),
    Activity.TENDER_NOTICE: frozenset({_S.PREPARING}),
    Activity.CLARIFICATION: frozenset({_S.TENDERING}),
    Activity.CHANGE_NOTICE: frozenset({_S.TENDERING, _S.SUSPENDED}),
    Activity.SUSPENSION: LIVE_TENDER | {_S.AWARDED},
    Activity.CANCELLATION: frozenset({_S.PREPARING, _S.TENDERING, _S.SUSPENDED}),
    Activity.FAILURE: frozenset(
        {_S.OPENING, _S.EVALUATED, _S.RE_EVALUATING, _S.AWARDED, _S.SUSPENDED}
    ),
    Activity.RE_EVALUATION: frozenset({_S.EVALUATED, _S.AWARDED}),
    Activity.AWARD_NOTICE: frozenset({_S.EVALUATED}),
    Activity.AWARD_CHANGE: frozenset({_S.AWARDED}),
    Activity.RETENDER: frozenset({_S.FAILED}),
}
"""Action × lot state. What a cell asks beyond the state (a deadline that has passed, a supervisor's
decision) is asked where that form is built."""

REPEATABLE = frozenset({Activity.CLARIFICATION})
"""Of these a lot may have several at once; of every other kind only one is live at a time."""


class Effect(StrEnum):
    """流转原因 what moves a lot."""

    PROJECT_APPROVED = "project_approved"
    PROJECT_WITHDRAWN = "project_withdrawn"
    TENDER_NOTICE_PUBLISHED = "tender_notice_published"
    DEADLINE_REACHED = "deadline_reached"


MOVES: Mapping[tuple[LotState, Effect], LotState] = {
    (_S.REGISTERED, Effect.PROJECT_APPROVED): _S.PREPARING,
    (_S.PREPARING, Effect.PROJECT_WITHDRAWN): _S.REGISTERED,
    (_S.PREPARING, Effect.TENDER_NOTICE_PUBLISHED): _S.TENDERING,
    (_S.TENDERING, Effect.DEADLINE_REACHED): _S.OPENING,
}


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


def moved(state: LotState, effect: Effect, lot_no: str) -> LotState:
    """流转 where the effect leads.

    Raises:
        Problem: PRECONDITION_FAILED where the lot's state does not allow it.
    """
    to = MOVES.get((state, effect))
    if to is None:
        raise Problem("PRECONDITION_FAILED", blockers=[_wrong_state(effect, state, lot_no)])
    return to


def ensure_allowed(activity: Activity, lots: Iterable[tuple[str, LotState]]) -> None:
    """要求 every lot (number, state) allows the activity.

    Raises:
        Problem: PRECONDITION_FAILED with one blocker for each lot that does not.
    """
    allowed = ALLOWED[activity]
    wrong = [_wrong_state(activity, state, no) for no, state in lots if state not in allowed]
    if wrong:
        raise Problem("PRECONDITION_FAILED", blockers=wrong)


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


def _wrong_state(asked: Activity | Effect, state: LotState, lot_no: str) -> dict[str, Any]:
    what = LABELS[asked] if isinstance(asked, Activity) else asked.value
    return {
        "kind": "lot_state",
        "lot_no": lot_no,
        "state": state.value,
        "message_zh": f"{lot_no}为“{LABELS[state]}”，不可办理{what}",
        "message_en": f"{lot_no} is {state.value}: no {asked.value}",
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
