"""候补 the entry points of requests that wait for a slot."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, Envelope, every, reacts, serves

from venue import usecases


class Waits:
    """候补 who waits for what, and who is told that it is free."""

    @serves(venue.wait_for_slot)
    def wait_for_slot(self, call: Call, payload: dict[str, Any]) -> Any:
        """候补场地."""
        return call.run(usecases.wait_for_slot, payload)

    @serves(venue.end_wait)
    def end_wait(self, call: Call, payload: dict[str, Any]) -> Any:
        """取消候补."""
        return call.run(usecases.end_wait, payload)

    @serves(venue.list_waits)
    def list_waits(self, call: Call, payload: dict[str, Any]) -> Any:
        """候补列表."""
        return call.read(usecases.list_waits, payload)

    @reacts(
        venue.booking_submitted,
        venue.booking_withdrawn,
        venue.booking_rejected,
        venue.booking_released,
        venue.booking_deleted,
    )
    def on_room_released(self, call: Call, _event: Envelope) -> None:
        """场地释放 or a request gone: the row is looked at again."""
        call.run(usecases.offer_slots)

    @every(60)
    def offer_slots(self, call: Call) -> None:
        """定时提醒 for what time alone brings about: offers that lapse, and closures that end."""
        call.run(usecases.offer_slots)
