"""供应商库 queries.

Search goes by four indexes joined (BitmapOr): GIN over the grams of the name, and the beginnings of
pinyin, initials and code (``text_pattern_ops``). A gram is one or two characters, so a part of two
Chinese characters is found by its index alone; longer parts are checked once more on the name.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.vocab import SupplierStatus
from tenderhall_kit import told as told_rows
from tenderhall_kit.tables import Audit

from registry import spelling
from registry.models import Supplier, SupplierDebarment, SupplierSnapshot

_COUNTED = 10_000
_STEPS = 50
"""Changes of one supplier that are shown."""


def get(session: Session, uscc: str) -> Supplier | None:
    """供应商 by code."""
    return session.get(Supplier, uscc)


def lock(session: Session, codes: Collection[str]) -> dict[str, Supplier]:
    """供应商 by code, with their rows locked."""
    asked = select(Supplier).where(Supplier.uscc.in_(codes)).order_by(Supplier.uscc)
    found = session.scalars(asked.with_for_update().execution_options(populate_existing=True))
    return {one.uscc: one for one in found}


def matching(q: str) -> Select[Supplier]:
    """检索 what ``q`` is a part of, or the beginning of; all where nothing is asked for."""
    told = spelling.key(q)
    if not told:
        return select(Supplier)
    parts = Supplier.grams.contains(spelling.wanted(q))
    where = [and_(parts, Supplier.name_key.contains(told, autoescape=True))]
    if told.isascii() and told.isalnum():
        where += _beginnings(told)
    return select(Supplier).where(or_(*where))


def _beginnings(told: str) -> list[ColumnElement[bool]]:
    return [
        Supplier.pinyin.startswith(told),
        Supplier.initials.startswith(told),
        Supplier.uscc.startswith(told.upper()),
    ]


def standing(status: SupplierStatus, on: date) -> ColumnElement[bool]:
    """某日状态 that of the suppliers to be found."""
    runs = or_(SupplierDebarment.debarred_until.is_(None), SupplierDebarment.debarred_until >= on)
    held = select(SupplierDebarment.uscc).where(SupplierDebarment.debarred_from <= on, runs)
    debarred = Supplier.uscc.in_(held)
    return debarred if status is SupplierStatus.DEBARRED else ~debarred


def page(session: Session, asked: dict[str, Any], on: date) -> tuple[int, Sequence[Supplier]]:
    """检索结果 names that begin with it first; counted as far as anybody pages."""
    found = matching(asked["q"])
    if asked["status"]:
        found = found.where(standing(asked["status"], on))
    total = session.scalar(select(func.count()).select_from(found.limit(_COUNTED).subquery())) or 0
    ordered = found.order_by(*_order(spelling.key(asked["q"])))
    return total, session.scalars(ordered.limit(asked["limit"]).offset(asked["offset"])).all()


def _order(told: str) -> list[ColumnElement[Any]]:
    """By code where nothing is asked for: its index gives a page without sorting all of them."""
    code: ColumnElement[Any] = Supplier.uscc.asc()
    if not told:
        return [code]
    begins = Supplier.name_key.startswith(told, autoescape=True)
    return [begins.desc(), Supplier.name_key.asc(), code]


def steps(session: Session, uscc: str) -> Sequence[Row[Any]]:
    """变更记录 the audit rows of a supplier, the newest first."""
    told_rows.settle(session)
    mine = (Audit.subject_type == "supplier", Audit.subject_id == uscc)
    asked = select(Audit.action, Audit.actor, Audit.at, Audit.before, Audit.after).where(*mine)
    return session.execute(asked.order_by(Audit.id.desc()).limit(_STEPS)).all()


def debarments(session: Session, codes: Iterable[str]) -> dict[str, list[SupplierDebarment]]:
    """禁止参加的期间 by code, the newest first."""
    asked = (
        select(SupplierDebarment)
        .where(SupplierDebarment.uscc.in_(list(codes)))
        .order_by(SupplierDebarment.debarred_from.desc())
    )
    found: dict[str, list[SupplierDebarment]] = {}
    for one in session.scalars(asked):
        found.setdefault(one.uscc, []).append(one)
    return found


def put_debarment(session: Session, row: dict[str, Any]) -> None:
    """登记禁止参加 the same document again corrects what it said."""
    told = {name: one for name, one in row.items() if name not in ("uscc", "doc_no")}
    session.execute(
        insert(SupplierDebarment)
        .values(id=uuid4(), **row)
        .on_conflict_do_update(
            index_elements=[SupplierDebarment.uscc, SupplierDebarment.doc_no], set_=told
        )
    )


def snapshot(session: Session, row: dict[str, Any]) -> SupplierSnapshot:
    """固定快照; the same content is the one that is there."""
    same = (SupplierSnapshot.uscc == row["uscc"], SupplierSnapshot.sha256 == row["sha256"])
    session.execute(insert(SupplierSnapshot).values(id=uuid4(), **row).on_conflict_do_nothing())
    return session.scalars(select(SupplierSnapshot).where(*same)).one()
