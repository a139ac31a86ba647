"""内务 what every service does besides: reference data, signed audit heads, pruning."""

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from tenderhall_contracts.audit import HEAD_PUBLISHED
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.core import Service
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.registry import ReferenceOut, reference_updated
from tenderhall_contracts.registry import registry as registry_contract

from tenderhall_kit import reference
from tenderhall_kit.audit import heads, verdict
from tenderhall_kit.audit.heads import Head
from tenderhall_kit.call import Call
from tenderhall_kit.entrypoints import Client, Envelope, every, reacts, serves
from tenderhall_kit.tables import Idempotency, Inbox, Outbox
from tenderhall_kit.work import Work

SENT_KEPT = timedelta(days=7)
DONE_KEPT = timedelta(days=30)

PATIENCE = 2.0
"""Seconds that missing reference data are waited for: they are asked for again soon, and meanwhile
a service that is told to end has to wait as well."""

_log = logging.getLogger(__name__)


def prune(work: Work) -> dict[str, int]:
    """清理 remove what was sent 7 days ago, or done 30 days ago; the last ``seq`` stays."""
    session = work.session
    last = select(func.max(Outbox.seq)).scalar_subquery()
    old = [
        delete(Outbox).where(Outbox.sent_at < func.now() - SENT_KEPT, Outbox.seq < last),
        delete(Inbox).where(Inbox.status == "done", Inbox.at < func.now() - DONE_KEPT),
        delete(Idempotency).where(Idempotency.at < func.now() - DONE_KEPT),
    ]
    tables = ("outbox", "inbox", "idempotency")
    return {name: _count(session.execute(one)) for name, one in zip(tables, old, strict=True)}


def _count(result: Any) -> int:
    return int(result.rowcount)


def keep_reference(work: Work, told: dict[str, Any]) -> None:
    """存入参考数据 as registry told it."""
    reference.store(work.session, ReferenceOut().dump(told))


class Housekeeping:
    """内务 the entry points that ``equip`` adds to a service."""

    kit_registry = Client(registry_contract)

    @reacts(reference_updated)
    def kit_on_reference_updated(self, call: Call, event: Envelope) -> None:
        """参考数据已更新 fetch what registry has now, unless we have it."""
        if event.data["version"] > call.reference.version:
            call.run(keep_reference, self.kit_registry.get_reference(call, {}))
            call.reference.forget()

    @every(5, eager=True)
    def kit_ask_for_reference(self, call: Call) -> None:
        """参考数据缺失 ask registry until it has told us once."""
        if not call.reference.missing:
            return
        try:
            told = self.kit_registry.get_reference(call, {}, timeout=PATIENCE)
            call.run(keep_reference, told)
            call.reference.forget()
        except Problem as problem:
            _log.info("reference data not here yet: %s", problem.code)

    @every(3600)
    def kit_prune(self, call: Call) -> None:
        """清理 once an hour."""
        call.run(prune)


def equip(service: type) -> type:
    """配备 the service class with the housekeeping of every service.

    registry tells the reference data itself, so it only prunes.
    """
    name = service.__dict__.get("name", "")
    extra = audited(SERVICES[name]) if name in SERVICES else {}
    if name == registry_contract.name:
        extra["kit_prune"] = Housekeeping.__dict__["kit_prune"]
        return type(service.__name__, (service,), extra)
    return type(service.__name__, (service, Housekeeping), extra)


def audited(contract: Service) -> dict[str, Any]:
    """审计入口 a service's verdict on its own log, and its daily head, as promised."""
    name, head_published = contract.name, contract.events[HEAD_PUBLISHED]

    @serves(contract.rpcs["verify_audit"])
    def verify_audit(_service: Any, call: Call, payload: dict[str, Any]) -> Any:
        """核验审计 also against the heads that are published as files."""
        copies = [Head.of(one) for one in payload["heads"]]
        return call.read(verdict.of, [*copies, *heads.published(call.storage, name)])

    @every(60)
    def kit_publish_audit_head(_service: Any, call: Call) -> None:
        """签发链首 once a day; its file is written again where a crash has lost it."""
        call.run(heads.publish, head_published)
        heads.file(call.storage, name, call.read(_newest_head))

    return {one.__name__: one for one in (verify_audit, kit_publish_audit_head)}


def _newest_head(work: Work) -> list[Head]:
    return heads.own(work.session)[-1:]
