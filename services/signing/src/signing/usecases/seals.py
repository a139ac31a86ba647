"""印章 which seals somebody may use, and where their tokens are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.work import Work

from signing import rules, store
from signing.models import Host, Seal
from signing.records import fault_in

CENTRE = "signing"


def list_seals(work: Work) -> dict[str, Any]:
    """可用印章 of the caller's organisation; of all for a service."""
    org = None if work.actor.role is Role.SERVICE else _org(work)
    seals = store.seals_of(work.session, org)
    places = store.token_places(work.session, [seal.token_serial for seal in seals])
    return {"items": [shown(work, seal, places) for seal in seals]}


def shown(work: Work, seal: Seal, places: Mapping[str, Host]) -> dict[str, Any]:
    """印章展示 in the form of ``SealOut``."""
    host = places.get(seal.token_serial)
    return {
        "seal_id": seal.id,
        "name": seal.name,
        "org_id": seal.org_id,
        "org_name": seal.org_name,
        "token_serial": seal.token_serial,
        "host": host.name if host else None,
        "online": bool(host and rules.online(host.last_seen, work.real_now)),
        "certificate_subject": seal.certificate_subject,
        "certificate_sha256": seal.certificates[0],
        "valid_from": seal.valid_from,
        "valid_until": seal.valid_until,
    }


def usable(work: Work, seal_id: UUID, org_id: UUID) -> tuple[Seal, Host]:
    """可用性 the seal and the host that has its token now.

    Raises:
        Problem: NOT_FOUND, SEAL_INVALID, HOST_AWAY.
    """
    seal = store.seal(work.session, seal_id)
    if seal is None or seal.org_id != org_id:
        raise Problem("NOT_FOUND", what="seal")
    centre = work.settings.actor_keys[CENTRE]
    fault = fault_in(seal.record, seal.signature, centre, certificate=None, moment=work.real_now)
    if seal.revoked_at is not None or fault:
        raise Problem("SEAL_INVALID", reason=fault or "SEAL_REVOKED")
    host = store.token_places(work.session, [seal.token_serial]).get(seal.token_serial)
    if host is None or not rules.online(host.last_seen, work.real_now):
        raise Problem("HOST_AWAY")
    return seal, host


def _org(work: Work) -> UUID:
    if not work.actor.org_id:
        raise Problem("FORBIDDEN_ROLE")
    return UUID(work.actor.org_id)
