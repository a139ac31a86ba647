"""日历 claims as an iCalendar (RFC 5545): UID is the claim, SEQUENCE its booking's version."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event
from tenderhall_kit.law import SHANGHAI

REFRESH = timedelta(hours=1)
"""How often calendars are asked to look again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """日历条目 as it may be shown to whom the calendar is for."""

    claim_id: int
    version: int
    status: str
    begins: datetime
    ends: datetime
    room: str
    summary: str
    told_at: datetime


def etag(name: str, shown: Sequence[Shown]) -> str:
    """版本标记 the same for the same calendar."""
    return hashlib.sha256(repr((name, shown)).encode()).hexdigest()[:32]


@lru_cache(maxsize=64)
def written(name: str, shown: tuple[Shown, ...]) -> str:
    """写成 text/calendar; a calendar that nothing has happened in is not written anew."""
    made = Calendar.new(
        name=name,
        prodid="-//Tenderhall//venue//ZH",
        uid=hashlib.sha256(name.encode()).hexdigest(),
        refresh_interval=REFRESH,
    )
    made["refresh-interval"].params["VALUE"] = "DURATION"  # RFC 7986 §5.7 requires it
    for one in shown:
        made.add_component(_event(one))
    made.add_missing_timezones()
    told: bytes = made.to_ical()
    return told.decode()


def _event(one: Shown) -> Event:
    made = Event()
    made.add("uid", f"claim-{one.claim_id}@tenderhall")
    made.add("sequence", one.version)
    made.add("status", one.status)
    made.add("dtstamp", one.told_at)
    made.add("dtstart", one.begins.astimezone(SHANGHAI))
    made.add("dtend", one.ends.astimezone(SHANGHAI))
    made.add("summary", one.summary)
    made.add("location", one.room)
    return made
