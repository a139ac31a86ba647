"""场地预约 the entry points of bookings; registry is asked outside the transaction."""

from typing import Any
from uuid import uuid4

from tenderhall_contracts import registry as lots
from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, Client, serves

from venue import usecases

Payload = dict[str, Any]


class Bookings:
    """场地预约 bookings of rooms for lots."""

    registry = Client(lots.registry)

    @serves(venue.create_booking)
    def create_booking(self, call: Call, payload: Payload) -> Any:
        """新增开标场地预约."""
        return call.run(usecases.create_booking, payload, self._unknown(call, payload))

    @serves(venue.save_booking)
    def save_booking(self, call: Call, payload: Payload) -> Any:
        """修改保存预约."""
        return call.run(usecases.save_booking, payload, self._unknown(call, payload))

    @serves(venue.delete_booking)
    def delete_booking(self, call: Call, payload: Payload) -> Any:
        """删除场地预约."""
        return call.run(usecases.delete_booking, payload)

    @serves(venue.submit_booking)
    def submit_booking(self, call: Call, payload: Payload) -> Any:
        """提交场地预约: announced to registry first, outside the transaction."""
        asked = call.read(usecases.activity, payload)
        # A key of its own each time: registry knows the form by its id, and answers as of now.
        opened = asked and self.registry.open_activity(call, asked, key=str(uuid4()))
        return call.run(usecases.submit_booking, payload, opened)

    @serves(venue.withdraw_booking)
    def withdraw_booking(self, call: Call, payload: Payload) -> Any:
        """撤回场地预约."""
        return call.run(usecases.withdraw_booking, payload)

    @serves(venue.approve_booking)
    def approve_booking(self, call: Call, payload: Payload) -> Any:
        """场地预约审核通过, with the lots as they stand now."""
        project = self.registry.get_project(call, call.read(usecases.project_of, payload))
        return call.run(usecases.approve_booking, payload, project)

    @serves(venue.reject_booking)
    def reject_booking(self, call: Call, payload: Payload) -> Any:
        """场地预约审核不通过."""
        return call.run(usecases.reject_booking, payload)

    @serves(venue.get_booking)
    def get_booking(self, call: Call, payload: Payload) -> Any:
        """查看场地预约."""
        return call.read(usecases.get_booking, payload)

    @serves(venue.list_bookings)
    def list_bookings(self, call: Call, payload: Payload) -> Any:
        """场地预约列表."""
        return call.read(usecases.list_bookings, payload)

    @serves(venue.live_bookings)
    def live_bookings(self, call: Call, payload: Payload) -> Any:
        """分包的有效预约."""
        return call.read(usecases.live_bookings, payload)

    @serves(venue.form_state)
    def form_state(self, call: Call, payload: Payload) -> Any:
        """表单现状."""
        return call.read(usecases.form_state, payload)

    def _unknown(self, call: Call, payload: Payload) -> Any:
        """The project as registry tells it, where its lots are not known here (yet)."""
        known = call.read(usecases.knows_lots, payload)
        return None if known else self.registry.get_project(call, {"id": payload["project_id"]})
