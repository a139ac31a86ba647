"""采购品目 editions of the procurement catalogue; none is ever changed, a new one takes over."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class CatalogueEdition(Base):
    """品目版本 in force from a day on, until a later one is."""

    __tablename__ = "catalogue_edition"
    __table_args__ = (Index("catalogue_in_force", "effective_from", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    effective_from: Mapped[date]
    rows: Mapped[int]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())


class CatalogueEntry(Base):
    """品目 ``place`` is its place in the order of the catalogue."""

    __tablename__ = "catalogue_entry"
    __table_args__ = (
        Index("catalogue_children", "edition_id", "parent", "place"),
        Index("catalogue_code", "code", "edition_id"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_edition.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    name: Mapped[str]
    parent: Mapped[str]
    level: Mapped[int]
    path: Mapped[list[str]]
    said: Mapped[str]
    """名称 and those above it, pinyin and initials, in lower case: what a search looks in."""
