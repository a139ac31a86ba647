"""场地使用 what is taken, and what is free; nothing here changes anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range
from tenderhall_kit.law import SHANGHAI, day_of
from tenderhall_kit.work import Work

from venue import answers
from venue.rules import bookings as rules
from venue.rules import countdown
from venue.store import copies, rooms, slots, uses

HORIZONS = (7, 21, 60, 180)
"""Calendar days to search for free slots, wider while too few are found."""


@dataclass(frozen=True, slots=True)
class Need:
    """所需 a room of a kind, from when, for how long; ``project_id`` may share what it holds."""

    kind: str
    minutes: int
    capacity: int
    begins: datetime
    project_id: UUID

    @property
    def ends(self) -> datetime:
        """Half open."""
        return self.begins + timedelta(minutes=self.minutes)


def usage(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地使用信息 (manual 3.3.3③); other agencies' projects are told as 已占用.

    Raises:
        Problem: VALIDATION_FAILED where the window is longer than 31 days.
    """
    begins, ends = payload["begins"], payload["ends"]
    rules.ensure_window(begins, ends)
    org = UUID(work.actor.org_id) if work.actor.org_id else None
    found = uses.between(work.session, begins, ends, payload.get("kind"), org)
    return {"items": [answers.used(work, one) for one in found]}


def free_busy(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地忙闲 merged stretches of every room, nobody named.

    Raises:
        Problem: VALIDATION_FAILED where the window is longer than 31 days.
    """
    begins, ends = payload["begins"], payload["ends"]
    rules.ensure_window(begins, ends)
    kept = rooms.rooms(work.session, payload.get("kind"))
    wanted = [one for one in kept if not payload["room_ids"] or one.id in payload["room_ids"]]
    busy = uses.busy(work.session, begins, ends)
    return {
        "rooms": [
            {"room_id": one.id, "room_name": one.name, "busy": busy.get(one.id, [])}
            for one in wanted
        ]
    }


def free_slots(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查找空闲时段 the next free slots; what one's own project holds does not count as taken."""
    need = _need(work, payload, payload["not_before"])
    found = next_free(work, need, payload["limit"], payload.get("room_id"))
    return {"items": found, "earliest_lawful": _earliest_lawful(work)}


def free_rooms(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查找空闲场地 smallest first; none in the past, on days off or across midnight."""
    found = rooms_free(work, _need(work, payload, payload["begins"]))
    return {"items": [answers.room(one) for one in found]}


def next_free(
    work: Work, need: Need, limit: int, room_id: int | None = None
) -> list[dict[str, Any]]:
    """下几个空闲时段 on working days within the rooms' hours, never in the past."""
    start = max(need.begins, work.now)
    found: list[dict[str, Any]] = []
    for horizon in HORIZONS:
        days = rules.working_days(day_of(start), horizon, work.law)
        asked = slots.Gap(
            *(need.kind, need.minutes, need.capacity, start, need.project_id, days, limit, room_id)
        )
        found = slots.free_slots(work.session, asked)
        if len(found) >= limit:
            break
    return [local(one) for one in found]


def rooms_free(work: Work, need: Need) -> list[Any]:
    """空闲场地 as booking would find them: open, large enough, and held by no other project."""
    begins, ends = need.begins.astimezone(SHANGHAI), need.ends.astimezone(SHANGHAI)
    lawful = begins > work.now and rules.works_on(begins.date(), work.law)
    if not lawful or begins.date() != ends.date():
        return []
    during = Range(begins, ends, bounds="[)")
    return list(rooms.free(work.session, need.kind, need.capacity, during, need.project_id))


def _need(work: Work, payload: Mapping[str, Any], begins: datetime) -> Need:
    project = _own_project(work, payload.get("project_id"))
    return Need(payload["kind"], payload["minutes"], payload["capacity"], begins, project)


def _own_project(work: Work, project_id: UUID | None) -> UUID:
    """Asking as another agency's project would show where that project is."""
    project = copies.project(work.session, project_id) if project_id else None
    own = project is not None and str(project.agency_id) == work.actor.org_id
    return project.id if project and own else slots.NOBODY


def _earliest_lawful(work: Work) -> date | None:
    if work.reference.missing:
        return None
    return countdown.earliest_opening(work.now, work.law, answers.review_days(work))


def local(slot: Mapping[str, Any]) -> dict[str, Any]:
    """北京时间 a slot as it is told."""
    times = {name: slot[name].astimezone(SHANGHAI) for name in ("begins", "ends")}
    return {**slot, **times}
