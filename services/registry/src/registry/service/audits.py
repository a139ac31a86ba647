"""审计总览 the entry points of heads and verifications."""

import logging
from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_contracts import signing
from tenderhall_contracts.audit import HEAD_PUBLISHED
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, Client, Envelope, every, reacts, serves

from registry.service.answers import Answer, Payload
from registry.usecases import audits

HEADS = [SERVICES[name].events[HEAD_PUBLISHED] for name in contracts.AUDITED]
_log = logging.getLogger(__name__)


class Audits:
    """审计 each service verifies its own log; registry keeps the heads and the results."""

    registry = Client(contracts.registry)
    signing = Client(signing.signing)

    @serves(contracts.list_audits)
    def list_audits(self, call: Call, payload: Payload) -> Answer:
        """审计总览."""
        return call.read(audits.list_audits)

    @serves(contracts.check_audit)
    def check_audit(self, call: Call, payload: Payload) -> Answer:
        """立即核验 the service is asked outside of any transaction."""
        return call.run(audits.keep_check, self._verdict(call, payload["service"]))

    @reacts(*HEADS)
    def on_audit_head(self, call: Call, event: Envelope) -> None:
        """链首已签发 a copy is kept here, out of reach of who cuts the log there."""
        call.run(audits.keep_head, event.data)

    @every(3600)
    def verify_daily(self, call: Call) -> None:
        """每日核验 of every service; one that is away is asked again an hour later."""
        for name in call.read(audits.due):
            try:
                call.run(audits.keep_check, self._verdict(call, name))
            except Problem as problem:
                _log.warning("audit of %s not verified: %s", name, problem.code)

    def _verdict(self, call: Call, service: str) -> Any:
        heads = call.read(audits.copies, service)
        return getattr(self, service).verify_audit(call, {"heads": heads})
