"""Rooms: a booking, another agency's refused, the review."""

import datetime as dt
from typing import Any

from tenderhall_local.demo import clock
from tenderhall_local.demo.client import Refused
from tenderhall_local.demo.journey import Journey

LEAD_DAYS = 28
"""Publication today and R01's 20 days, rolled past holidays, leave room to spare."""
OPENING_MINUTES, EVALUATION_MINUTES = 60, 120


def book(journey: Journey) -> None:
    """场地预约 the first free opening room four weeks ahead, and an evaluation room after it."""
    clerk = journey.api["clerk-a"]
    project = journey.ids["project"]
    begin = clock.now(journey).replace(hour=9, minute=0, second=0, microsecond=0)
    opening = _free(journey, "opening", OPENING_MINUTES, begin + dt.timedelta(days=LEAD_DAYS))
    evaluation = _free(
        journey, "evaluation", EVALUATION_MINUTES, dt.datetime.fromisoformat(opening["ends"])
    )
    form = _form(project, opening, evaluation)
    made = clerk.call("venue", "create_booking", form)
    sent = clerk.call(
        "venue", "submit_booking", {"id": made["id"], "version": made["version"], "opinion": ""}
    )
    journey.ids["booking"] = {
        "id": sent["id"],
        "version": sent["version"],
        "opening_at": sent["opening_at"],
        "room_id": sent["opening_room"]["id"],
        "room_name": sent["opening_room"]["name"],
    }


def _free(journey: Journey, kind: str, minutes: int, not_before: dt.datetime) -> dict[str, Any]:
    asked = {"kind": kind, "minutes": minutes, "not_before": not_before.isoformat(), "limit": 1}
    found = journey.api["clerk-a"].call("venue", "free_slots", asked)["items"]
    slot: dict[str, Any] = found[0]
    return slot


def _form(
    project: dict[str, Any], opening: dict[str, Any], evaluation: dict[str, Any] | None
) -> dict[str, Any]:
    form = {
        "project_id": project["id"],
        "lot_ids": [each["id"] for each in project["lots"]],
        "opening_at": opening["begins"],
        "opening_minutes": OPENING_MINUTES,
        "opening_room_id": opening["room_id"],
        "attendees": 12,
        "services": "投影、录音录像",
        "contact": "李采购",
        "phone": "0734-8000002",
    }
    if evaluation:
        form |= {
            "evaluation_at": evaluation["begins"],
            "evaluation_minutes": EVALUATION_MINUTES,
            "evaluation_room_id": evaluation["room_id"],
        }
    return form


def clash(journey: Journey) -> None:
    """场地冲突 another agency asks for the same room and time: refused, with alternatives.

    Raises:
        AssertionError: it was not refused as it must be.
    """
    taken = journey.ids["booking"]
    slot = {"begins": taken["opening_at"], "room_id": taken["room_id"]}
    clerk = journey.api["clerk-b"]
    made = clerk.call("venue", "create_booking", _form(journey.ids["rival"], slot, None))
    journey.ids["rival"]["booking"] = made["id"]
    try:
        clerk.call("venue", "submit_booking", {"id": made["id"], "version": made["version"]})
    except Refused as refused:
        journey.ids["clash"] = {"status": refused.status, "problem": refused.problem}
        if refused.code != "ROOM_CONFLICT":
            raise
        return
    raise AssertionError("同一开标室同一时段被重复预约 · the same room was given twice")


def approve(journey: Journey) -> None:
    """预约审核 approved by the centre."""
    reviewer = journey.api["reviewer"]
    seen = reviewer.call("venue", "get_booking", {"id": journey.ids["booking"]["id"]})
    command = {"id": seen["id"], "version": seen["version"], "opinion": "同意使用。"}
    reviewer.call("venue", "approve_booking", command)
