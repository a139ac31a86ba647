"""场地使用信息 the entry points of what is taken and what is free."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, serves

from venue import usecases


class Usage:
    """场地使用信息 what is taken, and what is free."""

    @serves(venue.usage)
    def usage(self, call: Call, payload: dict[str, Any]) -> Any:
        """场地使用信息."""
        return call.read(usecases.usage, payload)

    @serves(venue.occupancy)
    def occupancy(self, call: Call, payload: dict[str, Any]) -> Any:
        """场地使用统计."""
        return call.read(usecases.occupancy, payload)

    @serves(venue.free_slots)
    def free_slots(self, call: Call, payload: dict[str, Any]) -> Any:
        """查找空闲时段."""
        return call.read(usecases.free_slots, payload)

    @serves(venue.free_rooms)
    def free_rooms(self, call: Call, payload: dict[str, Any]) -> Any:
        """查找空闲场地."""
        return call.read(usecases.free_rooms, payload)
