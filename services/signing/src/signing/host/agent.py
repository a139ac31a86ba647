"""主机逻辑 what a signing host does with an order, free of the bus.

Order of things: write the operation down; check the seal record; fetch; open the PIN; let the token
worker stamp, sign and verify; upload; write the result down. Each refusal says whether it came
before the key was used. About revocation the CA is asked by the centre only, which judges the
sealed PDF once more and would not believe the host's verdict anyway.
"""

import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signing.host.journal import Journal
from signing.host.transfer import fetch, holds, send
from signing.pin import Binding, OneTimeKeys, SealedKey
from signing.pipe import Refused, Worker, WorkerLost
from signing.records import fault_in

__all__ = ["Agent"]

log = logging.getLogger(__name__)

PATIENCE = 40.0  # seconds a repeat waits for the first one's result
MIME = "application/pdf"


@dataclass(frozen=True)
class Agent:
    """签章代理 the host's parts.

    Attributes:
        centre: raw Ed25519 public key of pooled signing, which signs seal records.
        spool: folder for documents at work, emptied after each, and for pictures of seals.
    """

    journal: Journal
    keys: OneTimeKeys
    worker: Worker
    centre: bytes
    spool: Path

    def one_time_key(self, wanted: Mapping[str, Any]) -> SealedKey:
        """一次性公钥 for one attempt at one job."""
        return self.keys.issue(
            Binding(
                operation=str(wanted["operation"]),
                user=str(wanted["user_id"]),
                token=wanted["token_serial"],
                document=wanted["document_sha256"],
                expires=wanted["expires_at"],
                hold=wanted.get("hold"),
            )
        )

    def seal(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """签章 once for each operation; a repeat gets the first result."""
        operation = str(order["operation"])
        if not self.journal.begin(operation):
            return self.journal.wait(operation, PATIENCE)
        outcome = self._outcome(order)
        self.journal.finish(operation, outcome)
        return outcome

    def outcome(self, operation: str) -> dict[str, Any]:
        """签章结果 of an operation, as the journal knows it."""
        return self.journal.outcome(operation)

    def tokens(self) -> list[dict[str, Any]]:
        """在线介质; none while the worker is being restarted."""
        try:
            found: list[dict[str, Any]] = self.worker.call("tokens")["tokens"]
        except (WorkerLost, Refused) as lost:
            log.warning("tokens unknown: %r", lost)
            return []
        return found

    def _outcome(self, order: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {"state": "done", **self._seal(order)}
        except Refused as no:
            log.info("operation %s refused: %s", order["operation"], no.code)
            return {"state": "refused", **no.to_wire()}
        except WorkerLost:
            log.exception("operation %s: token worker lost", order["operation"])
            return {"state": "lost", "code": "WORKER_LOST", "message": "the driver died or hung"}

    def _seal(self, order: Mapping[str, Any]) -> dict[str, Any]:
        self._check(order)
        with tempfile.TemporaryDirectory(dir=self.spool) as folder:
            source, output = Path(folder, "original.pdf"), Path(folder, "sealed.pdf")
            fetch(order["document_url"], order["document"], source)
            picture = self._picture(order, Path(folder, "seal.pdf"))
            told = self._sign(order, source=source, picture=picture, output=output)
            send(output, order["upload"])
        sealed = {"sha256": told["sha256"], "size": told["size"], "mime": MIME}
        return {"sealed": sealed}

    def _picture(self, order: Mapping[str, Any], draft: Path) -> Path:
        """The seal's picture, fetched when it is new here; known by its hash, which is checked."""
        wanted = order["picture"]["sha256"]
        kept = self.spool / f"seal-{wanted}.pdf"
        if not holds(kept, wanted):
            fetch(order["picture_url"], order["picture"], draft)
            draft.replace(kept)
        return kept

    def _check(self, order: Mapping[str, Any]) -> None:
        """The certificate is checked by the worker, which reads it from the token."""
        record = order["record"]
        fault = fault_in(
            record, order["signature"], self.centre, certificate=None, moment=datetime.now(UTC)
        )
        if fault is None and record["image_sha256"] != order["picture"]["sha256"]:
            fault = "PICTURE_NOT_PERMITTED"
        if fault:
            raise Refused(fault, "the seal record does not permit this")

    def _sign(self, order: Mapping[str, Any], **paths: Path) -> dict[str, Any]:
        return self.worker.call(
            "sign",
            operation=str(order["operation"]),
            serial=order["token_serial"],
            certificates=order["record"]["certificates"],
            **self._login(order),
            sha256=order["document"]["sha256"],
            placement=order["placement"],
            level=order["level"],
            reason=order.get("reason", ""),
            ask_ca=False,
            **{name: str(path) for name, path in paths.items()},
        )

    def _login(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """The PIN, and how long its login may stay; or the name of whose login should be there.

        How long is what the PIN was sealed for: the centre cannot stretch it.
        """
        operation, sealed = str(order["operation"]), order.get("sealed_pin")
        if sealed is None:
            self.keys.forget(operation)
            return {"pin": None, "hold": {"owner": order.get("owner") or ""}}
        hold = self.keys.hold(operation)
        token, document = order["token_serial"], order["document"]["sha256"]
        return {
            "pin": self.keys.open(operation, sealed, token=token, document=document),
            "hold": hold and dict(hold),
        }
