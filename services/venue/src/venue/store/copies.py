"""副本 what registry told of projects and lots; registry alone decides about them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.vocab import LotState

from venue.models import Lot, Project

ENDED = (LotState.CANCELLED, LotState.FAILED)
"""States that no later news changes: an answer that is older than the event is not believed."""


def adopt(
    session: Session, project: Mapping[str, Any], lots: Sequence[Mapping[str, Any]], seq: int = 0
) -> None:
    """接收分包 keep registry's snapshot; ``seq`` orders events, an answer to a question has none.

    An event that is older than what is kept changes nothing. Rows are taken in one order: the
    project, then its lots by id.
    """
    made = insert(Project).values(**project)
    named = {key: made.excluded[key] for key in ("no", "name", "agency_id", "agency_name")}
    session.execute(made.on_conflict_do_update(index_elements=[Project.id], set_=named))
    rows = [
        {**one, "project_id": project["id"], "told_seq": seq}
        for one in sorted(lots, key=lambda one: str(one["id"]))
    ]
    if not rows:
        return
    added = insert(Lot).values(rows)
    told = {key: added.excluded[key] for key in ("no", "position", "state")}
    newer = (Lot.told_seq <= seq) if seq else Lot.state.not_in(ENDED)
    kept = {**told, "told_seq": func.greatest(Lot.told_seq, seq)}
    session.execute(added.on_conflict_do_update(index_elements=[Lot.id], set_=kept, where=newer))


def move_lot(session: Session, lot_id: UUID, state: str, seq: int) -> None:
    """分包状态 as an event told, unless a later one was heard before; locks the lot."""
    session.execute(
        update(Lot).where(Lot.id == lot_id, Lot.told_seq < seq).values(state=state, told_seq=seq)
    )


def lots(session: Session, lot_ids: Iterable[UUID]) -> Sequence[Lot]:
    """分包 as kept here, in the project's order."""
    wanted = select(Lot).where(Lot.id.in_(set(lot_ids))).order_by(Lot.position, Lot.id)
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def project(session: Session, project_id: UUID) -> Project | None:
    """项目 as kept here."""
    return session.get(Project, project_id, populate_existing=True)
