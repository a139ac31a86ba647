"""采购品目 queries; an edition is written once and only read after that."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from registry.models import CatalogueEdition, CatalogueEntry


def in_force(session: Session, on: date) -> int | None:
    """现行版本 of that day; the first one for days before it; None before the seed."""
    newest = (CatalogueEdition.effective_from.desc(), CatalogueEdition.id.desc())
    asked = select(CatalogueEdition.id).where(CatalogueEdition.effective_from <= on)
    found = session.scalar(asked.order_by(*newest).limit(1))
    if found is not None:
        return found
    return session.scalar(select(CatalogueEdition.id).order_by(CatalogueEdition.effective_from))


def editions(session: Session) -> Sequence[CatalogueEdition]:
    """全部版本 the newest first."""
    newest = (CatalogueEdition.effective_from.desc(), CatalogueEdition.id.desc())
    return session.scalars(select(CatalogueEdition).order_by(*newest)).all()


def levels(session: Session, edition: int | None, codes: Collection[str]) -> dict[str, int]:
    """层级 of those of these codes that the edition has."""
    asked = select(CatalogueEntry.code, CatalogueEntry.level)
    found = asked.where(CatalogueEntry.edition_id == edition, CatalogueEntry.code.in_(codes))
    return dict(session.execute(found).all())


def names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """名称 by code, from the newest edition that has it: old codes stay readable."""
    asked = (
        select(CatalogueEntry.code, CatalogueEntry.name)
        .join(CatalogueEdition, CatalogueEdition.id == CatalogueEntry.edition_id)
        .where(CatalogueEntry.code.in_(codes))
        .order_by(CatalogueEdition.effective_from, CatalogueEdition.id)
    )
    return dict(session.execute(asked).all())


def all_names(session: Session, edition: int | None) -> dict[str, str]:
    """全部名称 of an edition, by code."""
    asked = select(CatalogueEntry.code, CatalogueEntry.name)
    found = asked.where(CatalogueEntry.edition_id == edition)
    return dict(session.execute(found).all())


Found = tuple[CatalogueEntry, bool]
"""An entry, and whether nothing stands under it."""


def search(
    session: Session, edition: int | None, q: str, least_level: int, limit: int
) -> list[Found]:
    """查品目 the beginning of a code, or words that all stand in what is said of it."""
    typed = q.strip()
    words = [CatalogueEntry.said.contains(one, autoescape=True) for one in typed.lower().split()]
    code = CatalogueEntry.code.startswith(typed.upper(), autoescape=True)
    fits = or_(code, and_(*words))
    asked = _entries(edition, fits, CatalogueEntry.level >= least_level)
    return [(one, leaf) for one, leaf in session.execute(asked.limit(limit))]


def children(session: Session, edition: int | None, parent: str) -> list[Found]:
    """下级 what stands right under it; the letters where ``parent`` is empty."""
    asked = _entries(edition, CatalogueEntry.parent == parent)
    return [(one, leaf) for one, leaf in session.execute(asked)]


def these(session: Session, edition: int | None, codes: Collection[str]) -> list[Found]:
    """品目 with these codes, from the top."""
    asked = _entries(edition, CatalogueEntry.code.in_(codes))
    return [(one, leaf) for one, leaf in session.execute(asked)]


def _entries(edition: int | None, *where: ColumnElement[bool]) -> Select[CatalogueEntry, bool]:
    under = aliased(CatalogueEntry)
    below = select(under.code).where(
        under.edition_id == CatalogueEntry.edition_id, under.parent == CatalogueEntry.code
    )
    asked = select(CatalogueEntry, ~below.exists())
    mine = asked.where(CatalogueEntry.edition_id == edition, *where)
    return mine.order_by(CatalogueEntry.place)


def put(session: Session, told: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> int:
    """写入版本 a new one with all its entries; gives its id."""
    made = session.scalar(insert(CatalogueEdition).values(told).returning(CatalogueEdition.id))
    edition = int(made or 0)
    session.execute(insert(CatalogueEntry), [{**one, "edition_id": edition} for one in rows])
    return edition


def any_edition(session: Session) -> bool:
    """是否已有版本."""
    return bool(session.scalar(select(func.count()).select_from(CatalogueEdition)))
