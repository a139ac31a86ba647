"""场地使用 what is or was held in a window, as columns: a week of all rooms is hundreds of rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, false, func, or_, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from venue.models import Claim, Closure, Project, Room


class Use(NamedTuple):
    """占用 a room for a time, by a project or closed by the centre; ``blocked_*`` all included."""

    room_id: int
    room_name: str
    begins: datetime
    ends: datetime
    blocked_from: datetime
    blocked_until: datetime
    own: bool
    project_no: str | None
    project_name: str | None
    closure_kind: str | None
    reason: str | None


_COLUMNS = (
    *(Room.id, Room.name),
    *(func.lower(Claim.during), func.upper(Claim.during)),
    *(func.lower(Claim.blocked), func.upper(Claim.blocked)),
    *(
        func.coalesce(Project.agency_id == bindparam("org", type_=Uuid), false()),
        Project.no,
        Project.name,
    ),
    *(Closure.kind, Closure.reason),
)


_USES = (
    select(*_COLUMNS)
    .select_from(Claim)
    .join(Room, Room.id == Claim.room_id)
    .outerjoin(Project, Project.id == Claim.project_id)
    .outerjoin(Closure, Closure.id == Claim.closure_id)
)


def between(
    session: Session, begins: datetime, ends: datetime, kind: str | None, org_id: UUID | None
) -> Sequence[Use]:
    """场地使用 by room and time; what holds and what was used, each by its own index.

    ``own`` is what ``org_id`` holds: the database compares, for hundreds of ids made into objects
    would take longer than the rest.
    """
    window = Range(begins, ends, bounds="[)")
    met = Claim.blocked.overlaps(window)
    asked = _USES.where(
        or_(and_(Claim.holding, met), and_(Claim.used, met)), Claim.during.overlaps(window)
    )
    if kind:
        asked = asked.where(Room.kind == kind)
    rows = session.execute(asked.order_by(Room.id, func.lower(Claim.during)), {"org": org_id})
    return [Use(*row) for row in rows]


_BUSY = text(
    """
    SELECT room_id, lower(span) AS begins, upper(span) AS ends
      FROM (SELECT room_id, unnest(range_agg(blocked * tstzrange(:begins, :ends))) AS span
              FROM venue_claim
             WHERE holding AND blocked && tstzrange(:begins, :ends)
                OR used AND blocked && tstzrange(:begins, :ends)
             GROUP BY room_id) AS whole ORDER BY 1, 2
    """
)


def busy(
    session: Session, begins: datetime, ends: datetime
) -> dict[int, list[dict[str, datetime]]]:
    """忙时 by room, apart from each other, cut to the window."""
    found: dict[int, list[dict[str, datetime]]] = {}
    for one in session.execute(_BUSY, {"begins": begins, "ends": ends}):
        found.setdefault(one.room_id, []).append({"begins": one.begins, "ends": one.ends})
    return found
