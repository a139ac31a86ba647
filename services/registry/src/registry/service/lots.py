"""分包 the entry points of the lots: progress, registrations, moves, timers."""

from tenderhall_contracts import documents, notices, venue
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, Client, every, serves

from registry.service.answers import Answer, Payload, unkept
from registry.usecases import activities, deadline_moves, lots, progress


class Lots:
    """分包 only registry moves them."""

    venue = Client(venue.venue)
    documents = Client(documents.documents)
    notices = Client(notices.notices)

    @serves(contracts.project_progress)
    def project_progress(self, call: Call, payload: Payload) -> Answer:
        """项目办理进度."""
        return call.read(progress.project_progress, payload)

    @serves(contracts.lots_for)
    def lots_for(self, call: Call, payload: Payload) -> Answer:
        """选择分包."""
        return call.read(progress.lots_for, payload)

    @serves(contracts.open_activity)
    def open_activity(self, call: Call, payload: Payload) -> Answer:
        """业务登记."""
        return unkept(call).run(activities.open_activity, payload)

    @serves(contracts.close_activity)
    def close_activity(self, call: Call, payload: Payload) -> Answer:
        """业务注销."""
        return unkept(call).run(activities.close_activity, payload)

    @serves(contracts.move_lots)
    def move_lots(self, call: Call, payload: Payload) -> Answer:
        """分包流转."""
        return unkept(call).run(lots.move_lots, payload)

    @serves(contracts.move_deadline)
    def move_deadline(self, call: Call, payload: Payload) -> Answer:
        """投标截止时间变更."""
        return unkept(call).run(deadline_moves.move_deadline, payload)

    @every(10)
    def settle_leases(self, call: Call) -> None:
        """落实登记 asks the owner of each form whose lease has run out; one that is away, later."""
        for form_id, owner in call.read(activities.due_leases):
            try:
                told = getattr(self, owner).form_state(call, {"id": form_id})
            except Problem:
                continue
            call.run(activities.settle_lease, form_id, live=told["exists"] and told["live"])

    @every(10)
    def open_lots_on_time(self, call: Call) -> None:
        """到达开标时间 moves each lot whose published time has come."""
        for lot_id in call.read(lots.due_to_open):
            call.run(lots.open_on_time, lot_id)
