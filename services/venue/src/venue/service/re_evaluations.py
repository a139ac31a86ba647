"""项目复评预约 the entry points of re-evaluations; the other steps are those of every booking."""

from typing import Any

from tenderhall_contracts import registry as lots
from tenderhall_contracts import venue
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, Client, Envelope, reacts, serves

from venue import usecases

Payload = dict[str, Any]

FINAL = frozenset({"PRECONDITION_FAILED", "NOT_FOUND", "IDEMPOTENCY_MISMATCH"})
"""What asking again would not change."""


class ReEvaluations:
    """项目复评预约 rooms for lots that are evaluated again."""

    registry = Client(lots.registry)

    @serves(venue.create_re_evaluation)
    def create_re_evaluation(self, call: Call, payload: Payload) -> Any:
        """新增项目复评场地预约."""
        return call.run(usecases.create_re_evaluation, payload, self._unevaluated(call, payload))

    @serves(venue.save_re_evaluation)
    def save_re_evaluation(self, call: Call, payload: Payload) -> Any:
        """修改保存复评预约."""
        return call.run(usecases.save_re_evaluation, payload, self._unevaluated(call, payload))

    @reacts(venue.booking_approved)
    def on_booking_approved(self, call: Call, event: Envelope) -> None:
        """预约审核通过 of a re-evaluation: its lots become 复评中, or its room is given back."""
        booking_id = event.data["form_id"]
        asked = call.read(usecases.to_move, booking_id)
        try:
            moved = self.registry.move_lots(call, asked) if asked else {"lots": []}
        except Problem as problem:
            if problem.code not in FINAL:
                raise
            call.run(usecases.give_back, booking_id, problem.code)
            return
        rounds = [one.get("evaluation_round") or 0 for one in moved["lots"]]
        # of other bookings nothing is done, and that is written down too: no event is lost
        call.run(usecases.booked, booking_id, max(rounds, default=0) or None)

    def _unevaluated(self, call: Call, payload: Payload) -> Any:
        """The project as registry tells it, where its lots are not known as evaluated here."""
        known = call.read(usecases.knows_evaluated, payload)
        return None if known else self.registry.get_project(call, {"id": payload["project_id"]})
