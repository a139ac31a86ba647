"""审计链首 the end of the chain, signed once a day, told to registry and published as a file."""

import base64
import binascii
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Event
from tenderhall_contracts.errors import Problem

from tenderhall_kit import audit
from tenderhall_kit.plain import canonical, plain
from tenderhall_kit.storage import Storage
from tenderhall_kit.tables import AuditHead
from tenderhall_kit.work import Work

FOLDER = "public/audit"
MIME = "application/json"
READ = 60
"""Published files that a verification reads: the newest."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Head:
    """链首 ``signature`` in base64, over everything else."""

    service: str
    day: date
    seq: int
    hash: str
    signature: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Read a row, an event or a file."""
        day = told["day"]
        return cls(
            told["service"],
            day if isinstance(day, date) else date.fromisoformat(day),
            told["seq"],
            told["hash"],
            told["signature"],
        )

    def signed(self, seed: bytes) -> Self:
        """签名 with the service's raw Ed25519 private key."""
        made = Ed25519PrivateKey.from_private_bytes(seed).sign(self._content())
        text = base64.b64encode(made).decode()
        return type(self)(self.service, self.day, self.seq, self.hash, text)

    def holds(self, key: bytes) -> bool:
        """签名有效 by the service's raw Ed25519 public key."""
        try:
            signature = base64.b64decode(self.signature, validate=True)
            Ed25519PublicKey.from_public_bytes(key).verify(signature, self._content())
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    def _content(self) -> bytes:
        return canonical({name: one for name, one in asdict(self).items() if name != "signature"})


def own(session: Session) -> list[Head]:
    """本地链首 oldest first."""
    return [
        Head.of(vars(one)) for one in session.scalars(select(AuditHead).order_by(AuditHead.day))
    ]


def publish(work: Work, event: Event) -> dict[str, Any] | None:
    """签发链首 of today, real time, once; None where there is one, or nothing to sign yet."""
    day, session = work.real_now.date(), work.session
    if session.get(AuditHead, day) is not None:
        return None
    seq, last = audit.head(session)
    if not seq:
        return None
    head = Head(work.settings.service, day, seq, last).signed(work.settings.service_key)
    made = insert(AuditHead).values(asdict(head)).on_conflict_do_nothing()
    if session.scalar(made.returning(AuditHead.day)) is None:
        return None
    aggregate = ("audit", work.settings.service, seq)
    work.emit(event, asdict(head), aggregate=aggregate, visibility="public")
    return asdict(head)


def file(storage: Storage, service: str, heads: Iterable[Head]) -> None:
    """公布链首 as files that anybody may read; one that is there already stays as it is."""
    for head in heads:
        key = f"{FOLDER}/{service}/{head.day}.json"
        if not storage.exists(key):
            storage.put_at(key, json.dumps(plain(asdict(head))).encode(), MIME)


def published(storage: Storage, service: str) -> list[Head]:
    """已公布链首 the newest; none where the store does not answer: the other copies remain."""
    try:
        names = sorted(storage.names(f"{FOLDER}/{service}/"))[-READ:]
        return [Head.of(json.loads(storage.get(name))) for name in names]
    except (Problem, ValueError, KeyError) as fault:
        _log.warning("published heads of %s not read: %s", service, type(fault).__name__)
        return []
