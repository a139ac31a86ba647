"""授权范围 what a service account of another platform can be given, by kind.

Both the services and the broker's account are narrowed by the same words.
"""

from collections.abc import Iterable

from tenderhall_contracts.catalogue import SERVICES, find_event
from tenderhall_contracts.core import Role
from tenderhall_contracts.platform import platform

ASKS = frozenset(
    rpc.routing_key for one in SERVICES.values() for rpc in one if Role.PLATFORM in rpc.roles
)
"""可调用 RPCs whose declaration lets platforms in."""

TELLS = frozenset(platform.events)
"""可发送 types of the events that platforms tell us (domain §7.4)."""

HEARS = frozenset(
    {
        "lot.state_changed",
        "notice.media_acknowledged",
        "notice.publish_requested",
        "notice.published",
        "project.approved",
        "tender_document.issued",
        "venue.booking_approved",
        "venue.booking_changed",
        "venue.booking_lots_released",
        "venue.booking_released",
        "venue.booking_used",
        "venue.closure_created",
        "venue.closure_ended",
    }
)
"""可接收 types of our events that a platform may listen to: none carries what R25 keeps secret."""

SCOPES = ASKS | TELLS | HEARS


def heard(scopes: Iterable[str]) -> dict[str, list[str]]:
    """接收的事件 by the service that tells them."""
    found: dict[str, list[str]] = {}
    for scope in sorted(HEARS.intersection(scopes)):
        if event := find_event(scope):
            found.setdefault(event.source, []).append(scope)
    return found
