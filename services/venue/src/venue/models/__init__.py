"""Tables of venue. What must never be false stands in the first migration as constraints."""

from venue.models.base import Base
from venue.models.bookings import BookedLot, Booking
from venue.models.claims import Claim
from venue.models.closures import Closure
from venue.models.copies import Lot, Project
from venue.models.feeds import Feed
from venue.models.rooms import Room
from venue.models.self_tests import SelfTest
from venue.models.swaps import Swap
from venue.models.waits import Wait

__all__ = [
    "Base",
    "BookedLot",
    "Booking",
    "Claim",
    "Closure",
    "Feed",
    "Lot",
    "Project",
    "Room",
    "SelfTest",
    "Swap",
    "Wait",
]
