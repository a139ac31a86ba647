"""演示印章 ``python -m signing.seed``: seal records and pictures for the tokens in SEED_FILE.

SEED_FILE is JSON: ``{"seals": [{seal_id, org_id, org_name, name, token_serial, certificate}]}``,
``certificate`` a path to PEM. Repeatable: the same seals get the same ids and pictures.
"""

import hashlib
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from asn1crypto import pem, x509
from sqlalchemy.orm import Session
from tenderhall_kit import database
from tenderhall_kit.settings import Settings, load
from tenderhall_kit.storage import Storage

from signing import store
from signing.pdf.seal import seal_pdf
from signing.records import sign_record
from signing.trust import common_name

__all__ = ["register"]

MIME = "application/pdf"


def register(settings: Settings, session: Session, told: dict[str, Any]) -> UUID:
    """登记印章 draw the picture, keep it, sign the record with the centre's key."""
    certificate = _certificate(Path(told["certificate"]))
    image = Storage(settings).put(seal_pdf(told["org_name"]), MIME)
    values: dict[str, Any] = {
        "id": UUID(told["seal_id"]),
        "org_id": UUID(told["org_id"]),
        "org_name": told["org_name"],
        "name": told["name"],
        "token_serial": told["token_serial"],
        "certificate_subject": common_name(certificate),
        "certificates": [hashlib.sha256(certificate.dump()).hexdigest()],
        "image": dict(image),
        "valid_from": _time(certificate.not_valid_before),
        "valid_until": _time(certificate.not_valid_after),
    }
    record = values | {"seal_id": values["id"], "image_sha256": image["sha256"]}
    values["signature"] = sign_record(record, settings.service_key)
    store.put_seal(session, values)
    return UUID(told["seal_id"])


def _certificate(path: Path) -> x509.Certificate:
    _, _, der = pem.unarmor(path.read_bytes())
    return x509.Certificate.load(der)


def _time(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError(f"a certificate's time without offset: {value!r}")
    return value


def main() -> int:
    """登记 all seals of the file in one transaction."""
    settings = load("signing")
    told = json.loads(Path(os.environ["SEED_FILE"]).read_text(encoding="utf-8"))
    engine = database.engine(settings)
    with database.transactions(engine)() as session:
        for one in told["seals"]:
            register(settings, session, one)
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
