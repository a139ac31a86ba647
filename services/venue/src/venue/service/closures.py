"""场地关闭 the entry points of closures, and what happens when the time of something is over."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, every, serves

from venue import usecases


class Closures:
    """场地关闭 claims of the centre; and the end of claims, theirs and those of bookings."""

    @serves(venue.create_closure)
    def create_closure(self, call: Call, payload: dict[str, Any]) -> Any:
        """登记场地关闭."""
        return call.run(usecases.create_closure, payload)

    @serves(venue.end_closure)
    def end_closure(self, call: Call, payload: dict[str, Any]) -> Any:
        """结束场地关闭."""
        return call.run(usecases.end_closure, payload)

    @serves(venue.list_closures)
    def list_closures(self, call: Call, payload: dict[str, Any]) -> Any:
        """场地关闭列表."""
        return call.read(usecases.list_closures, payload)

    @every(60)
    def finish(self, call: Call) -> None:
        """已使用 each booking in a transaction of its own; the replicas do not mind each other."""
        for booking_id in call.read(usecases.over):
            call.run(usecases.finish_booking, booking_id)
        call.run(usecases.finish_closures)
