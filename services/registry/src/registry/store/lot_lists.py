"""选择分包 queries over an agency's lots that stay fast however many it has."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from tenderhall_contracts.workflow import State
from tenderhall_kit.actors import Actor

from registry.models import Lot, Project
from registry.store.project_lists import MOST

NEWEST = 100
"""Of so many lots in a fitting state, the newest, it is judged whether they may be chosen."""

FOUND = 500
"""A search gives so many at most."""

LotRow = tuple[Lot, str, str]
"""A lot with its project's number and name."""

_SHOWN = (Lot, Project.no, Project.name)
_ORDER = (Project.created_at.desc(), Project.no.desc(), Lot.position, Lot.round)


def own_lots(actor: Actor, *, project_id: UUID | None) -> Select[Lot, str, str]:
    """本机构的分包 of approved projects."""
    asked = (
        select(*_SHOWN)
        .join(Project, Project.id == Lot.project_id)
        .where(Project.agency_id == UUID(str(actor.org_id)), Project.state == State.APPROVED.value)
    )
    return asked.where(Project.id == project_id) if project_id else asked


def found(session: Session, asked: Select[Lot, str, str], q: str) -> Select[Lot, str, str]:
    """查找 those with every word in the project's number, name or purchaser, or in their own name.

    Looked for once: at most ``FOUND``, the newest.
    """
    for word in q.lower().split():
        told = (Project.said.contains(word, autoescape=True), _in_name(word))
        asked = asked.where(or_(*told))
    some = asked.with_only_columns(Lot.id).order_by(*_ORDER).limit(FOUND)
    ids = session.scalars(some).all()
    return select(*_SHOWN).join(Project, Project.id == Lot.project_id).where(_among(ids))


def _among(ids: Sequence[UUID]) -> ColumnElement[bool]:
    """One value for all of them: hundreds of single ones take longer than the search."""
    return Lot.id == any_(literal(list(ids), ARRAY(Uuid)))


def _in_name(word: str) -> ColumnElement[bool]:
    """Latin letters in any case; Chinese has none, and is looked for as it is."""
    name = func.lower(Lot.name) if word.upper() != word else Lot.name
    return or_(name.contains(word, autoescape=True), Lot.no == word.upper())


def in_states(
    session: Session, asked: Select[Lot, str, str], states: Iterable[str]
) -> list[LotRow]:
    """这些状态的分包 the newest of those asked for."""
    fitting = asked.where(Lot.state.in_(list(states)))
    return _rows(session, fitting.order_by(*_ORDER).limit(NEWEST))


def count(session: Session, asked: Select[Lot, str, str]) -> int:
    """分包数 at most ``MOST``: nobody reads further."""
    some = asked.with_only_columns(Lot.id).limit(MOST)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def others(
    session: Session,
    asked: Select[Lot, str, str],
    shown: Sequence[UUID],
    *,
    limit: int,
    offset: int,
) -> list[LotRow]:
    """其余分包 without those that are ``shown`` before them, newest projects first."""
    if limit <= 0:
        return []
    rest = asked.where(~_among(shown)).order_by(*_ORDER)
    return _rows(session, rest.limit(limit).offset(max(offset, 0)))


def _rows(session: Session, asked: Select[Lot, str, str]) -> list[LotRow]:
    return [(lot, no, name) for lot, no, name in session.execute(asked)]
