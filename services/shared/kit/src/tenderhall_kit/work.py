"""工作单元 one transaction: state, audit row, outbox row and claim, together or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Event
from uuid6 import uuid7

from tenderhall_kit import told
from tenderhall_kit.actors import Actor
from tenderhall_kit.clock import real_now
from tenderhall_kit.law import Calculator
from tenderhall_kit.plain import plain
from tenderhall_kit.reference import References
from tenderhall_kit.schemas import schema_of
from tenderhall_kit.settings import Settings
from tenderhall_kit.tables import Audit

if TYPE_CHECKING:
    from tenderhall_kit.call import Call

REGION = "430400"
"""衡阳市 (GB/T 2260), the region of this centre's events."""


class Work:
    """工作单元 what a use case works with; nothing it does is seen before the commit."""

    def __init__(self, session: Session, call: "Call") -> None:
        """Belong to one call; ``session`` is inside its one transaction."""
        self.session = session
        self.call = call
        self.told = False
        self._now: datetime | None = None

    @property
    def actor(self) -> Actor:
        """操作者 who asks."""
        return self.call.actor

    @property
    def request_id(self) -> str:
        """请求号 the id of the request, from HTTP to here."""
        return self.call.request_id

    @property
    def settings(self) -> Settings:
        """设置 the service's settings."""
        return self.call.settings

    @property
    def reference(self) -> References:
        """参考数据 policies, law rules, calendar and clock as registry told them."""
        return self.call.reference

    @property
    def law(self) -> Calculator:
        """法定期限计算器 of statutory periods (``tenderhall_kit.law.Calculator``)."""
        return self.reference.law

    @property
    def now(self) -> datetime:
        """业务时间 business time, one value for the whole transaction."""
        if self._now is None:
            self._now = self.reference.clock.business_now()
        return self._now

    @property
    def real_now(self) -> datetime:
        """真实时间 for security and signing."""
        return real_now()

    def emit(
        self,
        event: Event,
        data: Mapping[str, Any],
        *,
        aggregate: tuple[str, object, int],
        project_no: str | None = None,
        lot_nos: Sequence[str] = (),
        visibility: str = "member",
        actor: Actor | None = None,
    ) -> str:
        """发出事件 tell an event when, and only when, this transaction commits; gives its id.

        ``aggregate`` is (type, id, version): what the event is about. ``actor`` where the system
        itself decided, not who asks.

        Raises:
            marshmallow.ValidationError: where the data break the event's contract.
        """
        schema = schema_of(event.carries)
        event_id = uuid7()
        kind, identity, version = aggregate
        envelope = {
            "event_id": event_id,
            "type": event.name,
            "version": event.version,
            "occurred_at": self.now,
            "source": event.source,
            "trace_id": self.request_id,
            "actor": (actor or self.actor).as_dict(),
            "aggregate": {"type": kind, "id": str(identity), "version": version},
            "project_no": project_no,
            "lot_nos": list(lot_nos),
            "region": REGION,
            "visibility": visibility,
            "data": schema.dump(schema.load(plain(data))),
        }
        self._tell().outbox.append(
            (str(event_id), event.exchange, event.name, told.as_json(envelope))
        )
        return str(event_id)

    def record(
        self,
        action: str,
        *,
        subject: tuple[str, object],
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        opinion: str | None = None,
        content_sha256: str | None = None,
        actor: Actor | None = None,
    ) -> None:
        """记入审计 who did what to what; ``before`` and ``after`` hold the fields that changed.

        ``actor`` where the system itself decided, not who asks.
        """
        who = actor or self.actor
        done = (self.real_now, self.request_id, told.as_json(who.as_audited()), action)
        states = (told.as_json(before), told.as_json(after))
        row = (*done, subject[0], str(subject[1]), *states, opinion, content_sha256)
        self._tell().audit.append(row)

    def _tell(self) -> told.Told:
        """Where rows wait for the end of the transaction; a savepoint has ends of its own.

        Raises:
            RuntimeError: inside a savepoint, whose rollback could not take the row back.
        """
        if self.session.in_nested_transaction():
            raise RuntimeError("tell after the savepoint: its rollback would not take this back")
        self.told = True
        return told.of(self.session)

    def history(self, subject: tuple[str, object]) -> list[dict[str, Any]]:
        """办理记录 the recorded changes of a subject's state, oldest first (``StepOut``)."""
        told.settle(self.session)
        to_state = Audit.after["state"].astext
        rows = self.session.execute(
            select(
                *(Audit.action, Audit.actor, Audit.opinion, Audit.at, Audit.content_sha256),
                Audit.before["state"].astext.label("from_state"),
                to_state.label("to_state"),
            )
            .where(Audit.subject_type == subject[0], Audit.subject_id == str(subject[1]))
            .where(to_state.is_not(None))
            .order_by(Audit.id)
        )
        return [_step(row) for row in rows]


def _step(row: Row[Any]) -> dict[str, Any]:
    return {
        "action": row.action.rpartition(".")[2],
        "from_state": row.from_state,
        "to_state": row.to_state,
        "actor_name": row.actor.get("name", ""),
        "role": row.actor["role"],
        "auth": row.actor["auth"],
        "ca_serial": row.actor.get("ca_serial"),
        "opinion": row.opinion,
        "content_sha256": row.content_sha256,
        "at": row.at,
    }
