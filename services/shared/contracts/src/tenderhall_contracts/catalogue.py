"""全部契约 every service's promises, by name."""

from collections.abc import Mapping

from tenderhall_contracts.core import Event, Rpc, Service
from tenderhall_contracts.documents import documents
from tenderhall_contracts.notices import notices
from tenderhall_contracts.platform import platform
from tenderhall_contracts.registry import registry
from tenderhall_contracts.signing import signing
from tenderhall_contracts.signing_host import signing_host
from tenderhall_contracts.venue import venue

SERVICES: Mapping[str, Service] = {
    one.name: one for one in (registry, venue, documents, notices, signing)
}

TOLD: Mapping[str, Service] = {**SERVICES, "platform": platform}
"""事件来源 whose events travel on the bus: our services', and those of the platforms around us."""

PROMISED: Mapping[str, Service] = {**TOLD, "signing-host": signing_host}
"""所有承诺 also what a signing host promises to pooled signing, which nobody else may ask."""


def find_rpc(service: str, name: str) -> Rpc | None:
    """The RPC of that name, or None."""
    owner = SERVICES.get(service)
    return owner.rpcs.get(name) if owner else None


def find_event(name: str) -> Event | None:
    """The event of that name, or None."""
    for owner in TOLD.values():
        if name in owner.events:
            return owner.events[name]
    return None
