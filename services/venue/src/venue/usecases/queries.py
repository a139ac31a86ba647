"""查询 what may be seen of rooms and bookings; nothing here changes anything."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State
from tenderhall_kit.law import Calculator
from tenderhall_kit.work import Work

from venue import answers
from venue.rules import bookings as rules
from venue.store import bookings, rooms
from venue.usecases import waits
from venue.usecases.steps import find


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


def get_booking(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """查看场地预约.

    Raises:
        Problem: NOT_FOUND.
    """
    found = find(work, payload["id"])
    told = answers.form(work, found) | {"wait": waits.waiting(work, found.id)}
    return told if work.actor.role is Role.SERVICE else told | answers.for_review(work, found)


def list_bookings(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地预约列表 of what the caller may see, newest first."""
    seen = bookings.seen_by(work.actor.role, work.actor.org_id)
    total, found = bookings.page(work.session, seen, payload)
    return {"total": total, "items": [answers.booking(work, one) for one in found]}


def live_bookings(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """有效预约 pending or approved, for the services that need the opening's time and place."""
    found = list(bookings.live_bookings(work.session, payload["lot_ids"]))
    if payload.get("awaiting"):
        changes = bookings.changes_on(work.session, payload["lot_ids"])
        found += [one for one in changes if one.awaiting_notice]
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
