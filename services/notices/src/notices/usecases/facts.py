"""业务信息 what the other services know about the lots of a notice, asked before a transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenderhall_contracts.workflow import State
from tenderhall_kit.call import Call
from tenderhall_kit.plain import plain

from notices.kinds.award import AWARD
from notices.kinds.award.change import CHANGED_AWARD
from notices.kinds.change import CHANGE
from notices.kinds.exception import OF_EXCEPTIONS
from notices.kinds.tender import TENDER
from notices.usecases import amending, legal_clock
from notices.usecases.award_facts import of_award, of_award_change
from notices.usecases.exception_facts import of_exception

PROJECT = ("id", "no", "name", "plan_no", "region", "state")
PROJECT_TERMS = ("ceiling", "consortium", "performance_period")
PROJECT_PEOPLE = ("purchaser", "agency", "agency_id", "agency_leader", "agency_phone")
LOT = ("id", "no", "name", "budget", "ceiling", "quantity", "unit", "requirement", "state")
GONE = {State.REJECTED.value, State.DELETED.value, State.VOID.value}
MOST_CLARIFICATIONS = 100
READY_DOCUMENT = {State.APPROVED.value, State.ISSUED.value}


@dataclass(frozen=True)
class Sources:
    """来源 the clients of the services that are asked."""

    registry: Any
    venue: Any
    documents: Any


def gather(call: Call, sources: Sources, whose: Mapping[str, Any]) -> dict[str, Any]:
    """收集 what the rules and the text of this kind of notice need, as JSON values.

    ``whose``: kind, project_id, lot_ids, about_id and entered of the notice.

    Raises:
        Problem: NOT_FOUND where there is no such project; UNAVAILABLE, DEADLINE.
    """
    return _ASKED[whose["kind"]](call, sources, whose)


def of_tender(call: Call, sources: Sources, whose: Mapping[str, Any]) -> dict[str, Any]:
    """招标公告的业务信息 project, lots, approved booking and approved tender document."""
    project = plain(sources.registry.get_project(call, {"id": whose["project_id"]}))
    wanted = {"lot_ids": list(whose["lot_ids"])}
    bookings = plain(sources.venue.live_bookings(call, wanted))["items"]
    documents = plain(sources.documents.effective_documents(call, wanted))["items"]
    return assemble(project, [str(one) for one in whose["lot_ids"]], bookings, documents)


def of_change(call: Call, sources: Sources, whose: Mapping[str, Any]) -> dict[str, Any]:
    """变更公告的业务信息 beside those of a tender: what was published, what changed since."""
    lot_ids = [str(one) for one in whose["lot_ids"]]
    project = plain(sources.registry.get_project(call, {"id": whose["project_id"]}))
    asked = {"lot_ids": lot_ids, "awaiting": True}
    bookings = plain(sources.venue.live_bookings(call, asked))["items"]
    documents = plain(sources.documents.effective_documents(call, {"lot_ids": lot_ids}))["items"]
    effective = [one for one in bookings if not one.get("awaiting_notice")]
    moved = [one for one in bookings if one.get("awaiting_notice")]
    lots = [one for one in project["lots"] if one["id"] in lot_ids]
    numbers = [one["no"] for one in lots]
    return {
        **assemble(project, lot_ids, effective, documents),
        "about": plain(call.read(amending.standing, whose["about_id"], numbers)),
        "clock_starts_on": plain(call.read(legal_clock.of_notice, whose["about_id"])),
        "deadlines": sorted({one["opening_at"] for one in lots if one.get("opening_at")}),
        "moved": _moved(moved),
        "clarifications": _clarifications(call, sources, whose["project_id"], lot_ids),
    }


def _moved(changes: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """待发变更公告 the approved change of place and time that this notice is to announce."""
    found = _booking([one for one in changes if one["state"] == State.APPROVED])
    return {"id": min(one["id"] for one in changes), **found} if found else None


def _clarifications(
    call: Call, sources: Sources, project_id: Any, lot_ids: Sequence[str]
) -> list[dict[str, Any]]:
    """答疑澄清文件 of these lots; ``waits``: it may not come without a later deadline (R05)."""
    asked = {"project_id": project_id, "limit": MOST_CLARIFICATIONS}
    told = plain(sources.documents.list_clarifications(call, asked))["items"]
    ours = [one for one in told if set(one["lot_ids"]) & set(lot_ids)]
    return [
        _clarification(call, sources, one)
        for one in sorted(ours, key=lambda one: str(one["id"]))
        if one["state"] not in GONE
    ]


def _clarification(call: Call, sources: Sources, one: Mapping[str, Any]) -> dict[str, Any]:
    waits = False
    if one["state"] != State.ISSUED:
        whole = plain(sources.documents.get_clarification(call, {"id": one["id"]}))
        waits = bool(whole.get("needs_change_notice"))
    names = ("id", "kind", "title", "state", "issued_at", "affects_bids", "changes_subject")
    passages = one.get("passages") or []
    return {**{name: one.get(name) for name in names}, "waits": waits, "passages": passages}


def assemble(
    project: Mapping[str, Any],
    lot_ids: Sequence[str],
    bookings: Sequence[Mapping[str, Any]],
    documents: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """整理 keep what a notice needs, in a steady order, so that equal facts are equal JSON."""
    lots = [one for one in project["lots"] if one["id"] in set(lot_ids)]
    approved = [one for one in bookings if one["state"] == State.APPROVED]
    ready = [one for one in documents if one["state"] in READY_DOCUMENT]
    return {
        "project": {
            **{key: project.get(key) for key in (*PROJECT, *PROJECT_TERMS, *PROJECT_PEOPLE)},
            "lots_in_all": len(project["lots"]),
        },
        "lots": [{key: lot.get(key) for key in LOT} for lot in sorted(lots, key=_position)],
        "openings": sorted({f"{one['opening_at']} {_room(one)}" for one in approved}),
        "booking": _booking(approved),
        "unbooked": _uncovered(lots, approved),
        "document": _document(ready),
        "document_price": next((one.get("price") for one in ready if one.get("price")), None),
        "printed": sorted(map(_printed, filter(_is_written, ready)), key=lambda one: one["title"]),
        "undocumented": _uncovered(lots, ready),
    }


def _position(lot: Mapping[str, Any]) -> tuple[int, str]:
    return lot["position"], lot["no"]


def _room(booking: Mapping[str, Any]) -> str:
    return str(booking["opening_room"]["name"])


def _booking(approved: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not approved:
        return None
    first = min(approved, key=lambda one: one["id"])
    return {"opening_at": first["opening_at"], "room": _room(first)}


def _document(ready: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    files = [one["file"]["file"] for one in ready if one.get("file")]
    if not files:
        return None
    newest = files[0]
    return {"name": newest.get("name") or "招标文件", "sha256": newest["sha256"]}


def _is_written(document: Mapping[str, Any]) -> bool:
    return bool(document.get("opening_at") or document.get("opening_place"))


def _printed(document: Mapping[str, Any]) -> dict[str, str]:
    """What a tender document's file says of the opening, as far as that is known."""
    names = ("title", "opening_at", "opening_place")
    return {name: document.get(name) or "" for name in names}


def _uncovered(lots: Sequence[Mapping[str, Any]], forms: Sequence[Mapping[str, Any]]) -> list[str]:
    covered = {lot_id for one in forms for lot_id in one["lot_ids"]}
    return [lot["no"] for lot in lots if lot["id"] not in covered]


_ASKED: Mapping[str, Callable[[Call, Sources, Mapping[str, Any]], dict[str, Any]]] = {
    TENDER.name: of_tender,
    CHANGE.name: of_change,
    AWARD.name: of_award,
    CHANGED_AWARD.name: of_award_change,
    **{kind.name: of_exception for kind in OF_EXCEPTIONS},
}
