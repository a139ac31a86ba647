"""What the tests of documents share: real database, real store, a clerk of each of two agencies."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from documents.usecases import completing, uploads, versions
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.documents import CreateUpload
from tenderhall_kit import reference
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import Call
from tenderhall_kit.clock import real_now
from tenderhall_kit.storage import cas_key


def pdf(words: str = "") -> bytes:
    """A small PDF that no other test has."""
    told = words or uuid4().hex
    return f"%PDF-1.7\n1 0 obj\n<< /Title ({told}) >>\nendobj\ntrailer << >>\n%%EOF\n".encode()


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put(invitation: dict[str, Any], data: bytes, **changed: str) -> int:
    """What a browser does with the answer to a registration; gives the HTTP status."""
    headers = invitation["headers"] | {name.replace("_", "-"): to for name, to in changed.items()}
    headers["content-length"] = str(len(data))
    return httpx.put(invitation["url"], content=data, headers=headers).status_code


@dataclass
class Desk:
    """The uploads of one person, as the entry points do them."""

    call_for: Callable[..., Call]
    who: Actor
    scan: Any = None
    keys: list[str] = field(default_factory=list)

    def call(self, key: str | None = None) -> Call:
        return self.call_for("documents", self.who, key=key)

    def announce(self, data: bytes, **changed: Any) -> dict[str, Any]:
        form = {
            "name": "招标文件.pdf",
            "size": len(data),
            "sha256": sha(data),
            "mime": "application/pdf",
            "kind": "tender_document",
        }
        call = self.call()
        payload = CreateUpload().load(form | changed)
        in_store = call.storage.exists(cas_key(payload["sha256"]))
        upload = call.run(uploads.create, payload, in_store=in_store)
        return uploads.invite(call.storage, upload, real_now())

    def complete(self, invitation: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        became = completing.complete(self.call(key), invitation["upload_id"], self.scan)
        return self.call().read(versions.show_version, became["document_id"], became["version"])

    def upload(self, data: bytes, **changed: Any) -> dict[str, Any]:
        invitation = self.announce(data, **changed)
        if not invitation["present"]:
            assert put(invitation, data) == 200
        return self.complete(invitation)


@pytest.fixture
def desk(call_for: Callable[..., Call], actor: Callable[..., Actor]) -> Callable[..., Desk]:
    """``desk()`` a clerk of an agency of its own; ``desk(org=...)`` a colleague."""

    def make(role: Role = Role.CLERK, **more: Any) -> Desk:
        return Desk(call_for, actor(role, **more))

    return make


@pytest.fixture
def clerk(desk: Callable[..., Desk]) -> Desk:
    return desk()


@pytest.fixture
def stranger(desk: Callable[..., Desk]) -> Desk:
    return desk()


@pytest.fixture
def tell_law(desk: Callable[..., Desk]) -> Callable[..., None]:
    """``tell_law(severity)`` registry tells its legal data anew; at first R17 blocks."""
    kit = desk().call().kit

    def tell(of_weight: str = "block", **more: Any) -> None:
        with Session(kit.engine) as session, session.begin():
            told = _reference(of_weight) | {"version": kit.references.version + 1, **more}
            reference.store(session, told)
        kit.references.forget()

    tell()
    return tell


def _reference(of_weight: str) -> dict[str, Any]:
    now = real_now().isoformat()
    since = {"effective_from": "2017-10-01", "effective_to": None}
    row = {"text_zh": "价格分值", "basis": "87号令第55条", "unit": "percent", **since}
    weights = {"R17": 30, "R17.services": 10}
    return {
        "rules": [
            {"rule_id": one, "value": least, "severity": of_weight, **row}
            for one, least in weights.items()
        ],
        "days": [],
        "official_years": [],
        "policies": {},
        "clock": {"real_epoch": now, "business_epoch": now, "rate": 1.0},
    }
