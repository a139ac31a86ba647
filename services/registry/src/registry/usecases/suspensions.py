"""暂停 when a suspension ends, and the clock of one that the finance department ordered (R31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from tenderhall_contracts.lots import Effect
from tenderhall_contracts.platform import suspension_lifted
from tenderhall_contracts.vocab import Activity, ExceptionKind, ExceptionReason, LotState
from tenderhall_contracts.workflow import State
from tenderhall_kit.work import Work

from registry.models import ExceptionLot, Lot, LotException, Project
from registry.rules.duties import SUSPENSION_ENDS, Term
from registry.store import activities, inbound
from registry.store import exceptions as store
from registry.store import reminders as tasks
from registry.usecases import reminders

ENDED_BY = frozenset({Effect.RESUMED, Effect.CANCELLED, Effect.FAILURE_PUBLISHED})
"""What a suspended lot leaves its suspension by."""


@dataclass(frozen=True, slots=True)
class Order:
    """暂停通知 of a supervising authority, for one lot."""

    id: UUID
    doc_no: str
    begun: date
    until: date


def watch(work: Work, row: LotException) -> None:
    """设定30日时限 for each lot; nothing resumes by itself when it is over (法57)."""
    if row.until and row.suspended_from:
        for part in row.parts:
            term = Term(row.suspended_from, row.until)
            reminders.set_task(work, SUSPENSION_ENDS, part.lot, term, f"exception:{row.id}")


def note_bookings(work: Work, row: LotException) -> None:
    """记下已预约 the lots that lose a booking now: they need another before they resume."""
    opened = activities.open_forms(work.session, [part.lot.id for part in row.parts])
    booked = {one.lot_no for one in opened if one.activity is Activity.BOOKING}
    for part in row.parts:
        part.had_booking = part.lot.no in booked


def ordered(work: Work, lot: Lot, order: Order) -> None:
    """监管部门通知暂停 kept as an approved 采购异常, which no agency has written.

    So its 30 days run, and its 恢复 is asked for in the same way. A second time changes nothing.
    """
    if store.by_order(work.session, order.id):
        return
    project = work.session.get_one(Project, lot.project_id)
    row = LotException(
        id=uuid4(),
        kind=ExceptionKind.SUSPENSION.value,
        state=State.APPROVED.value,
        version=1,
        project=project,
        agency_id=project.agency_id,
        reason=ExceptionReason.FINANCE_NOTICE.value,
        finance_no=order.doc_no,
        suspended_from=order.begun,
        until=order.until,
        attachments=[],
        order_id=order.id,
        created_by=work.actor.user_id,
        parts=[ExceptionLot(lot=lot, place=0, had_booking=False)],
        **dict.fromkeys(("created_at", "updated_at", "submitted_at", "approved_at"), work.now),
    )
    work.session.add(row)
    work.session.flush()
    note_bookings(work, row)
    after = {"state": row.state, "order_id": order.id, "until": order.until}
    work.record("exception.order", subject=("exception", row.id), after=after)
    watch(work, row)


def lifted(work: Work, row: LotException) -> bool:
    """是否已通知恢复 by the authority that had ordered it."""
    return row.order_id is not None and all(
        inbound.lifted(work.session, part.lot_id, suspension_lifted.name, row.finance_no or "")
        for part in row.parts
    )


def end(work: Work, lots: Sequence[Lot]) -> None:
    """结束暂停 those of which no lot is suspended any more; its task is done."""
    for lot in lots:
        tasks.close(work.session, lot.id, (SUSPENSION_ENDS.rule_id,), "lot.resumed", work.now)
    for row in store.suspending(work.session, [one.id for one in lots]):
        if all(part.lot.state != LotState.SUSPENDED for part in row.parts):
            row.closed_at = work.now
