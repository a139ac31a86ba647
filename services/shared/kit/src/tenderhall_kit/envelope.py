"""事件信封 an event as a handler gets it (domain §7.2)."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from marshmallow import ValidationError
from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.events import Envelope as EnvelopeSchema

from tenderhall_kit.findings import findings
from tenderhall_kit.platforms import Proof
from tenderhall_kit.schemas import schema_of

PROOF = "proof"
"""Where a foreign event's body keeps what came beside it."""

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
    proof: Proof | None = None
    """Of a foreign event: who says to have sent it (``platforms.sender`` judges)."""
    faults: list[Finding] = field(default_factory=list)
    """Of a foreign event: where its data break the contract; they are then empty."""


def read(event: Event, body: Mapping[str, Any]) -> Envelope:
    """读信封 tolerant of fields that it does not know.

    Raises:
        marshmallow.ValidationError: where the envelope, or the data of an event of our own, break
            the contract.
    """
    told = _SCHEMA.load(body)
    told["event_id"] = str(told["event_id"])
    if event.foreign:
        return Envelope(**told | _foreign(event, told["data"], body.get(PROOF)))
    told["data"] = schema_of(event.carries).load(told["data"])
    return Envelope(**told)


def _foreign(event: Event, data: Mapping[str, Any], proof: Any) -> dict[str, Any]:
    """Faulty data are for the handler to refuse, so that their sender can be shown why."""
    kept = Proof(**proof) if proof else None
    try:
        return {"data": schema_of(event.carries).load(data), "proof": kept}
    except ValidationError as fault:
        return {"data": {}, "proof": kept, "faults": findings(fault.messages)}


def with_proof(body: Mapping[str, Any], raw: bytes | str, token: object) -> dict[str, Any]:
    """附上证明 the body of a foreign event with what came beside it, to be kept with it.

    Its ``event_id`` becomes one of these very bytes; the sender's own stands in the proof.
    """
    raw = raw.encode() if isinstance(raw, str) else bytes(raw)
    sha256 = hashlib.sha256(raw).hexdigest()
    own = str(body["event_id"])
    proof = asdict(Proof(token, sha256, own)) if isinstance(token, str) else None
    return {**body, "event_id": str(uuid5(UUID(own), sha256)), PROOF: proof}
