"""场地关闭 rooms that the centre keeps to itself: claims like any other, refused like any other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.venue import closure_created, closure_ended
from tenderhall_contracts.vocab import LABELS, ClosureKind, ClosureState
from tenderhall_kit.law import SHANGHAI
from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking, Closure, Room
from venue.rules import closures as rules
from venue.store import claims, closures
from venue.store import rooms as room_store
from venue.store.claims import Held, Want

TRIES = 3
"""A rival may free a room between our refusal and our look at it; then it is tried again."""


def create_closure(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """登记场地关闭 all of the rooms, or none.

    Raises:
        Problem: VALIDATION_FAILED, or ROOM_CONFLICT with the live bookings that stand in its way:
            whom to talk to before it can be tried again.
    """
    begins, ends = max(payload["begins"], work.now), payload["ends"]
    invalid(rules.findings(payload["begins"], ends, work.now))
    rooms = room_store.known(work.session, payload["room_ids"])
    if {one.id for one in rooms} != set(payload["room_ids"]):
        invalid([rules.unknown_room()])
    row = Closure(
        kind=payload["kind"],
        begins=begins,
        ends=ends,
        reason=payload["reason"].strip(),
        created_by=work.actor.name or work.actor.user_id,
        created_at=work.now,
        version=1,
    )
    work.session.add(row)
    work.session.flush()
    _hold(work, row, rooms)
    return _tell(work, "create", closure_created, row, rooms)


def end_closure(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """结束场地关闭 the rooms are free at once.

    Raises:
        Problem: NOT_FOUND, STATE_CONFLICT where it is over, or VERSION_CONFLICT.
    """
    row = closures.lock(work.session, payload["id"])
    if row is None:
        raise Problem("NOT_FOUND")
    state = _state(work, row)
    if state not in (ClosureState.PLANNED, ClosureState.RUNNING):
        raise Problem("STATE_CONFLICT", state=state.value, state_zh=LABELS[state])
    if row.version != payload["version"]:
        raise Problem("VERSION_CONFLICT", version=row.version)
    claims.free_closure(work.session, row.id)
    row.ended_at, row.ended_by = work.now, work.actor.name or work.actor.user_id
    row.version += 1
    work.session.flush()
    rooms = closures.rooms_of(work.session, [row.id])[row.id]
    return _tell(work, "end", closure_ended, row, rooms)


def list_closures(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """场地关闭列表."""
    asked = {name: payload[name] for name in ("past", "limit", "offset")}
    total, found = closures.page(work.session, work.now, **asked)
    rooms = closures.rooms_of(work.session, [one.id for one in found])
    return {"total": total, "items": [_shown(work, one, rooms[one.id]) for one in found]}


def _hold(work: Work, row: Closure, rooms: Sequence[Room]) -> None:
    wants = [Want(one.id, row.begins, row.ends, 0) for one in rooms]
    met: Sequence[Held] = ()
    for _ in range(TRIES):
        if claims.close(work.session, row.id, wants):
            return
        met = claims.clashes(work.session, claims.CENTRE, wants)
        if met:
            break
    raise Problem("ROOM_CONFLICT", bookings=_in_the_way(work, met))


def _in_the_way(work: Work, met: Iterable[Held]) -> list[dict[str, Any]]:
    """Each booking with the rooms and times that it holds, earliest first."""
    found: dict[str, dict[str, Any]] = {}
    for one in met:
        booking = work.session.get(Booking, one.claim.booking_id) if one.claim.booking_id else None
        if booking:
            told = found.setdefault(str(booking.id), {**answers.kept_by(booking), "rooms": []})
            told["rooms"].append(_used(one))
    return list(found.values())


def _used(one: Held) -> dict[str, Any]:
    times = {"begins": one.claim.during.lower, "ends": one.claim.during.upper}
    shown = {name: at.astimezone(SHANGHAI).isoformat() for name, at in times.items() if at}
    return {"room_id": one.room.id, "room_name": one.room.name, **shown}


def _state(work: Work, row: Closure) -> ClosureState:
    return ClosureState(rules.state(row.begins, row.ends, row.ended_at, work.now))


def _shown(work: Work, row: Closure, rooms: Iterable[Room]) -> dict[str, Any]:
    state, kind = _state(work, row), ClosureKind(row.kind)
    same = ("id", "version", "reason", "created_by", "created_at", "ended_by", "ended_at")
    return {
        **{name: getattr(row, name) for name in same},
        "kind": kind,
        "kind_zh": LABELS[kind],
        "state": state,
        "state_zh": LABELS[state],
        "rooms": [{"id": one.id, "name": one.name} for one in rooms],
        "begins": row.begins.astimezone(SHANGHAI),
        "ends": row.ends.astimezone(SHANGHAI),
    }


def _tell(
    work: Work, action: str, event: Event, row: Closure, rooms: Sequence[Room]
) -> dict[str, Any]:
    facts = {
        "closure_id": row.id,
        "kind": row.kind,
        "room_ids": [one.id for one in rooms],
        "begins": row.begins,
        "ends": row.ends,
        "reason": row.reason,
    }
    shown = _shown(work, row, rooms)
    work.record(f"closure.{action}", subject=("closure", row.id), after=shown)
    work.emit(event, facts, aggregate=("closure", row.id, row.version))
    return shown
