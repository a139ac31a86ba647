"""分包 what registry tells of projects and lots."""

from tenderhall_contracts import registry as lots
from tenderhall_kit.entrypoints import Call, Envelope, reacts

from venue import usecases


class Lots:
    """分包 the copies of registry's lots, and what a change of theirs does to bookings."""

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
