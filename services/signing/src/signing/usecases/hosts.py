"""签章主机 who is present, with which tokens."""

import logging
from collections.abc import Mapping
from typing import Any

from tenderhall_kit.work import Work

from signing import rules, store

log = logging.getLogger(__name__)


def report(work: Work, told: Mapping[str, Any], enrolled: Mapping[str, str]) -> None:
    """在线登记 take over what a host says of itself; a host that is not enrolled is not heard.

    ``told`` is ``contracts.signing.HostPresent``; ``enrolled`` maps a host to its public key, as
    the operator has entered it (setting HOST_KEYS).
    """
    if enrolled.get(told["host"]) != told["host_public_key"]:
        log.warning("presence of a host that is not enrolled: %s", told["host"])
        return
    newest = store.put_host(
        work.session,
        name=told["host"],
        public_key=told["host_public_key"],
        version=told["version"],
        at=told["at"],
    )
    if newest:
        store.put_tokens(work.session, told["host"], told["tokens"])


def list_hosts(work: Work) -> dict[str, Any]:
    """主机列表 for administrators."""
    return {"items": [_told(work, host) for host in store.hosts(work.session)]}


def _told(work: Work, host: Any) -> dict[str, Any]:
    return {
        "host": host.name,
        "public_key": host.public_key,
        "last_seen": host.last_seen,
        "online": rules.online(host.last_seen, work.real_now),
        "tokens": [
            {
                "serial": token.serial,
                "label": token.label,
                "subject": token.subject,
                "not_after": token.not_after,
                "flags": token.flags,
            }
            for token in host.tokens
        ],
    }
