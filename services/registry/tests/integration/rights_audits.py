"""核验 what the RPCs of the audit are asked with."""

from typing import Any

from tenderhall_contracts import registry as contracts

from .rights import Payload, asks


@asks(contracts.list_audits)
def nothing_at_all(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.check_audit)
def its_own_log(desk: Any) -> Payload:
    del desk
    return {"service": "registry"}


@asks(contracts.verify_audit)
def no_copies(desk: Any) -> Payload:
    del desk
    return {"heads": []}
