"""事件信封 an event as a handler gets it (domain §7.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tenderhall_contracts.core import Event
from tenderhall_contracts.events import Envelope as EnvelopeSchema

from tenderhall_kit.schemas import schema_of

_SCHEMA = EnvelopeSchema()


@dataclass(frozen=True, slots=True)
class Envelope:
    """事件 ``data`` are the contract's fields as Python values; ``aggregate`` is type, id, version.

    Retries may overtake: a handler compares ``aggregate["version"]`` with what it knows.
    """

    event_id: str
    type: str
    version: int
    seq: int
    occurred_at: datetime
    source: str
    trace_id: str
    actor: Mapping[str, Any]
    aggregate: Mapping[str, Any]
    data: Mapping[str, Any]
    project_no: str | None = None
    lot_nos: list[str] = field(default_factory=list)
    region: str = ""
    visibility: str = "member"


def read(event: Event, body: Mapping[str, Any]) -> Envelope:
    """读信封 tolerant of fields that it does not know.

    Raises:
        marshmallow.ValidationError: where the envelope or the data break the contract.
    """
    told = _SCHEMA.load(body)
    told["event_id"] = str(told["event_id"])
    told["data"] = schema_of(event.carries).load(told["data"])
    return Envelope(**told)
