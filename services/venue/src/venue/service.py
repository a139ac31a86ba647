"""Wiring of venue: entry points to use cases, nothing else."""

from typing import Any
from uuid import uuid4

from tenderhall_contracts import registry as lots
from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, Client, Envelope, reacts, serves

from venue import usecases
from venue.guard import Guard

Payload = dict[str, Any]


class VenueService:
    """场地服务 rooms, bookings, and whether a slot is free."""

    name = "venue"
    guard = Guard()
    registry = Client(lots.registry)

    @serves(venue.list_rooms)
    def list_rooms(self, call: Call, payload: Payload) -> Any:
        """场地列表."""
        return call.read(usecases.list_rooms, payload)

    @serves(venue.usage)
    def usage(self, call: Call, payload: Payload) -> Any:
        """场地使用信息."""
        return call.read(usecases.usage, payload)

    @serves(venue.free_slots)
    def free_slots(self, call: Call, payload: Payload) -> Any:
        """查找空闲时段."""
        return call.read(usecases.free_slots, payload)

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

    @reacts(lots.project_approved)
    def on_project_approved(self, call: Call, event: Envelope) -> None:
        """项目审核通过."""
        call.run(usecases.project_approved, event)

    @reacts(lots.project_withdrawn)
    def on_project_withdrawn(self, call: Call, event: Envelope) -> None:
        """项目已撤回."""
        call.run(usecases.project_withdrawn, event)

    @reacts(lots.lot_state_changed)
    def on_lot_state_changed(self, call: Call, event: Envelope) -> None:
        """分包状态变化."""
        call.run(usecases.lot_state_changed, event)

    def _unknown(self, call: Call, payload: Payload) -> Any:
        """The project as registry tells it, where its lots are not known here (yet)."""
        known = call.read(usecases.knows_lots, payload)
        return None if known else self.registry.get_project(call, {"id": payload["project_id"]})


SERVICE = VenueService
