"""查询 what may be seen of rooms and bookings; nothing here changes anything."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State
from tenderhall_kit.law import SHANGHAI, Calculator, day_of
from tenderhall_kit.work import Work

from venue import answers
from venue.rules import bookings as rules
from venue.store import bookings, claims, copies, rooms, slots
from venue.usecases.steps import find

HORIZONS = (7, 21, 60, 180)
"""Calendar days to search for free slots, wider while too few are found."""


def list_rooms(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地列表."""
    found = rooms.rooms(work.session, payload.get("kind"), payload["capacity"])
    return {"items": [answers.room(one) for one in found]}


def working_days(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """工作日 by this service's copy of registry's calendar: the one that bookings are judged by.

    Raises:
        Problem: UNAVAILABLE before registry has told its calendar.
    """
    if work.reference.missing:
        raise Problem("UNAVAILABLE", missing="reference data of registry")
    days = [payload["begins"] + timedelta(days=step) for step in range(payload["days"])]
    return {"items": [_day(one, work.law) for one in days]}


def usage(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地使用信息 (manual 3.3.3③); other agencies' projects are told as 已占用.

    Raises:
        Problem: VALIDATION_FAILED where the window is longer than 31 days.
    """
    begins, ends = payload["begins"], payload["ends"]
    rules.ensure_window(begins, ends)
    held = claims.held_between(work.session, begins, ends, payload.get("kind"))
    return {"items": [answers.taken(work, *one) for one in held]}


def free_slots(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查找空闲时段 the next free slots; what one's own project holds does not count as taken."""
    found = next_free(
        work,
        payload["kind"],
        payload["minutes"],
        capacity=payload["capacity"],
        not_before=payload["not_before"],
        project_id=_own_project(work, payload.get("project_id")),
        limit=payload["limit"],
    )
    return {"items": found}


def next_free(
    work: Work,
    kind: str,
    minutes: int,
    *,
    capacity: int,
    not_before: datetime,
    project_id: UUID,
    limit: int,
) -> list[dict[str, Any]]:
    """下几个空闲时段 on working days within the rooms' hours, never in the past."""
    start = max(not_before, work.now)
    found: list[dict[str, Any]] = []
    for horizon in HORIZONS:
        days = rules.working_days(day_of(start), horizon, work.law)
        asked = slots.Gap(kind, minutes, capacity, start, project_id, days, limit)
        found = slots.free_slots(work.session, asked)
        if len(found) >= limit:
            break
    return [_local(one) for one in found]


def get_booking(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查看场地预约.

    Raises:
        Problem: NOT_FOUND.
    """
    found = find(work, payload["id"])
    told = answers.form(work, found)
    return told if work.actor.role is Role.SERVICE else told | answers.for_review(work, found)


def list_bookings(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地预约列表 of what the caller may see, newest first."""
    seen = bookings.seen_by(work.actor.role, work.actor.org_id)
    total, found = bookings.page(work.session, seen, payload)
    return {"total": total, "items": [answers.booking(work, one) for one in found]}


def live_bookings(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """有效预约 pending or approved, for the services that need the opening's time and place."""
    found = bookings.live_bookings(work.session, payload["lot_ids"])
    return {"total": len(found), "items": [answers.booking(work, one) for one in found]}


def form_state(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """表单现状 for registry, after the lease of an announced form."""
    seen = bookings.seen_by(Role.SERVICE, None)
    found = bookings.booking(work.session, payload["id"], seen)
    state = State(found.state) if found else None
    return {
        "id": payload["id"],
        "exists": found is not None,
        "live": state in answers.LIVE,
        "state": state,
    }


def _day(day: date, law: Calculator) -> dict[str, Any]:
    return {"date": day, "works": rules.works_on(day, law), "official": law.is_official(day)}


def _own_project(work: Work, project_id: UUID | None) -> UUID:
    """Asking as another agency's project would show where that project is."""
    project = copies.project(work.session, project_id) if project_id else None
    own = project is not None and str(project.agency_id) == work.actor.org_id
    return project.id if project and own else slots.NOBODY


def _local(slot: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: slot[name].astimezone(SHANGHAI) for name in ("begins", "ends")}
    return {**slot, **times}
