"""Wiring of venue: entry points to use cases, nothing else; a module for each part."""

from venue.guard import Guard
from venue.service.archive import Archive
from venue.service.bookings import Bookings
from venue.service.changes import Changes
from venue.service.closures import Closures
from venue.service.feeds import Feeds
from venue.service.lots import Lots
from venue.service.re_evaluations import ReEvaluations
from venue.service.rooms import Rooms
from venue.service.self_tests import SelfTests
from venue.service.swaps import Swaps
from venue.service.usage import Usage
from venue.service.waits import Waits


class VenueService(
    Rooms,
    Closures,
    SelfTests,
    Usage,
    Waits,
    Feeds,
    Bookings,
    Changes,
    Swaps,
    ReEvaluations,
    Lots,
    Archive,
):
    """场地服务 rooms, bookings, and whether a slot is free."""

    name = "venue"
    guard = Guard()


SERVICE = VenueService
