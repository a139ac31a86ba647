"""场地变更 the entry points of changes; the other steps are those of every booking."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, every, serves

from venue import usecases

Payload = dict[str, Any]


class Changes:
    """场地变更 changes of bookings."""

    @serves(venue.create_booking_change)
    def create_booking_change(self, call: Call, payload: Payload) -> Any:
        """新增开评标场地变更."""
        return call.run(usecases.create_booking_change, payload)

    @serves(venue.save_booking_change)
    def save_booking_change(self, call: Call, payload: Payload) -> Any:
        """修改保存场地变更."""
        return call.run(usecases.save_booking_change, payload)

    @serves(venue.apply_booking_change)
    def apply_booking_change(self, call: Call, payload: Payload) -> Any:
        """场地变更生效."""
        return call.run(usecases.apply_booking_change, payload)

    @every(60)
    def remind_of_changes(self, call: Call) -> None:
        """待发变更公告 after a working day, and again in the last 24 hours."""
        for change_id in call.read(usecases.awaiting):
            call.run(usecases.remind, change_id)
