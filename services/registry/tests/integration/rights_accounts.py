"""Service accounts of other platforms, as the rights matrix asks about them."""

from typing import Any

from tenderhall_contracts import registry as contracts

from .rights import Payload, asks
from .test_accounts import SCOPES, create, form


@asks(contracts.create_service_account)
def a_new_account(desk: Any) -> Payload:
    del desk
    return form()


@asks(contracts.get_service_account)
def an_account(desk: Any) -> Payload:
    return {"id": create(desk)["id"]}


@asks(contracts.update_service_account)
def other_scopes(desk: Any) -> Payload:
    made = create(desk)
    return {"id": made["id"], "version": made["version"], "scopes": SCOPES[:1]}


@asks(contracts.revoke_service_account)
def an_end(desk: Any) -> Payload:
    return an_account(desk) | {"reason": "合作终止"}
