"""Rules of a change of a booking (domain §5.4, manual 3.4): pure, over plain values.

They come on top of the rules of every booking, which the new time and rooms must satisfy too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import LABELS, LotState
from tenderhall_kit.law import day_of

from venue.rules.bookings import Plan, minute

CHANGEABLE = frozenset({LotState.PREPARING, LotState.TENDERING})
"""States of a lot in which its booking may be changed (domain §5.1)."""

ALARM = timedelta(hours=24)
"""So long before the published opening everybody is told that its change is not announced."""

NOTICE_DAYS = 1
"""Working days that the agency has for its 变更公告 (domain §5.4)."""

_MANUAL = "操作手册3.8"


@dataclass(frozen=True, slots=True)
class Change:
    """变更内容 the plan that holds and the one wanted; ``tendering``: a notice is published."""

    old: Plan
    new: Plan
    reason: str | None
    affects_documents: bool | None
    tendering: bool


def checks(change: Change, now: datetime) -> Iterator[Check]:
    """核对 every rule of a change, whether it holds or not."""
    yield _differs(change)
    yield _reason(change)
    if change.tendering:
        yield _later(change)
        yield _in_time(change, now)
        yield _affects(change)


def ensure_changeable(lots: Sequence[tuple[str, str]]) -> None:
    """可变更 each lot, as (number, state), is in a state in which its booking may be changed.

    Raises:
        Problem: PRECONDITION_FAILED with a blocker for each lot that is not.
    """
    blockers = [
        {
            "kind": "lot_state",
            "lot_no": no,
            "state": state,
            "message_zh": f"{no} 为“{LABELS[LotState(state)]}”，不可变更场地",
            "message_en": f"Lot {no} is {state}: its booking cannot be changed",
        }
        for no, state in lots
        if LotState(state) not in CHANGEABLE
    ]
    if blockers:
        raise Problem("PRECONDITION_FAILED", blockers=blockers)


def stage(opening: datetime, now: datetime, last_day: date) -> str:
    """提醒阶段 of a change that awaits its notice, which should be out on ``last_day``.

    The alarm comes in the last 24 hours before ``opening``, which is still the published one.
    """
    if opening - now <= ALARM:
        return "alarm"
    return "reminder" if day_of(now) > last_day else "no"


def _differs(change: Change) -> Check:
    zh, en = "时间和场地均与原预约相同", "Times and rooms are those of the booking itself"
    return Check(
        Finding("opening_at", "CHANGE_DIFFERS", zh, en),
        ok=_slots(change.old) != _slots(change.new),
        zh="时间或场地与原预约不同",
        en="A time or a room differs from the booking",
    )


def _reason(change: Change) -> Check:
    zh, en = "请填写变更原因", "Say why the booking is changed"
    return Check(
        Finding("reason", "REQUIRED", zh, en, "操作手册3.4"),
        ok=bool((change.reason or "").strip()),
        zh="已填写变更原因",
        en="The reason is told",
    )


def _later(change: Change) -> Check:
    old, new = change.old.opening.begins, change.new.opening.begins
    return Check(
        Finding(
            "opening_at",
            "CHANGE_LATER",
            f"招标公告发布后开标时间只能往后变更，不得早于{minute(old)}",
            f"After the notice is published the opening can only move later than {minute(old)}",
            _MANUAL,
        ),
        ok=new >= old,
        zh="新开标时间不早于原开标时间",
        en="The new opening is not earlier than the old one",
        required=f"≥ {minute(old)}",
        actual=minute(new),
    )


def _in_time(change: Change, now: datetime) -> Check:
    old = change.old.opening.begins
    return Check(
        Finding(
            "opening_at",
            "CHANGE_IN_TIME",
            f"原开标时间{minute(old)}已到，不能再变更",
            f"The opening was at {minute(old)}: too late to change it",
            _MANUAL,
        ),
        ok=now < old,
        zh="原开标时间未到",
        en="The old opening has not come",
        required=f"> {minute(now)}",
        actual=minute(old),
    )


def _affects(change: Change) -> Check:
    zh, en = "请说明是否影响投标文件编制", "Say whether the preparation of tenders is affected"
    return Check(
        Finding("affects_documents", "REQUIRED", zh, en, "87号令第27条"),
        ok=change.affects_documents is not None,
        zh="已说明是否影响投标文件编制",
        en="It is told whether the preparation of tenders is affected",
    )


def _slots(plan: Plan) -> list[tuple[str, datetime, int]]:
    return [(one.room.name, one.begins, one.minutes) for one in plan.meetings]
