"""平台事件 authenticity first, then kept, then acted on as far as the lot allows (domain §7.4)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from marshmallow import RAISE
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.platform import platform, restricted
from tenderhall_contracts.vocab import InboundStatus
from tenderhall_kit import platforms, receipts
from tenderhall_kit.actors import Actor
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from registry.models import InboundEvent
from registry.store import accounts
from registry.store import inbound as store
from registry.usecases import inbound_effects, inbound_shown


def receive(work: Work, event: Envelope) -> None:
    """收到平台事件 kept in any case; refused where its sender or its content does not hold."""
    known = platforms.accounts(accounts.active(work.session))
    try:
        sender = platforms.sender(event, known)
    except Problem as problem:
        _refuse(work, event, problem.code, None)
        return
    if event.faults:
        _refuse(work, event, "VALIDATION_FAILED", sender, event.faults)
        return
    row = _row(event.type, event.data)
    row.event_id, row.source = _own_id(event), sender.issuer
    row.occurred_at, row.trace_id = event.occurred_at, event.trace_id
    _take_in(work, row, event, sender)


def enter_inbound(work: Work, payload: dict[str, Any]) -> dict[str, Any]:
    """补录平台事件 by the centre's administrator, with a file (C25); the same effect.

    Raises:
        Problem: VALIDATION_FAILED where the lot is unknown, or the file is not the centre's.
    """
    file = receipts.read(work.settings, payload["receipt"], work.actor.org_id)
    carries = platform.events[payload["type"]].carries
    row = _row(payload["type"], carries(unknown=RAISE).load(payload["data"]))
    row.event_id, row.source, row.trace_id = row.id, "manual", work.request_id
    row.occurred_at = payload["occurred_at"]
    row.entered_by, row.entered_reason = work.actor.user_id, payload["reason"]
    row.file = {
        "document_id": file.document_id,
        "version": file.version,
        "name": file.name,
        "sha256": file.sha256,
    }
    if not _find_lot(work, row):
        zh, en = "没有此分包编号", "There is no lot of that number"
        raise Problem("VALIDATION_FAILED", [Finding("data.lot_no", "LOT_UNKNOWN", zh, en)])
    _keep(work, row, work.actor)
    return inbound_shown.one(work, row)


def retry(work: Work, lot_id: UUID) -> None:
    """重试待生效事件 whenever the lot has moved, in the order in which they happened."""
    for row in store.lock_waiting(work.session, lot_id):
        inbound_effects.attempt(work, row)
        if row.status != InboundStatus.WAITING:
            _record(work, row, "inbound.retry", None)


def due(work: Work) -> list[UUID]:
    """到时的分包 with an event that waited for its time."""
    return store.due(work.session, work.now)


def _take_in(work: Work, row: InboundEvent, event: Envelope, sender: Actor) -> None:
    """An event that comes again changes nothing; one of the same id with other content is none."""
    there = store.of_sender(work.session, row.event_id)
    if there is not None:
        if (there.type, there.data, there.restricted) != (row.type, row.data, row.restricted):
            _refuse(work, event, "EVENT_ID_REUSED", sender)
    elif not _find_lot(work, row):
        _refuse(work, event, "LOT_UNKNOWN", sender)
    else:
        _keep(work, row, sender)


def _keep(work: Work, row: InboundEvent, by: Actor) -> None:
    row.received_at = work.now
    inbound_effects.attempt(work, row)
    work.session.add(row)
    work.session.flush()
    _record(work, row, "inbound.enter" if row.entered_by else "inbound.receive", by)


def _record(work: Work, row: InboundEvent, action: str, by: Actor | None) -> None:
    """The audit row says what came of it, and of what is secret only that it is there."""
    after = {
        "type": row.type,
        "source": row.source,
        "status": row.status,
        "reason": row.reason,
        "lot_id": row.lot_id,
        "data": row.data,
        "restricted": sorted(row.restricted),
        "by_hand": row.entered_by is not None,
    }
    work.record(
        action,
        subject=("inbound_event", row.id),
        after=after,
        opinion=row.entered_reason,
        content_sha256=(row.file or {}).get("sha256"),
        actor=by,
    )


def _refuse(
    work: Work,
    event: Envelope,
    reason: str,
    sender: Actor | None,
    faults: list[Finding] | None = None,
) -> None:
    """拒绝 kept with the reason; of the content nothing is kept, for nobody vouches for it."""
    row = _row(event.type, {})
    row.event_id, row.trace_id = _own_id(event), event.trace_id
    row.source = sender.issuer if sender else event.source[:100]
    row.occurred_at, row.received_at = event.occurred_at, work.now
    row.status, row.reason = InboundStatus.REFUSED.value, reason
    row.findings = [inbound_shown.finding(one) for one in faults or []]
    work.session.add(row)
    work.session.flush()
    _record(work, row, "inbound.refuse", sender)


def _row(kind: str, data: Mapping[str, Any]) -> InboundEvent:
    """A row of the event's data, what is secret kept apart."""
    told, secret = plain(data), restricted(platform.events[kind].carries)
    return InboundEvent(
        id=uuid4(),
        type=kind,
        lot_no=told.get("lot_no"),
        data={name: one for name, one in told.items() if name not in secret},
        restricted={name: one for name, one in told.items() if name in secret},
        findings=[],
    )


def _find_lot(work: Work, row: InboundEvent) -> bool:
    """The lot that it is about; True also where it is about none."""
    if row.lot_no is None:
        return True
    row.lot_id = store.lot_of(work.session, row.lot_no)
    return row.lot_id is not None


def _own_id(event: Envelope) -> UUID:
    return UUID(event.proof.event_id if event.proof else event.event_id)
