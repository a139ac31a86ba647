"""Wiring of a signing host: entry points to the agent, nothing else."""

import base64
import os
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tenderhall_contracts import signing_host as contract
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, every, serves

from signing.host.agent import Agent
from signing.host.journal import Journal
from signing.host.presence import Presence
from signing.host.settings import CENTRE, HostSettings, worker_environment
from signing.pin import OneTimeKeys
from signing.pipe import Worker

__all__ = ["host_service"]

POLL_SECONDS = 2


class HostService:
    """签章主机服务 named ``signing-<host>``; only the centre may call it."""

    name = "signing-host"
    agent: Agent
    presence: Presence

    @serves(contract.one_time_key)
    def one_time_key(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """一次性公钥 for one attempt."""
        _centre_only(call)
        return vars(self.agent.one_time_key(payload))

    @serves(contract.seal_document)
    def seal_document(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """签章 once for each operation."""
        _centre_only(call)
        return self.agent.seal(payload)

    @serves(contract.outcome)
    def outcome(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """签章结果 from the journal."""
        _centre_only(call)
        return self.agent.outcome(str(payload["operation"]))

    @every(POLL_SECONDS, eager=True)
    def beat(self, call: Call) -> None:
        """在线通知; tokens are polled, drivers' own slot events are unreliable."""
        del call
        self.presence.tell(self.agent.tokens())


def _centre_only(call: Call) -> None:
    if call.actor.issuer != CENTRE:
        raise Problem("FORBIDDEN_ROLE")


def host_service(settings: HostSettings) -> type[HostService]:
    """装配 the service class of this host."""
    identity = Ed25519PrivateKey.from_private_bytes(settings.key)
    public = identity.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    agent = Agent(
        journal=Journal(settings.folder / "journal.jsonl"),
        keys=OneTimeKeys(identity),
        worker=_token_worker(),
        centre=settings.centre,
        spool=Path(settings.folder, "spool"),
    )
    told = base64.b64encode(public).decode()
    presence = Presence(settings.host, told, settings.kit.amqp_uri)
    parts = {"name": settings.kit.service, "agent": agent, "presence": presence}
    return type("HostService", (HostService,), parts)


def _token_worker() -> Worker:
    command = [sys.executable, "-m", "signing.token.worker"]
    return Worker(command, worker_environment(os.environ))
