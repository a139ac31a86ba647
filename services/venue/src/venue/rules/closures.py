"""Rules of a closure: pure, over plain values."""

from datetime import datetime, timedelta

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import ClosureState

LONGEST = timedelta(days=731)
"""A room that is given up for good is switched off instead."""


def findings(begins: datetime, ends: datetime, now: datetime) -> list[Finding]:
    """关闭时间检查 it ends after it begins, and not in the past."""
    if ends <= begins:
        zh, en = "结束时间须晚于开始时间", "It must end after it begins"
        return [Finding("ends", "CLOSURE_TIMES", zh, en)]
    if ends <= now:
        zh, en = "结束时间须晚于当前时间", "It must end after now"
        return [Finding("ends", "CLOSURE_IN_FUTURE", zh, en)]
    if ends - begins > LONGEST:
        zh = "不得超过两年；长期不用的场地请改为不启用"
        return [Finding("ends", "CLOSURE_LONGEST", zh, "Two years at most: else switch it off")]
    return []


def unknown_room() -> Finding:
    """场地不存在."""
    return Finding("room_ids", "ROOM_UNKNOWN", "所选场地不存在", "There is no such room")


def state(begins: datetime, ends: datetime, ended_at: datetime | None, now: datetime) -> str:
    """关闭状态 as of now."""
    if ended_at is not None:
        return ClosureState.ENDED
    if ends <= now:
        return ClosureState.OVER
    return ClosureState.RUNNING if begins <= now else ClosureState.PLANNED
