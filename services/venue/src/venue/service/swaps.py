"""场地互换 the entry points of swaps; registry is asked outside the transaction."""

from typing import Any

from tenderhall_contracts import registry as lots
from tenderhall_contracts import venue
from tenderhall_kit.entrypoints import Call, Client, serves

from venue import usecases

Payload = dict[str, Any]


class Swaps:
    """场地互换 of two bookings."""

    registry = Client(lots.registry)

    @serves(venue.propose_swap)
    def propose_swap(self, call: Call, payload: Payload) -> Any:
        """提出场地互换."""
        return call.run(usecases.propose_swap, payload)

    @serves(venue.withdraw_swap)
    def withdraw_swap(self, call: Call, payload: Payload) -> Any:
        """撤回场地互换."""
        return call.run(usecases.withdraw_swap, payload)

    @serves(venue.decide_swap)
    def decide_swap(self, call: Call, payload: Payload) -> Any:
        """决定场地互换, by a reviewer with the lots as they stand now."""
        wanted = call.read(usecases.projects_of, payload)
        projects = [self.registry.get_project(call, {"id": one}) for one in wanted]
        return call.run(usecases.decide_swap, payload, projects)

    @serves(venue.get_swap)
    def get_swap(self, call: Call, payload: Payload) -> Any:
        """查看场地互换."""
        return call.read(usecases.get_swap, payload)

    @serves(venue.list_swaps)
    def list_swaps(self, call: Call, payload: Payload) -> Any:
        """场地互换列表."""
        return call.read(usecases.list_swaps, payload)
