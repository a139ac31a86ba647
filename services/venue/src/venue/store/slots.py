"""空闲时段 the next free slots: interval algebra in the database, by multiranges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

NOBODY = UUID(int=0)
"""No project has this id: every claim is another project's."""


@dataclass(frozen=True, slots=True)
class Gap:
    """查找条件 what a free slot must satisfy; ``room_id`` None means any of the kind."""

    kind: str
    minutes: int
    capacity: int
    not_before: datetime
    project_id: UUID
    days: Sequence[date]
    limit: int
    room_id: int | None = None


_FREE_SLOTS = text(
    """
    WITH room AS (
      SELECT id, name, capacity, before_min, buffer_min,
             (SELECT range_agg(tstzrange((d + opens) AT TIME ZONE 'Asia/Shanghai',
                                         (d + closes) AT TIME ZONE 'Asia/Shanghai', '[)'))
                FROM unnest(CAST(:days AS date[])) AS d)
             * tstzmultirange(tstzrange(:not_before, NULL)) AS open
        FROM venue_room WHERE kind = :kind AND capacity >= :capacity AND enabled
           AND (CAST(:room AS int) IS NULL OR id = :room)),
    gap AS (
      -- a slot of m minutes with clean-up a fits before a claim where m + a fit, and after one
      -- with preparation b where b + m fit: so a claim is widened by a on its left, b on its right
      SELECT room.id, room.name, room.capacity,
             unnest(room.open - COALESCE(busy.held, '{}'::tstzmultirange)) AS g
        FROM room LEFT JOIN LATERAL (
          SELECT range_agg(tstzrange(lower(c.blocked) - make_interval(mins => room.buffer_min),
                                     upper(c.blocked)
                                     + make_interval(mins => room.before_min))) AS held
            FROM venue_claim c
           WHERE c.room_id = room.id AND c.holding AND c.project_id <> :project
             AND c.blocked && tstzrange(lower(room.open) - make_interval(mins => room.before_min),
                   upper(room.open) + make_interval(mins => room.buffer_min))) busy ON true),
    fit AS (
      SELECT id, name, capacity, upper(g) AS until,
             to_timestamp(ceil(extract(epoch FROM lower(g)) / 900) * 900) AS first
        FROM gap)
    SELECT id AS room_id, name AS room_name, begins,
           begins + make_interval(mins => :minutes) AS ends
      FROM fit, generate_series(first, until - make_interval(mins => :minutes),
                                make_interval(mins => :minutes)) AS begins
     ORDER BY begins, capacity, id LIMIT :limit
    """
)


def free_slots(session: Session, asked: Gap) -> list[dict[str, Any]]:
    """空闲时段 the earliest free slots on these days, at quarters of an hour; small rooms first.

    The interval algebra is the database's own (multiranges): open hours minus what is held. In each
    free stretch slots follow each other without overlap.
    """
    rows = session.execute(
        _FREE_SLOTS,
        {
            "days": list(asked.days),
            "not_before": asked.not_before,
            "kind": asked.kind,
            "capacity": asked.capacity,
            "project": asked.project_id,
            "minutes": asked.minutes,
            "limit": asked.limit,
            "room": asked.room_id,
        },
    )
    return [dict(row) for row in rows.mappings()]
