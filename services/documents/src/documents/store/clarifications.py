"""答疑文件 clarifications, their numbers, and the tender documents that they are part of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.models import (
    Clarification,
    ClarificationLot,
    ClarificationNumber,
    TenderDocument,
    TenderLot,
)
from documents.rules.wording import spellings

_OPEN = ("draft", "pending", "approved", "rejected")


def find(
    session: Session, clarification_id: UUID, org_id: UUID | None, *, lock: bool = False
) -> Clarification | None:
    """答疑文件 of this agency, or of any where none is named; deleted ones are not found."""
    wanted = select(Clarification).where(
        Clarification.id == clarification_id, Clarification.state != "deleted"
    )
    if org_id:
        wanted = wanted.where(Clarification.agency_id == org_id)
    if lock:
        wanted = wanted.with_for_update(of=Clarification)
    return session.scalar(wanted)


def page(
    session: Session, *, org_id: UUID | None, hidden: Collection[str], asked: Mapping[str, Any]
) -> tuple[int, Sequence[Clarification]]:
    """答疑文件列表 how many there are, and one page of them, newest first."""
    wanted = select(Clarification).where(Clarification.state.not_in(hidden))
    if org_id:
        wanted = wanted.where(Clarification.agency_id == org_id)
    for name in ("state", "kind", "project_id"):
        if asked.get(name):
            wanted = wanted.where(getattr(Clarification, name) == asked[name])
    if asked.get("q"):
        wanted = _search(wanted, asked["q"])
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(Clarification.updated_at.desc(), Clarification.id)
    return total, session.scalars(newest.limit(asked["limit"]).offset(asked["offset"])).all()


def _search(wanted: Select[Clarification], q: str) -> Select[Clarification]:
    title = Clarification.title.regexp_match(spellings(q), flags="i")
    return wanted.where(title | Clarification.project_no.icontains(q, autoescape=True))


def next_number(session: Session, lot_id: UUID, kind: str) -> int:
    """第N次 the next of that kind on that lot; the row stays locked until the transaction ends."""
    given = session.scalar(
        insert(ClarificationNumber)
        .values(lot_id=lot_id, kind=kind, last=1)
        .on_conflict_do_update(
            index_elements=[ClarificationNumber.lot_id, ClarificationNumber.kind],
            set_={"last": ClarificationNumber.last + 1},
        )
        .returning(ClarificationNumber.last)
    )
    return int(given or 0)


def issued_lots(session: Session, lot_ids: Iterable[UUID]) -> set[UUID]:
    """招标文件已发出的分包 those of these lots whose effective tender document is issued."""
    found = (
        select(TenderLot.lot_id)
        .join(TenderDocument)
        .where(TenderLot.lot_id.in_(list(lot_ids)), TenderLot.effective)
        .where(TenderDocument.state == "issued")
    )
    return set(session.scalars(found))


def amendments(session: Session, lot_ids: Iterable[UUID]) -> Sequence[tuple[Clarification, int]]:
    """已发布的澄清、补充 of any of these lots with the highest number there, oldest first."""
    number = func.max(ClarificationLot.n)
    found = (
        select(Clarification, number)
        .join(ClarificationLot)
        .where(ClarificationLot.lot_id.in_(list(lot_ids)), Clarification.state == "issued")
        .group_by(Clarification.id)
        .order_by(Clarification.issued_at, Clarification.id)
    )
    return [(one, n or 0) for one, n in session.execute(found)]


def amended(session: Session, lot_ids: Iterable[UUID]) -> set[UUID]:
    """已修改的分包 those of these lots that an issued clarification is of."""
    found = select(ClarificationLot.lot_id).where(
        ClarificationLot.lot_id.in_(list(lot_ids)), ClarificationLot.n.is_not(None)
    )
    return set(session.scalars(found))


def open_on(session: Session, lot_id: UUID) -> Sequence[Clarification]:
    """未发布的答疑文件 of this lot, locked."""
    owners = select(ClarificationLot.clarification_id).where(ClarificationLot.lot_id == lot_id)
    wanted = select(Clarification).where(
        Clarification.id.in_(owners), Clarification.state.in_(_OPEN)
    )
    locked = wanted.order_by(Clarification.id).with_for_update(of=Clarification)
    return session.scalars(locked).all()
