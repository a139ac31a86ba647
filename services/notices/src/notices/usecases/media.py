"""媒体发布 a published notice goes to its other media; what they tell starts the legal clock.

Nothing is sent inside of a transaction: a delivery is leased, sent, and its outcome is written.
Whoever dies in between leaves a lease that runs out, and the same key is handed over again.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.notices import media_acknowledged, publish_requested
from tenderhall_kit.call import Call
from tenderhall_kit.work import Work

from notices import adapters, media_store, store
from notices.kinds.parts import DESIGNATED_MEDIUM, PORTAL
from notices.models import MediaDelivery, Notice, Publication
from notices.rules import media as rules
from notices.rules.media import Word
from notices.usecases import forms, legal_clock, parcels

_LEASE = timedelta(minutes=2)
"""Longer than any answer takes: afterwards another replica tries."""

_AT_A_TIME = 20
_log = logging.getLogger(__name__)


def open_all(work: Work, notice: Notice, record: Mapping[str, Any]) -> None:
    """登记交送 to each further medium, in the transaction of the publication."""
    reached = adapters.reached()
    work.session.flush()
    for medium in record["media"]:
        if medium != PORTAL:
            state = rules.WAITING if medium in reached else rules.BY_HAND
            _open(work, notice, record, medium, state)


def _open(work: Work, notice: Notice, record: Mapping[str, Any], medium: str, state: str) -> None:
    row = MediaDelivery(
        id=uuid4(),
        notice_id=notice.id,
        medium=medium,
        designated=medium == DESIGNATED_MEDIUM,
        state=state,
        next_at=work.real_now,
    )
    work.session.add(row)
    told = {field: record[field] for field in ("no", "kind", "content_sha256")}
    told |= {"delivery_id": row.id, "notice_id": notice.id, "medium": medium}
    told |= {"url": record["url"], "pdf_sha256": record["pdf"]["sha256"]}
    work.emit(
        publish_requested,
        told,
        aggregate=("media_delivery", row.id, 1),
        project_no=notice.project_no,
        lot_nos=notice.lot_nos,
        visibility="public",
    )


def deliver(call: Call) -> None:
    """交送 what is due, one after the other, each outcome in a transaction of its own."""
    reached, own = adapters.reached(), replace(call, claim=None)
    for delivery_id in call.read(due):
        parcel = own.run(lease, delivery_id)
        if not parcel:
            continue
        word = _asked(reached, parcel)
        try:
            own.run(settle, delivery_id, word, via=parcel["via"])
        except Problem as problem:  # as a year that is not confirmed: asked again after the lease
            _log.warning("what a medium told is not taken in yet: %s", problem.code)


def due(work: Work) -> list[UUID]:
    """到时的交送."""
    return list(media_store.due(work.session, work.real_now, _AT_A_TIME))


def lease(work: Work, delivery_id: UUID) -> dict[str, Any] | None:
    """认领 for some minutes, with what is to be handed over."""
    row = media_store.lease(work.session, delivery_id, work.real_now)
    if row is None:
        return None
    row.attempts += 1
    row.next_at = work.real_now + _LEASE
    asks = row.state == rules.HANDED_OVER
    notice = None if asks else parcels.of(work, _publication(work, row))
    told = {"id": row.id, "medium": row.medium, "notice": notice}
    return told | {"via": "poll" if asks else "answer"}


def _asked(reached: Mapping[str, adapters.Medium], parcel: Mapping[str, Any]) -> Word:
    adapter = reached.get(parcel["medium"])
    if adapter is None:
        return Word("failed", error="no adapter")
    try:
        return adapter.ask(parcel["id"]) if parcel["via"] == "poll" else adapter.hand_over(parcel)
    except Exception as fault:  # noqa: BLE001 — whatever an adapter meets, the delivery goes on
        _log.warning("the adapter of a medium failed: %s", type(fault).__name__)
        return Word("failed", error=type(fault).__name__)


def settle(work: Work, delivery_id: UUID, word: Word, *, via: str) -> None:
    """记录结果 of one try; what the medium confirmed meanwhile by another way stands."""
    row = media_store.lock(work.session, delivery_id)
    if row.state not in rules.UNDER_WAY:
        return
    row.last_error = word.error or None
    row.next_at = work.real_now + rules.backoff(row.attempts)
    if word.state == "published":
        found = _faults(work, row, word)
        if not found:
            _acknowledge(work, row, word, via)
            return
        _keep_fault(work, row, "；".join(one.message_zh for one in found))
    if word.state in {"published", "accepted"} and row.state == rules.WAITING:
        row.state, row.handed_at, row.attempts = rules.HANDED_OVER, work.now, 0
        _record(work, row, "media.hand_over")
    elif word.state == "unknown":
        row.state = rules.WAITING
    elif word.state == "refused":
        row.state = rules.REFUSED
        _record(work, row, "media.refused")


def hear(work: Work, medium: str, no: str, word: Word, by: str) -> None:
    """媒体来讯 the medium itself tells; a second word changes nothing.

    Raises:
        Problem: NOT_FOUND where the notice does not name it; VALIDATION_FAILED where it cannot be.
    """
    publication = store.published(work.session, no)
    row = media_store.lock_of(work.session, publication.notice_id, medium)
    if row is None:
        raise Problem("NOT_FOUND")
    if row.state == rules.ACKNOWLEDGED:
        return
    found = _faults(work, row, word)
    if found:
        _keep_fault(work, row, "；".join(one.message_zh for one in found))
        return
    _acknowledge(work, row, word, "event", by=by)


def enter(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """录入 by the centre, who has seen it there.

    Raises:
        Problem: NOT_FOUND; STATE_CONFLICT where the medium has confirmed; VALIDATION_FAILED.
    """
    row = media_store.lock(work.session, asked["id"])
    if row.state == rules.ACKNOWLEDGED:
        raise Problem("STATE_CONFLICT", state=row.state)
    word = Word("published", asked["url"], asked["published_at"])
    invalid(_faults(work, row, word))
    _acknowledge(work, row, word, "hand", by=work.actor.name, reason=asked["reason"])
    return shown(work, {"id": row.notice_id})


def again(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """重新交送 what was refused, or was to be seen to by hand, where an adapter reaches the medium.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT.
    """
    row = media_store.lock(work.session, asked["id"])
    stopped = row.state in {rules.REFUSED, rules.BY_HAND}
    if not stopped or row.medium not in adapters.reached():
        raise Problem("STATE_CONFLICT", state=row.state)
    row.state, row.next_at, row.attempts = rules.WAITING, work.real_now, 0
    _record(work, row, "media.again")
    return shown(work, {"id": row.notice_id})


def shown(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """公告的媒体发布情况.

    Raises:
        Problem: NOT_FOUND.
    """
    notice = forms.seen(work, asked["id"])
    publication = store.publication(work.session, notice.id)
    if publication is None:
        return {"items": [], "clock": None}
    reached = adapters.reached()
    return {
        "items": [_told(one, reached) for one in media_store.of(work.session, notice.id)],
        "clock": legal_clock.told(work, publication),
    }


def listed(work: Work, asked: Mapping[str, Any]) -> dict[str, Any]:
    """媒体发布列表 of every published notice, for the centre."""
    total, rows = media_store.page(work.session, asked)
    reached = adapters.reached()
    return {"total": total, "items": [_row(row, of, reached) for row, of in rows]}


def _row(
    row: MediaDelivery, publication: Publication, reached: Mapping[str, Any]
) -> dict[str, Any]:
    told = {field: getattr(publication, field) for field in ("notice_id", "no", "title")}
    return {**_told(row, reached), **told, "notice_published_at": publication.published_at}


_SHOWN = (
    *("id", "medium", "designated", "state", "attempts", "handed_at", "last_error", "fault"),
    *("external_url", "published_at", "via", "acknowledged_by"),
)


def _told(row: MediaDelivery, reached: Mapping[str, Any]) -> dict[str, Any]:
    under_way = row.state in rules.UNDER_WAY
    return {
        **{field: getattr(row, field) for field in _SHOWN},
        "state_zh": rules.STATE_ZH[row.state],
        "next_at": row.next_at if under_way else None,
        "reached": row.medium in reached,
    }


def _faults(work: Work, row: MediaDelivery, word: Word) -> list[Any]:
    publication = _publication(work, row)
    return rules.faults(
        word,
        content_sha256=publication.content_sha256,
        published_at=publication.published_at,
        now=work.now,
    )


def _keep_fault(work: Work, row: MediaDelivery, fault: str) -> None:
    """不符 shown, and asked after again: the medium has to mend it."""
    if row.fault != fault:
        row.fault = fault
        _record(work, row, "media.fault")


def _acknowledge(
    work: Work, row: MediaDelivery, word: Word, via: str, *, by: str = "", reason: str | None = None
) -> None:
    """媒体已发布 written, told to everybody; the designated medium's day starts the clock."""
    row.state, row.external_url, row.published_at = rules.ACKNOWLEDGED, word.url, word.published_at
    row.via, row.acknowledged_by = via, by or row.medium
    row.handed_at = row.handed_at or work.now
    row.fault = row.last_error = None
    work.session.flush()
    _record(work, row, "media.acknowledge", reason)
    _tell(work, row)


def _tell(work: Work, row: MediaDelivery) -> None:
    publication, notice = _publication(work, row), store.get(work.session, row.notice_id)
    begun = legal_clock.starts_on(work, publication)
    found = legal_clock.broken(work, publication, begun) if row.designated else []
    fields = ("medium", "designated", "published_at")
    forms.tell(
        work,
        notice,
        media_acknowledged,
        from_state=notice.state,
        visibility="public",
        delivery_id=row.id,
        no=publication.no,
        url=row.external_url,
        period_days=publication.period_days,
        period_unit="working_day",
        period_ends_on=legal_clock.period_ends_on(work, publication, begun),
        broken=[parcels.broken(work, publication, begun, *one) for one in found],
        **{field: getattr(row, field) for field in fields},
    )


def _record(work: Work, row: MediaDelivery, action: str, reason: str | None = None) -> None:
    fields = ("medium", "state", "external_url", "published_at", "via", "fault", "last_error")
    after = {field: getattr(row, field) for field in fields}
    work.record(action, subject=("notice", row.notice_id), after=after, opinion=reason)


def _publication(work: Work, row: MediaDelivery) -> Publication:
    return work.session.get_one(Publication, row.notice_id)
