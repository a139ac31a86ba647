"""业务信息 what project, lots, booking and form say, which the written document must agree with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import State
from tenderhall_kit.call import Call
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from documents import store
from documents.models import TenderDocument
from documents.usecases.telling import scope

CENTRE = "衡阳市公共资源交易中心"
_PROJECT = ("name", "no", "plan_no", "category", "consortium", "imports", "performance_period")
_PARTY = ("name", "address", "contact", "phone")
_LOT = ("no", "name", "budget", "ceiling", "deposit", "quantity", "unit", "requirement")
_FORM = ("template", "title", "bid_validity_days", "price_weight", "price", "obtaining")

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Sources:
    """来源 the clients of the services that are asked."""

    registry: Any
    venue: Any


def about(work: Work, tender_id: UUID) -> dict[str, Any]:
    """关于什么 whose project and lots to ask about.

    Raises:
        Problem: NOT_FOUND where who asks may not see it.
    """
    owner, hidden = scope(work)
    row = store.find_tender(work.session, tender_id, owner)
    if row is None or row.state in hidden:
        raise Problem("NOT_FOUND")
    return {"project_id": row.project_id, "lot_ids": [one.lot_id for one in row.lots]}


def ask(call: Call, sources: Sources, about: Told) -> dict[str, Any]:
    """询问 registry and venue, before any transaction.

    Raises:
        Problem: UNAVAILABLE, DEADLINE.
    """
    project = sources.registry.get_project(call, {"id": about["project_id"]})
    return {"project": plain(project), "bookings": booked(call, sources, about["lot_ids"])}


def booked(call: Call, sources: Sources, lot_ids: Sequence[Any]) -> list[dict[str, Any]]:
    """有效预约 of these lots, as venue tells them.

    Raises:
        Problem: UNAVAILABLE, DEADLINE.
    """
    told = sources.venue.live_bookings(call, {"lot_ids": list(lot_ids)})
    return list(plain(told)["items"])


def facts(row: TenderDocument, told: Told) -> dict[str, Any]:
    """业务信息 in the words of the model texts' sources; ``told`` is what ``ask`` gave."""
    project = plain(told["project"])
    lot_ids = {str(one.lot_id) for one in row.lots}
    lots = sorted(
        (one for one in project["lots"] if one["id"] in lot_ids), key=lambda one: one["no"]
    )
    return {
        "project": {**{name: project.get(name) for name in _PROJECT}, **_sums(project, lots)},
        "purchaser": _party(project.get("purchaser")),
        "agency": _agency(project),
        "lots": [{name: one.get(name) for name in _LOT} for one in lots],
        "booking": _booking(told["bookings"], lot_ids),
        "document": plain({name: getattr(row, name) for name in _FORM}),
    }


def _sums(project: Told, lots: Sequence[Told]) -> dict[str, Any]:
    """The project's own figures where all its lots are here, else the sums of those that are."""
    if len(lots) == len(project["lots"]):
        return {"budget": project.get("budget"), "ceiling": project.get("ceiling")}
    return {"budget": _sum(lots, "budget"), "ceiling": _sum(lots, "ceiling")}


def _sum(lots: Sequence[Told], name: str) -> str | None:
    figures = [Decimal(one[name]) for one in lots if one.get(name)]
    return str(sum(figures, Decimal(0))) if figures else None


def _party(told: Told | None) -> dict[str, Any]:
    return {name: (told or {}).get(name) for name in _PARTY}


def _agency(project: Told) -> dict[str, Any]:
    """The people who handle the project stand for the agency."""
    agency = _party(project.get("agency"))
    return agency | {
        "contact": project.get("agency_leader") or agency["contact"],
        "phone": project.get("agency_phone") or agency["phone"],
    }


def _booking(bookings: Sequence[Told], lot_ids: set[str]) -> dict[str, Any] | None:
    """The one time and place at which all the lots open; None where there is no such."""
    live = [one for one in bookings if one["state"] in (State.PENDING, State.APPROVED)]
    holding = [one for one in live if not one.get("awaiting_notice")]
    covered = {str(lot) for one in holding for lot in one["lot_ids"]}
    openings = {(one["opening_at"], one["opening_room"]["name"]) for one in holding}
    if len(openings) != 1 or not lot_ids <= covered:
        return None
    ((at, room),) = openings
    return {"opening_at": at, "place": f"{CENTRE}{room}"}
