"""认领 a transaction claims its key first: a repeat gives the first result and runs nothing."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.errors import Problem

from tenderhall_kit.tables import Idempotency, Inbox


@dataclass(frozen=True, slots=True)
class Repeat:
    """重复 this was done before; here is what it gave."""

    result: Any


class Claim(Protocol):
    """认领 what makes a run of a use case unique."""

    def take(self, session: Session, step: str) -> Repeat | None:
        """None where the key is now ours; concurrent repeats wait here for the first to end."""

    def keep(self, session: Session, step: str, result: Any) -> None:
        """Store the result beside the claim, in the same transaction."""

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
        values = self._id(step) | {"fingerprint": self.fingerprint}
        claimed = session.scalar(
            insert(Idempotency).values(values).on_conflict_do_nothing().returning(Idempotency.at)
        )
        if claimed is not None:
            return None
        first = session.get_one(Idempotency, self._id(step))
        if first.fingerprint != self.fingerprint:
            raise Problem("IDEMPOTENCY_MISMATCH")
        return Repeat(first.result)

    def keep(self, session: Session, step: str, result: Any) -> None:
        """Store the result."""
        where = [getattr(Idempotency, name) == value for name, value in self._id(step).items()]
        session.execute(update(Idempotency).where(*where).values(result=result))

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
        claimed = session.scalar(
            insert(Inbox)
            .values(
                event_id=UUID(self.event_id),
                handler=self.handler,
                step=step,
                status="done",
                claimed_at=func.now(),
            )
            .on_conflict_do_update(
                index_elements=[Inbox.event_id, Inbox.handler, Inbox.step],
                set_={"status": "done", "claimed_at": func.now(), "next_at": None},
                where=Inbox.claimed_at.is_(None) & (Inbox.status != "dead"),
            )
            .returning(Inbox.at)
        )
        if claimed is not None:
            return None
        done = select(Inbox.result).where(*self._where(step))
        return Repeat(session.scalar(done))

    def keep(self, session: Session, step: str, result: Any) -> None:
        """Store the result."""
        session.execute(update(Inbox).where(*self._where(step)).values(result=result))

    def derive(self, what: str) -> str:
        """A key that is the same in every delivery of this event."""
        return str(uuid5(NAMESPACE_URL, f"{self.event_id}/{self.handler}/{what}"))

    def _where(self, step: str) -> list[Any]:
        return [
            Inbox.event_id == UUID(self.event_id),
            Inbox.handler == self.handler,
            Inbox.step == step,
        ]
