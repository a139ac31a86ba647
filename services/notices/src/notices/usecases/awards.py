"""中标记录 what has been awarded to whom, in versions that are only ever added (domain §5.12)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.notices import (
    award_cancelled,
    award_changed,
    award_determined,
    award_published,
)
from tenderhall_kit.call import Call
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import store
from notices.kinds.award.change import AWARD_CHANGE
from notices.kinds.award.content import AWARD, winners_of
from notices.models import Award, AwardLetter, Notice
from notices.usecases.award_facts import codes_of

Values = Mapping[str, Any]
ACTIVE, CANCELLED = "active", "cancelled"
UNSEALED = "unsealed"


def fix_winners(call: Call, partners: Any, notice_id: UUID, due: Values) -> None:
    """固定供应商快照 of each winner, whatever the directory says later; a repeat does no more."""
    entered = plain(dict(due["entered"]))
    on = entered.get("determined_on")
    taken = {}
    for code in codes_of(entered):
        told = partners.registry.supplier_snapshot(call, {"uscc": code, "on": on})
        taken[code] = plain(told)
    call.run(_keep_snapshots, notice_id, taken, step="snapshots")


def _keep_snapshots(work: Work, notice_id: UUID, taken: dict[str, Any]) -> None:
    notice = store.lock(work.session, notice_id)
    notice.frozen = {**(notice.frozen or {}), "snapshots": taken}


def keep(work: Work, notice: Notice, record: Values) -> None:
    """中标记录 of a published award notice, a letter for each winner, and the word of it."""
    if notice.kind == AWARD_CHANGE:
        _keep_change(work, notice, record)
    if notice.kind != AWARD:
        return
    until = _challenge_until(work, record["published_at"])
    for winner in winners_of(notice.entered, notice.facts):
        row = _version(notice, record, winner, award_id=uuid4(), version=1)
        row.challenge_until = until
        work.session.add(row)
        work.session.flush()
        work.session.add(letter_of(row))
        _tell(work, notice, row)


def _keep_change(work: Work, notice: Notice, record: Values) -> None:
    """中标变更 the same winner's award has another version; another winner's is another award."""
    until = _challenge_until(work, record["published_at"])
    standing = {(str(one.lot_id), one.winner["uscc"]): one for one in _active(work, notice)}
    winners = {
        (one["lot_id"], one["uscc"]): one for one in winners_of(notice.entered, notice.facts)
    }
    gone = [one for at, one in standing.items() if at not in winners]
    for old in gone:
        _cancel(work, notice, record, old)
    for (lot_id, uscc), winner in winners.items():
        same = standing.get((lot_id, uscc))
        instead = next((one for one in gone if str(one.lot_id) == lot_id), None)
        award_id, version = (same.award_id, same.version + 1) if same else (uuid4(), 1)
        row = _version(notice, record, winner, award_id=award_id, version=version)
        row.challenge_until = until
        row.replaces = instead.award_id if instead and not same else None
        work.session.add(row)
        work.session.flush()
        if not same:
            work.session.add(letter_of(row))
        _tell_change(work, notice, row, instead.award_id if instead else award_id)


def _active(work: Work, notice: Notice) -> list[Award]:
    """现有中标 the newest version of each award of these lots that stands."""
    found = store.awards_of(work.session, notice.project_id)
    newest = {one.award_id: one for one in sorted(found, key=lambda one: one.version)}
    lots = set(notice.lot_ids)
    return [one for one in newest.values() if one.status == ACTIVE and one.lot_id in lots]


def _cancel(work: Work, notice: Notice, record: Values, old: Award) -> None:
    """取消 by one version more; what was published of it stays as it was."""
    kept = {column.key: getattr(old, column.key) for column in Award.__table__.c}
    about = {"notice_id": notice.id, "notice_no": record["no"], "status": CANCELLED}
    row = Award(**{**kept, **about, "version": old.version + 1})
    row.published_at = record["published_at"]
    work.session.add(row)
    for letter in store.letters_of_award(work.session, old.award_id):
        letter.state = CANCELLED
    work.record("award.cancel", subject=("notice", notice.id), after={"award_id": old.award_id})
    fields = ("award_id", "lot_id", "lot_no", "project_id", "notice_id", "notice_no")
    work.emit(
        award_cancelled,
        {**{name: getattr(row, name) for name in fields}, "basis": notice.entered.get("basis")},
        aggregate=("award", row.award_id, row.version),
        project_no=row.project_no,
        lot_nos=[row.lot_no],
        visibility="public",
    )


def _tell_change(work: Work, notice: Notice, row: Award, old_id: UUID) -> None:
    said = {"old_award_id": old_id, "basis": notice.entered.get("basis")}
    work.record("award.change", subject=("notice", notice.id), after={"award_id": row.award_id})
    work.emit(
        award_changed,
        {**facts_of(row), **said, "change_kind": notice.entered["change_kind"]},
        aggregate=("award", row.award_id, row.version),
        project_no=row.project_no,
        lot_nos=[row.lot_no],
        visibility="public",
    )


def determined(work: Work, notice: Notice) -> None:
    """中标人已确定 the duties that count from it begin; who it is, nobody is told yet (R25)."""
    entered = notice.entered
    if notice.kind != AWARD or not entered.get("determined_on"):
        return
    about = ("project_id", "project_no", "lot_ids")
    days = {name: _day(entered.get(name)) for name in ("report_delivered_on", "determined_on")}
    work.emit(
        award_determined,
        {"notice_id": notice.id, **{name: getattr(notice, name) for name in about}, **days},
        aggregate=("award_notice", notice.id, notice.version),
        project_no=notice.project_no,
        lot_nos=notice.lot_nos,
    )


def facts_of(row: Award) -> dict[str, Any]:
    """中标事件内容."""
    fields = (
        *("award_id", "lot_id", "lot_no", "project_id", "project_no", "notice_id", "notice_no"),
        *("price_form", "amount", "rate", "items", "determined_on", "period_ends_on"),
    )
    kept = ("uscc", "name", "address", "size")
    return {
        **{field: getattr(row, field) for field in fields},
        "award_version": row.version,
        "challenge_until": row.challenge_until,
        "winner": {name: row.winner.get(name) for name in kept},
    }


def letter_of(row: Award) -> AwardLetter:
    """中标通知书 to be sealed."""
    return AwardLetter(
        id=uuid4(),
        award_id=row.award_id,
        award_version=row.version,
        notice_id=row.notice_id,
        state=UNSEALED,
    )


def _version(
    notice: Notice, record: Values, winner: Values, *, award_id: UUID, version: int
) -> Award:
    snapshot = ((notice.frozen or {}).get("snapshots") or {}).get(winner["uscc"]) or {}
    content = snapshot.get("content") or {}
    told = {
        name: content.get(name) or winner.get(name) for name in ("uscc", "name", "address", "size")
    }
    return Award(
        award_id=award_id,
        version=version,
        status=ACTIVE,
        notice_id=notice.id,
        notice_no=record["no"],
        project_id=notice.project_id,
        project_no=notice.project_no,
        lot_id=UUID(winner["lot_id"]),
        lot_no=winner["lot_no"],
        winner={**told, "snapshot": {key: snapshot.get(key) for key in ("id", "sha256")}},
        price_form=winner["price_form"],
        amount=winner["amount"],
        rate=winner["rate"] or None,
        rank=winner["rank"],
        items=winner["items"],
        determined_on=_day(notice.entered.get("determined_on")),
        published_at=record["published_at"],
        period_ends_on=record["period_ends_on"],
    )


def _challenge_until(work: Work, published_at: Any) -> date:
    """质疑截止日 seven working days after the notice's own period (R29, R30), as planned."""
    return work.law.challenge_until(work.law.planned_publication(day_of(published_at)))


def _tell(work: Work, notice: Notice, row: Award) -> None:
    after = {"award_id": row.award_id, "version": row.version, "lot_no": row.lot_no}
    work.record("award.publish", subject=("notice", notice.id), after=after)
    work.emit(
        award_published,
        facts_of(row),
        aggregate=("award", row.award_id, row.version),
        project_no=row.project_no,
        lot_nos=[row.lot_no],
        visibility="public",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
