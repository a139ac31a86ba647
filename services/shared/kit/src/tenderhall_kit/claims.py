"""认领 a transaction claims its key first: a repeat gives the first result and runs nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem

from tenderhall_kit.tables import Idempotency, Inbox
from tenderhall_kit.told import Statement, as_json, send

# Every command runs these: written out, they cost a third of what the ORM would make of them.
_CLAIM_COMMAND = """
    INSERT INTO kit_idempotency (rpc, actor, key, step, fingerprint)
    VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_KEEP_COMMAND = """
    UPDATE kit_idempotency SET result = %s WHERE (rpc, actor, key, step) = (%s, %s, %s, %s)
"""
_CLAIM_EVENT = """
    INSERT INTO kit_inbox (event_id, handler, step, status, claimed_at)
    VALUES (%s, %s, %s, 'done', now())
    ON CONFLICT (event_id, handler, step)
    DO UPDATE SET status = 'done', claimed_at = now(), next_at = NULL
    WHERE kit_inbox.claimed_at IS NULL AND kit_inbox.status <> 'dead'
"""
_KEEP_EVENT = """
    UPDATE kit_inbox SET result = %s WHERE (event_id, handler, step) = (%s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Repeat:
    """重复 this was done before; here is what it gave."""

    result: Any


class Claim(Protocol):
    """认领 what makes a run of a use case unique."""

    def take(self, session: Session, step: str) -> Repeat | None:
        """None where the key is now ours; concurrent repeats wait here for the first to end."""

    def kept(self, step: str, result: Any) -> Sequence[Statement]:
        """What stores the result beside the claim, in the same transaction."""

    def derive(self, what: str) -> str:
        """A key for what this call asks of others: the same in every repeat."""


@dataclass(frozen=True, slots=True)
class CommandClaim:
    """命令的幂等键 (rpc, actor, key); another payload under the same key is refused."""

    rpc: str
    actor: str
    key: str
    fingerprint: str

    def _id(self, step: str) -> dict[str, str]:
        return {"rpc": self.rpc, "actor": self.actor, "key": self.key, "step": step}

    def take(self, session: Session, step: str) -> Repeat | None:
        """Claim the key.

        Raises:
            Problem: IDEMPOTENCY_MISMATCH where the key came with another payload before.
        """
        if send(session, [(_CLAIM_COMMAND, (*self._id(step).values(), self.fingerprint))]):
            return None
        first = session.get_one(Idempotency, self._id(step))
        if first.fingerprint != self.fingerprint:
            raise Problem("IDEMPOTENCY_MISMATCH")
        return Repeat(first.result)

    def kept(self, step: str, result: Any) -> Sequence[Statement]:
        """Store the result, if there is any."""
        values = (as_json(result), *self._id(step).values())
        return [(_KEEP_COMMAND, values)] if result is not None else []

    def derive(self, what: str) -> str:
        """A key that is the same in every repeat of this command."""
        return str(uuid5(NAMESPACE_URL, f"{self.rpc}/{self.actor}/{self.key}/{what}"))


@dataclass(frozen=True, slots=True)
class EventClaim:
    """事件的收件箱 (event, handler): an event takes effect once in each handler."""

    event_id: str
    handler: str

    def take(self, session: Session, step: str) -> Repeat | None:
        """Claim the event; a row that only waits for a retry is free to claim."""
        if send(session, [(_CLAIM_EVENT, tuple(self._id(step).values()))]):
            return None
        event_id = UUID(self.event_id)
        return Repeat(session.get_one(Inbox, self._id(step) | {"event_id": event_id}).result)

    def kept(self, step: str, result: Any) -> Sequence[Statement]:
        """Store the result, if there is any."""
        values = (as_json(result), *self._id(step).values())
        return [(_KEEP_EVENT, values)] if result is not None else []

    def derive(self, what: str) -> str:
        """A key that is the same in every delivery of this event."""
        return str(uuid5(NAMESPACE_URL, f"{self.event_id}/{self.handler}/{what}"))

    def _id(self, step: str) -> dict[str, Any]:
        return {"event_id": self.event_id, "handler": self.handler, "step": step}
