"""What the tests of documents share: real database, real store, a clerk of each of two agencies."""

import hashlib
import io
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from documents.usecases import announcing, completing, inviting
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.documents import CreateUpload
from tenderhall_kit import reference
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import Call
from tenderhall_kit.clock import real_now


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
    trusting: bool = True
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
        upload = announcing.announce(call, CreateUpload().load(form | changed))
        return inviting.invite(call.storage, upload, real_now())

    def complete(self, invitation: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        upload_id = UUID(str(invitation["upload_id"]))
        return completing.complete(self.call(key), upload_id, self.scan, trusting=self.trusting)

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


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _read(line: socket.socket, count: int) -> bytes:
    told = b""
    while len(told) < count:
        told += line.recv(count - len(told))
    return told


def _serve(listening: socket.socket, answer: bytes | None) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        with line:
            assert _read(line, 10) == b"zINSTREAM\0"
            body = b""
            while size := struct.unpack(">I", _read(line, 4))[0]:
                body += _read(line, size)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
            line.sendall(found if answer is None else answer)


@pytest.fixture
def clamd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes | None], None]]:
    """``clamd(None)`` a scanner that knows EICAR; ``clamd(b"...")`` one that always answers so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        monkeypatch.setenv("SCANNER", f"clamd://127.0.0.1:{port}")

        def begin(answer: bytes | None) -> None:
            threading.Thread(target=_serve, args=(listening, answer), daemon=True).start()

        yield begin
        listening.shutdown(socket.SHUT_RDWR)
