"""场地 the entry points of the rooms."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_contracts.venue.rooms import COLUMNS, ROWS
from tenderhall_kit import spreadsheets
from tenderhall_kit.entrypoints import Call, serves

from venue import usecases

Payload = dict[str, Any]


class Rooms:
    """场地 the rooms of the centre, kept by its administrator."""

    @serves(venue.list_rooms)
    def list_rooms(self, call: Call, payload: Payload) -> Any:
        """场地列表."""
        return call.read(usecases.list_rooms, payload)

    @serves(venue.get_room)
    def get_room(self, call: Call, payload: Payload) -> Any:
        """查看场地."""
        return call.read(usecases.get_room, payload)

    @serves(venue.create_room)
    def create_room(self, call: Call, payload: Payload) -> Any:
        """新增场地."""
        return call.run(usecases.create_room, payload)

    @serves(venue.save_room)
    def save_room(self, call: Call, payload: Payload) -> Any:
        """保存场地."""
        return call.run(usecases.save_room, payload)

    @serves(venue.import_rooms)
    def import_rooms(self, call: Call, payload: Payload) -> Any:
        """导入场地 the text is read before the transaction."""
        rows = spreadsheets.of_csv(payload["csv"], COLUMNS, ROWS)
        return call.run(usecases.import_rooms, rows)

    @serves(venue.working_days)
    def working_days(self, call: Call, payload: Payload) -> Any:
        """场地开放的工作日."""
        return call.read(usecases.working_days, payload)
