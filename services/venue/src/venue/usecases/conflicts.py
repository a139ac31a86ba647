"""冲突答复 what may be taken instead of a room that another project holds."""

from collections.abc import Collection, Mapping
from typing import Any

from tenderhall_kit.work import Work

from venue import answers
from venue.models import Booking
from venue.usecases.usage import Need, local, next_free, rooms_free

OFFERED = 3
"""Free slots offered with a refusal."""

Told = list[dict[str, Any]]


def instead(work: Work, booking: Booking, taken: Collection[int]) -> dict[str, Told]:
    """可改用 for each meeting whose room is taken (all, where none is named).

    ``same_room``: the next free slots of that room; ``same_time``: other rooms that are free at
    this very time; ``alternatives``: the next free slots of any room of the kind.
    """
    plan = answers.plan_of(booking)
    wanted = {"opening": booking.opening_room_id, "evaluation": booking.evaluation_room_id}
    told: dict[str, Told] = {"alternatives": [], "same_room": [], "same_time": []}
    for meeting in plan.meetings:
        room = wanted[meeting.field]
        if room in taken or not taken:
            people = plan.attendees if meeting is plan.opening else 0
            need = Need(
                *(meeting.kind, meeting.minutes, people, meeting.begins, booking.project_id)
            )
            found = {
                "alternatives": next_free(work, need, OFFERED),
                "same_room": next_free(work, need, OFFERED, room),
                "same_time": at_this_time(work, need),
            }
            for name, rows in found.items():
                told[name] += [
                    as_json({"for": meeting.field, "kind": meeting.kind.value, **one})
                    for one in rows
                ]
    return told


def at_this_time(work: Work, need: Need) -> Told:
    """同时段空闲场地 as slots that can be taken."""
    return [
        local({"room_id": one.id, "room_name": one.name, "begins": need.begins, "ends": need.ends})
        for one in rooms_free(work, need)
    ]


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """A problem's extra values travel as they are: times as ISO texts."""
    return {
        key: one.isoformat() if hasattr(one, "isoformat") else one for key, one in values.items()
    }
