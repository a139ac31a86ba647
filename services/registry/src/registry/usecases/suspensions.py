"""暂停 when a suspension ends, and the clock of one that the finance department ordered (R31)."""

from collections.abc import Sequence

from tenderhall_contracts.lots import Effect
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.work import Work

from registry.models import Lot, LotException
from registry.rules.duties import SUSPENSION_ENDS, Term
from registry.store import exceptions as store
from registry.store import reminders as tasks
from registry.usecases import reminders

ENDED_BY = frozenset({Effect.RESUMED, Effect.CANCELLED, Effect.FAILURE_PUBLISHED})
"""What a suspended lot leaves its suspension by."""


def watch(work: Work, row: LotException) -> None:
    """设定30日时限 for each lot; nothing resumes by itself when it is over (法57)."""
    if row.until and row.suspended_from:
        for part in row.parts:
            term = Term(row.suspended_from, row.until)
            reminders.set_task(work, SUSPENSION_ENDS, part.lot, term, f"exception:{row.id}")


def end(work: Work, lots: Sequence[Lot]) -> None:
    """结束暂停 those of which no lot is suspended any more; its task is done."""
    for lot in lots:
        tasks.close(work.session, lot.id, (SUSPENSION_ENDS.rule_id,), "lot.resumed", work.now)
    for row in store.suspending(work.session, [one.id for one in lots]):
        if all(part.lot.state != LotState.SUSPENDED for part in row.parts):
            row.closed_at = work.now
