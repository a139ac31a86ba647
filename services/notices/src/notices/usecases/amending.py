"""变更原公告 a published notice that another is about: what it says now, what changed it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.law import day_of
from tenderhall_kit.plain import plain
from tenderhall_kit.work import Work

from notices import store
from notices.kinds.change import CHANGE, lots
from notices.kinds.exception import SUSPENSION
from notices.kinds.tender import TENDER
from notices.models import Announcement, Notice, Publication


def base(work: Work, about_id: UUID, kind: str = TENDER.name) -> dict[str, Any]:
    """原公告 project and lots of a published notice of the caller's agency.

    Raises:
        Problem: NOT_FOUND; PRECONDITION_FAILED where it is not published.
    """
    notice = store.get(work.session, about_id)
    if notice.kind != kind or work.actor.org_id != str(notice.agency_id):
        raise Problem("NOT_FOUND")
    if not notice.published_at:
        blocker = {"kind": "notice", "form_id": str(about_id), "message_zh": "原公告尚未发布"}
        raise Problem("PRECONDITION_FAILED", blockers=[blocker])
    return {"project_id": notice.project_id, "lot_ids": list(notice.lot_ids)}


def concerned(
    project: Mapping[str, Any], base: Mapping[str, Any], asked: Mapping[str, Any]
) -> list[UUID]:
    """涉及分包 of the notice that is changed.

    Raises:
        Problem: VALIDATION_FAILED for a lot that is none of that notice.
    """
    of_notice = {str(one) for one in base["lot_ids"]}
    there = [one for one in project["lots"] if one["id"] in of_notice]
    chosen = [str(one) for one in asked.get("lot_ids") or ()]
    if lots.strange(there, chosen):
        zh, en = "所选分包不属于原公告", "A lot that is none of the notice"
        raise Problem("VALIDATION_FAILED", [Finding("lot_ids", "LOT_OF_NOTICE", zh, en)])
    return [UUID(one) for one in lots.concerned(there, chosen)]


def standing(work: Work, about_id: UUID, lot_nos: Collection[str] | None = None) -> dict[str, Any]:
    """原公告现状 what the public was last told: the notice, after the changes published so far.

    Of these lots, where they are told: those of one notice may go different ways.

    Raises:
        Problem: NOT_FOUND where it was never published.
    """
    first = store.publication(work.session, about_id)
    if first is None:
        raise Problem("NOT_FOUND")
    found = [one for one in store.amendments(work.session, about_id) if one.kind == CHANGE.name]
    changes = [one for one in found if lot_nos is None or set(one.lot_nos) & set(lot_nos)]
    values = changes[-1].content["notice"]["values"] if changes else _as_published(first)
    told: dict[str, Any] = plain(
        {
            "id": first.notice_id,
            "no": first.no,
            "title": first.title,
            "published_on": day_of(first.published_at),
            "suspended_on": _suspended_on(work, first, lot_nos),
            **values,
        }
    )
    return told


def terms(work: Work, first: Publication) -> tuple[datetime, date | None]:
    """现行期限 of a published tender notice: opening, and the last day to obtain its document.

    The earliest of each, where its lots go different ways.
    """
    told = [standing(work, first.notice_id, [one]) for one in first.lot_nos]
    until = [date.fromisoformat(one["obtain_until"]) for one in told if one.get("obtain_until")]
    opening = min(datetime.fromisoformat(one["opening_at"]) for one in told)
    return opening, min(until, default=None)


def amendments(work: Work, notice: Notice) -> list[dict[str, Any]]:
    """变更情况 the published notices about this one, the earliest first."""
    fields = ("no", "kind", "title", "url", "published_at")
    return [
        {"id": one.notice_id, "nth": one.serial, **{field: getattr(one, field) for field in fields}}
        for one in store.amendments(work.session, notice.id)
    ]


def _as_published(first: Publication) -> Mapping[str, Any]:
    view = first.content["notice"]
    obtain = view["obtain"]
    return {
        "obtain_until": obtain["ends_on"],
        "daily_hours": obtain["hours"],
        "obtain_place": obtain["place"],
        "obtain_method": obtain["method"],
        "other": view["supplement"],
        "opening_at": view["deadline"],
        "place": view["place"],
    }


def _suspended_on(work: Work, first: Publication, lot_nos: Collection[str] | None) -> Any:
    """暂停日 as the public was told last, of any of these lots."""
    about = first.project_id, list(lot_nos or first.lot_nos)
    told: list[Announcement | Publication] = [
        *store.announced_of(work.session, *about),
        *store.published_of(work.session, *about),
    ]
    found = [one.published_at for one in told if one.kind == SUSPENSION.name]
    return day_of(max(found)) if found else None
