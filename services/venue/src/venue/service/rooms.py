"""场地 the entry points of the rooms."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, serves

from venue import usecases


class Rooms:
    """场地 the rooms of the centre."""

    @serves(venue.list_rooms)
    def list_rooms(self, call: Call, payload: dict[str, Any]) -> Any:
        """场地列表."""
        return call.read(usecases.list_rooms, payload)
