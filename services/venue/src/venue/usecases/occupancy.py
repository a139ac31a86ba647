"""场地使用统计 for the centre: by room, by hour of the day, by agency."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from tenderhall_kit.law import SHANGHAI
from tenderhall_kit.work import Work

from venue.models import Room
from venue.rules import bookings
from venue.rules import occupancy as rules
from venue.store import occupancy as store
from venue.store import rooms


def occupancy(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地使用统计 of days, both counted.

    Raises:
        Problem: VALIDATION_FAILED where there are more than 366.
    """
    first, last = payload["first"], payload["last"]
    rules.ensure_days(first, last)
    span = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    days = [day for day in span if bookings.works_on(day, work.law)]
    window = _midnight(first), _midnight(last + timedelta(days=1))
    kept = rooms.rooms(work.session, payload.get("kind"))
    known = {one.id for one in kept}
    used = [one for one in store.stretches(work.session, *window) if one.room_id in known]
    counts = {one.room_id: one for one in store.counts(work.session, *window)}
    return {
        "working_days": len(days),
        "provisional": any(not work.law.is_official(day) for day in span),
        "rooms": [_room(one, used, counts.get(one.id), days) for one in kept],
        "hours": _hours(used),
        "agencies": [one._asdict() for one in store.agencies(work.session, *window)],
    }


def _room(room: Room, used: Sequence[Any], counted: Any, days: Sequence[date]) -> dict[str, Any]:
    mine = [one for one in used if one.room_id == room.id]
    closed = sum(
        rules.within_hours(one.begins, one.ends, room.opens, room.closes, days)
        for one in mine
        if one.closed
    )
    return {
        "room_id": room.id,
        "room_name": room.name,
        "kind": room.kind,
        "open_minutes": rules.open_minutes(room.opens, room.closes, len(days)) - closed,
        "held_minutes": sum(rules.minutes(one.begins, one.ends) for one in mine if not one.closed),
        "closed_minutes": closed,
        "bookings": counted.bookings if counted else 0,
        "given_back": counted.given_back if counted else 0,
    }


def _hours(used: Sequence[Any]) -> list[dict[str, int]]:
    held: Counter[int] = Counter()
    for one in used:
        for hour, count in [] if one.closed else rules.by_hour(one.begins, one.ends):
            held[hour] += count
    return [{"hour": hour, "held_minutes": held[hour]} for hour in sorted(held)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
