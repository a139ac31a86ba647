"""业务时钟 moved on, so that a demonstration sees weeks in minutes (architecture §8)."""

from datetime import datetime, timedelta
from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_kit.clock import Clock
from tenderhall_kit.work import Work

from registry.store import reference as store
from registry.usecases.reference import tell

FARTHEST = timedelta(days=366)
"""Longest way at once: beyond it no working days are known."""


def advance_clock(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """推进业务时钟 it goes on from the given time, at the same rate; never back.

    Raises:
        Problem: PRECONDITION_FAILED in production; VALIDATION_FAILED for a time that has passed
            or is too far away.
    """
    if work.settings.production:
        zh, en = "生产环境不得调整业务时钟", "The clock of production is not moved"
        raise Problem("PRECONDITION_FAILED", blockers=[{"message_zh": zh, "message_en": en}])
    row = store.lock_clock(work.session)
    before = Clock(row.real_epoch, row.business_epoch, row.rate).business_at(work.real_now)
    invalid(_wrong(before, payload["to"]))
    row.real_epoch, row.business_epoch = work.real_now, payload["to"]
    work.session.flush()
    work.record(
        "advance_clock",
        subject=("clock", row.id),
        before={"business_at": before.isoformat()},
        after={"business_at": row.business_epoch.isoformat()},
    )
    return tell(work)


def _wrong(before: datetime, to: datetime) -> list[Finding]:
    if before < to <= before + FARTHEST:
        return []
    zh = f"须晚于当前业务时间（{before:%Y-%m-%d %H:%M}），且不超过{FARTHEST.days}天"
    en = f"After the business time ({before:%Y-%m-%d %H:%M}), by {FARTHEST.days} days at most"
    return [Finding("to", "CLOCK", zh, en)]
