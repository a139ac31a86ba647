"""What venue tells of swaps, as the contracts' fields: each side knows itself only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tenderhall_contracts.workflow import STATE_ZH, SWAP, Action, State, allowed
from tenderhall_kit.law import SHANGHAI
from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking, Swap

_SAME = ("id", "version", "reason", "proposed_at", "updated_at")
_OF_OTHER = frozenset({Action.CONSENT, Action.REFUSE})
_BY = {"propose": "one", "withdraw": "one", "consent": "other", "refuse": "other"}
"""Whose people take which step."""


def slot(row: Booking) -> dict[str, Any]:
    """时段 of a booking when the swap was proposed, as JSON values (``BaseOut``)."""
    told = answers.base(row)
    times = {
        name: told[name] and told[name].astimezone(SHANGHAI).isoformat()
        for name in ("opening_at", "evaluation_at")
    }
    return told | times | {"id": str(row.id)}


def label(work: Work, row: Booking) -> str:
    """一方的名称 to the centre and to its own agency; to the other that it is the other."""
    own = str(row.agency_id) == str(work.actor.org_id)
    return (
        f"{row.project.no} {row.project.name}" if own or work.actor.role.of_centre else "对方预约"
    )


def swap(work: Work, row: Swap) -> dict[str, Any]:
    """互换 as one row of a list."""
    state = State(row.state)
    told = (row.one, row.one_slot), (row.other, row.other_slot)
    return {
        **{name: getattr(row, name) for name in _SAME},
        "state": state,
        "state_zh": STATE_ZH[state],
        "allowed": _allowed(work, row),
        "sides": [_side(work, booking, held) for booking, held in told],
    }


def form(work: Work, row: Swap) -> dict[str, Any]:
    """互换 in full, with what was done with it."""
    return {**swap(work, row), "history": _history(work, row)}


def facts(row: Swap, before: str | None, opinion: str | None) -> dict[str, Any]:
    """事件内容 of the proposing agency's form, and whose the other booking is."""
    told = answers.facts(row.one, before, opinion)
    return told | {
        "form_type": "swap",
        "form_id": row.id,
        "form_version": row.version,
        "title": f"{row.one.project.name} · 开标场地互换",
        "state": row.state,
        "other_agency_id": row.other.agency_id,
        "other_lot_nos": [one.lot.no for one in row.other.standing],
        "flags": [],
    }


def _side(work: Work, row: Booking, held: Mapping[str, Any]) -> dict[str, Any]:
    own = _own(work, row)
    named = own or work.actor.role.of_centre
    return {
        "own": own,
        "label": label(work, row),
        "lot_nos": [one.lot.no for one in row.standing] if named else [],
        "slot": _read(held),
    }


def _read(held: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: held[name] for name in ("opening_at", "evaluation_at")}
    read = {name: told and datetime.fromisoformat(told) for name, told in times.items()}
    return {**held, **read}


def _allowed(work: Work, row: Swap) -> list[Action]:
    """Each agency its own part: who proposed may withdraw, the other may agree or not."""
    found = allowed(SWAP, State(row.state), work.actor.role)
    mine = {_own(work, one) for one in row.both}
    if not work.actor.role.of_agency or mine == {True}:
        return found
    return [one for one in found if (one in _OF_OTHER) != _own(work, row.one)]


def _history(work: Work, row: Swap) -> list[dict[str, Any]]:
    """What the other agency's people have done is told without their names."""
    steps = work.history(("swap", row.id))
    if not work.actor.role.of_agency:
        return steps
    others = {one for one, booking in _BY.items() if not _own(work, getattr(row, booking))}
    return [one | ({"actor_name": "对方"} if one["action"] in others else {}) for one in steps]


def _own(work: Work, row: Booking) -> bool:
    return str(row.agency_id) == str(work.actor.org_id)
