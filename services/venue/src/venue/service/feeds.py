"""日历订阅 the entry points of calendars and of free/busy times."""

from typing import Any

from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, serves

from venue import usecases

Payload = dict[str, Any]


class Feeds:
    """日历订阅 the rooms in people's own calendars."""

    @serves(venue.open_feed)
    def open_feed(self, call: Call, payload: Payload) -> Any:
        """开通日历订阅."""
        return call.run(usecases.open_feed, payload)

    @serves(venue.revoke_feed)
    def revoke_feed(self, call: Call, payload: Payload) -> Any:
        """停止日历订阅."""
        return call.run(usecases.revoke_feed, payload)

    @serves(venue.list_feeds)
    def list_feeds(self, call: Call, payload: Payload) -> Any:
        """日历订阅列表."""
        return call.read(usecases.list_feeds, payload)

    @serves(venue.read_feed)
    def read_feed(self, call: Call, payload: Payload) -> Any:
        """读取日历订阅."""
        return call.read(usecases.read_feed, payload)

    @serves(venue.free_busy)
    def free_busy(self, call: Call, payload: Payload) -> Any:
        """场地忙闲."""
        return call.read(usecases.free_busy, payload)
