"""日历文件 the openings of a project as an iCalendar (RFC 5545), for anybody."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from icalendar import Calendar, Event
from tenderhall_kit.law import SHANGHAI

Values = Mapping[str, Any]


def openings(told: Values) -> bytes:
    """开标日历 an entry for each lot; it keeps its UID when it moves, and counts its notices."""
    name = f"{told['name']} 开标"
    made = Calendar.new(
        name=name,
        prodid="-//Tenderhall//notices//ZH",
        uid=hashlib.sha256(told["project_no"].encode()).hexdigest(),
    )
    for lot in told["lots"]:
        if (opening := _last_opening(told, lot)) is not None:
            made.add_component(_event(told, lot, opening))
    made.add_missing_timezones()
    written: bytes = made.to_ical()
    return written


def _last_opening(told: Values, lot: Values) -> str | None:
    """The opening as last published, also of a lot that was suspended or cancelled since."""
    at = [one["opening_at"] for one in _notices(told, lot) if one["opening_at"]]
    return lot["opening_at"] or (at[-1] if at else None)


def _notices(told: Values, lot: Values) -> list[Values]:
    return [one for one in told["chain"] if lot["no"] in one["lot_nos"]]


def _event(told: Values, lot: Values, opening: str) -> Event:
    notices = _notices(told, lot)
    made = Event()
    made.add("uid", f"opening-{lot['no']}@tenderhall")
    made.add("sequence", len(notices) - 1)
    made.add("status", "CONFIRMED" if lot["opening_at"] else "CANCELLED")
    made.add("dtstamp", datetime.fromisoformat(notices[-1]["published_at"]))
    made.add("dtstart", datetime.fromisoformat(opening).astimezone(SHANGHAI))
    made.add("summary", f"投标截止、开标：{lot['no']} {lot['name']}")
    made.add("description", f"{told['name']}（{told['project_no']}）{notices[-1]['title']}")
    return made
