"""项目列表 queries that stay fast over all projects: narrowed and ordered by one index each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import Session, lazyload, load_only, selectinload
from tenderhall_contracts.vocab import LotState
from tenderhall_contracts.workflow import State
from tenderhall_kit.actors import Actor
from tenderhall_kit.clock import SHANGHAI

from registry.models import Lot, Project
from registry.store.projects import visible

MOST = 2_000
"""Counting stops here: nobody reads further, and counting everything is what makes lists slow."""

_EQUAL = ("stage", "agency_id", "region", "method", "category")


def page(
    session: Session, actor: Actor, wanted: Mapping[str, Any]
) -> tuple[int, bool, Sequence[Project]]:
    """项目列表 how many there are, whether there are more than that, and one page, newest first.

    Counted and cut to the page in one statement: a search is not done twice.
    """
    found = visible(actor).where(*_narrowed(wanted)).with_only_columns(*_KEYS)
    some = found.order_by(*_newest(Project)).limit(MOST + 1).subquery()
    asked = select(some.c.id, func.count().over().label("total")).order_by(*_newest(some.c))
    ids = session.execute(asked.limit(wanted["limit"]).offset(wanted["offset"])).all()
    total = ids[0].total if ids else _beyond(session, some, wanted)
    return min(total, MOST), total > MOST, _rows(session, [one.id for one in ids])


_KEYS = (Project.id, Project.created_at, Project.no)


def _newest(of: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return of.created_at.desc(), of.no.desc()


def _beyond(session: Session, some: Subquery, wanted: Mapping[str, Any]) -> int:
    """How many there are, asked from a page that is empty."""
    if not wanted["offset"]:
        return 0
    return session.scalar(select(func.count()).select_from(some)) or 0


def _rows(session: Session, ids: Sequence[UUID]) -> Sequence[Project]:
    states = selectinload(Project.lots).options(load_only(Lot.state, Lot.position))
    asked = select(Project).where(Project.id.in_(ids)).order_by(*_newest(Project))
    return session.scalars(asked.options(states, lazyload(Project.attachments))).all()


def _narrowed(wanted: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    equal = {name: wanted[name] for name in _EQUAL if wanted.get(name) is not None}
    where = [getattr(Project, name) == getattr(one, "value", one) for name, one in equal.items()]
    return [*where, *_state(wanted.get("state")), *_between(wanted), *_words(wanted.get("q"))]


def _state(state: str | None) -> list[ColumnElement[bool]]:
    """Before approval the stage is the state, and has the index."""
    if not state:
        return []
    column = Project.state if state == State.APPROVED else Project.stage
    return [column == state]


def _between(wanted: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    since, until = wanted.get("since"), wanted.get("until")
    found = [Project.created_at >= _midnight(since)] if since else []
    return found + ([Project.created_at < _midnight(until + timedelta(1))] if until else [])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _words(q: str | None) -> list[ColumnElement[bool]]:
    """Every word stands in number, name, purchaser or plan number; the index knows its pairs."""
    words = (q or "").lower().split()
    pairs = sorted({pair for word in words for pair in _pairs(word)})
    known = [Project.pairs.contains(pairs)] if pairs else []
    return [*known, *(Project.said.contains(word, autoescape=True) for word in words)]


def _pairs(word: str) -> set[int]:
    """As ``text_pairs`` of the database makes them; every second one and the last are enough."""
    pairs = [ord(one) * 1_114_112 + ord(next_) for one, next_ in pairwise(word)]
    return {*pairs[::2], *pairs[-1:]}


def lock_projects(session: Session, ids: Collection[UUID]) -> Sequence[Project]:
    """锁定项目 in the order of their ids."""
    asked = select(Project).where(Project.id.in_(ids)).order_by(Project.id)
    locked = asked.with_for_update(of=Project, key_share=True)
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def lot_states(session: Session, ids: Collection[UUID]) -> Mapping[UUID, list[LotState]]:
    """分包状态 of each of these projects."""
    found: dict[UUID, list[LotState]] = defaultdict(list)
    rows = session.execute(select(Lot.project_id, Lot.state).where(Lot.project_id.in_(ids)))
    for project_id, state in rows:
        found[project_id].append(LotState(state))
    return found
