"""Are the public feeds what their standards say? Atom (RFC 4287) and iCalendar (RFC 5545)."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import icalendar

ATOM = "{http://www.w3.org/2005/Atom}"
REQUIRED = ("id", "title", "updated")
"""Exactly one of each in a feed and in every entry (RFC 4287 §4.1.1, §4.1.2)."""


def atom_faults(body: bytes) -> list[str]:
    """Atom 不符之处; empty where it keeps the rules that a reader counts on."""
    feed = ET.fromstring(body)  # noqa: S314 — the platform's own answer, in a demo
    parts = [feed, *feed.findall(f"{ATOM}entry")]
    return [fault for part in parts for fault in _faults(part, feed)]


def _faults(part: ET.Element, feed: ET.Element) -> Iterator[str]:
    where = part.findtext(f"{ATOM}id") or part.tag
    for name in REQUIRED:
        if len(part.findall(f"{ATOM}{name}")) != 1:
            yield f"{where}: {name}"
    if part.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
        yield f"{where}: author"
    if not any(one.get("href") for one in part.findall(f"{ATOM}link")):
        yield f"{where}: link"


def atom_links(body: bytes) -> set[str]:
    """链接 the pages that the entries lead to."""
    feed = ET.fromstring(body)  # noqa: S314 — as above
    found = feed.iterfind(f"{ATOM}entry/{ATOM}link[@rel='alternate']")
    return {one.get("href", "") for one in found}


def calendar_faults(body: bytes) -> list[str]:
    """日历不符之处 what the parser stumbles over, and what every event must have (§3.6.1)."""
    calendar = icalendar.Calendar.from_ical(body)
    faults = [str(fault) for part in calendar.walk() for fault in getattr(part, "errors", ())]
    faults += [name for name in ("PRODID", "VERSION") if name not in calendar]
    for event in calendar.walk("VEVENT"):
        faults += [name for name in ("UID", "DTSTAMP", "DTSTART") if name not in event]
    faults += ["line end" for line in body.split(b"\n")[:-1] if not line.endswith(b"\r")][:1]
    return faults


def openings(body: bytes) -> dict[str, str]:
    """开标 UID of each event and how it stands."""
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return {str(one["UID"]): str(one.get("STATUS", "")) for one in events}
