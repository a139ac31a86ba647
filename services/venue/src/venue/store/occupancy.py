"""使用统计 sums over claims: what was held or closed, by room, hour and agency."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Rows = Sequence[Any]

_STRETCHES = text(
    """
    SELECT room_id, closed, lower(span) AS begins, upper(span) AS ends
      FROM (SELECT room_id, closure_id IS NOT NULL AS closed,
                   unnest(range_agg(during * tstzrange(:begins, :ends))) AS span
              FROM venue_claim
             WHERE (holding AND blocked && tstzrange(:begins, :ends)
                 OR used AND blocked && tstzrange(:begins, :ends))
               AND during && tstzrange(:begins, :ends)
             GROUP BY room_id, closed) AS whole
    """
)
_ROOMS = text(
    """
    SELECT room_id, count(DISTINCT booking_id) FILTER (WHERE holding OR used) AS bookings,
           count(*) FILTER (WHERE NOT holding AND NOT used) AS given_back
      FROM venue_claim
     WHERE booking_id IS NOT NULL AND during && tstzrange(:begins, :ends)
     GROUP BY room_id
    """
)
_AGENCIES = text(
    """
    SELECT p.agency_name, count(DISTINCT c.booking_id) AS bookings,
           sum(extract(epoch FROM upper(c.during) - lower(c.during)) / 60)::int AS held_minutes
      FROM venue_claim c JOIN venue_project p ON p.id = c.project_id
     WHERE (c.holding OR c.used) AND c.booking_id IS NOT NULL
       AND c.during && tstzrange(:begins, :ends)
     GROUP BY p.agency_id, p.agency_name ORDER BY 2 DESC, 1 LIMIT 20
    """
)


def stretches(session: Session, begins: datetime, ends: datetime) -> Rows:
    """占用时段 room_id, closed, begins, ends: apart from each other within a room."""
    return session.execute(_STRETCHES, {"begins": begins, "ends": ends}).all()


def counts(session: Session, begins: datetime, ends: datetime) -> Rows:
    """预约数 room_id, bookings, given_back."""
    return session.execute(_ROOMS, {"begins": begins, "ends": ends}).all()


def agencies(session: Session, begins: datetime, ends: datetime) -> Rows:
    """代理机构 agency_name, bookings, held_minutes: the twenty that hold most."""
    return session.execute(_AGENCIES, {"begins": begins, "ends": ends}).all()
