"""场地工作日 the working days as venue judges bookings by them: its own copy of the calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from tenderhall_contracts import venue
from tenderhall_contracts.errors import Problem

from gateway.pages.kit.ask import ask
from gateway.pages.kit.session import Person


async def of(request: Request, person: Person, first: date, count: int) -> Sequence[dict[str, Any]]:
    """工作日 from a day on; none before registry has told its calendar: a page does without."""
    asked = {"begins": first.isoformat(), "days": count}
    try:
        told = await ask(request, venue.working_days, asked, person=person)
    except Problem:
        return []
    found: Sequence[dict[str, Any]] = told["items"]
    return found
