"""媒体发布较晚 what a designated medium's late word leaves: a finding, and a duty (§7.4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.law import day_of
from tenderhall_kit.work import Work

from registry.rules.duties import LATE_MEDIUM, Term
from registry.usecases import findings, lots, reminders


def acknowledged(work: Work, event: Envelope) -> None:
    """媒体已发布 each period that its day has made too short."""
    for one in event.data["broken"]:
        findings.record(
            work,
            one["rule_id"],
            ("notice", event.data["form_id"]),
            one["due"],
            one["actual"],
            reason=one["message_zh"],
            project_id=event.data["project_id"],
        )
        _oblige(work, event.data, one)


def _oblige(work: Work, told: Mapping[str, Any], broken: Mapping[str, Any]) -> None:
    """变更公告 is due on the next working day, of each lot that is still being tendered."""
    today = day_of(work.now)
    term = Term(today, _due(work, today))
    for lot in lots.locked(work, sorted(told["lot_ids"])):
        if lot.state == LotState.TENDERING:
            duty = LATE_MEDIUM[broken["rule_id"]]
            reminders.set_task(work, duty, lot, term, f"late_medium:{told['form_id']}")


def _due(work: Work, today: date) -> date:
    try:
        return work.law.working_days_after(today, 1)
    except Problem:  # the next year's working days are not known: at once, then
        return today
