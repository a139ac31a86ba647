"""平台事件 the entry points of what other platforms tell."""

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.platform import OF_REGISTRY
from tenderhall_kit.entrypoints import Call, Envelope, every, reacts, serves

from registry.service.answers import Answer, Payload
from registry.usecases import evaluations, inbound, inbound_shown


class Inbound:
    """平台事件 received, entered by hand, shown, tried again."""

    @reacts(*OF_REGISTRY)
    def on_platform_event(self, call: Call, event: Envelope) -> None:
        """收到平台事件."""
        call.run(inbound.receive, event)

    @reacts(contracts.lot_state_changed)
    def on_lot_moved(self, call: Call, event: Envelope) -> None:
        """分包流转之后 what waited for it is tried again."""
        call.run(inbound.retry, event.data["lot_id"])

    @every(30)
    def apply_due_events(self, call: Call) -> None:
        """到时生效 what waited for its time."""
        for lot_id in call.read(inbound.due):
            call.run(inbound.retry, lot_id)

    @serves(contracts.enter_inbound)
    def enter_inbound(self, call: Call, payload: Payload) -> Answer:
        """补录平台事件."""
        return call.run(inbound.enter_inbound, payload)

    @serves(contracts.list_inbound)
    def list_inbound(self, call: Call, payload: Payload) -> Answer:
        """平台事件列表."""
        return call.read(inbound_shown.list_inbound, payload)

    @serves(contracts.get_inbound)
    def get_inbound(self, call: Call, payload: Payload) -> Answer:
        """查看平台事件."""
        return call.read(inbound_shown.get_inbound, payload)

    @serves(contracts.inbound_outcome)
    def inbound_outcome(self, call: Call, payload: Payload) -> Answer:
        """查询本方事件的处理结果."""
        return call.read(inbound_shown.inbound_outcome, payload)

    @serves(contracts.evaluation_results)
    def evaluation_results(self, call: Call, payload: Payload) -> Answer:
        """查询评审结果."""
        return call.read(evaluations.evaluation_results, payload)
