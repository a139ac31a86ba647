"""Platform events, as the rights matrix asks about them."""

from typing import Any

from tenderhall_contracts import registry as contracts

from .rights import Payload, asks
from .test_inbound import by_hand, ended, enter, opening


@asks(contracts.list_inbound)
def all_events(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.get_inbound)
def an_event(desk: Any) -> Payload:
    return {"id": enter(desk, "evaluation.ended", ended(opening(desk)))["id"]}


@asks(contracts.enter_inbound)
def what_no_platform_sends(desk: Any) -> Payload:
    return by_hand(desk, "evaluation.ended", ended(opening(desk)))


@asks(contracts.inbound_outcome)
def anothers_event(desk: Any) -> Payload:
    return {"event_id": an_event(desk)["id"]}


@asks(contracts.evaluation_results, service="notices")
def of_a_lot(desk: Any) -> Payload:
    return {"lot_ids": [opening(desk)["id"]]}
