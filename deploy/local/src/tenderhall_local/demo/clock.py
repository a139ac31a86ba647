"""Business time as the platform tells it, and how the demo moves it on."""

import datetime as dt
from typing import Any

from tenderhall_local.demo.journey import Journey

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def read(journey: Journey) -> None:
    """对时 how far business time is ahead of the machine's: an earlier demo may have moved it."""
    told = journey.api["admin"].call("registry", "get_reference")["clock"]
    real, business = (_moment(told, name) for name in ("real_epoch", "business_epoch"))
    journey.ids["ahead"] = (business - real).total_seconds()


def _moment(told: dict[str, Any], name: str) -> dt.datetime:
    return dt.datetime.fromisoformat(told[name])


def now(journey: Journey) -> dt.datetime:
    """业务时间."""
    return dt.datetime.now(SHANGHAI) + dt.timedelta(seconds=journey.ids.get("ahead", 0))


def advance(journey: Journey, to: dt.datetime) -> None:
    """推进业务时钟 to a moment; one that has come already needs nothing."""
    if to > now(journey):
        journey.api["admin"].call("registry", "advance_clock", {"to": to.isoformat()})
        read(journey)
