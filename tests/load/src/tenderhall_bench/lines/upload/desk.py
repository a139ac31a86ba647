"""办公桌 a client that uploads and downloads by both ways, and counts what the bus carried."""

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import uuid4

import urllib3
from minio import Minio
from tenderhall_contracts import documents as contract
from tenderhall_contracts.core import Role, Rpc
from tenderhall_contracts.vocab import AttachmentKind
from tenderhall_kit.actors import Actor
from tenderhall_kit.storage import cas_key
from tenderhall_kit.testbus import Bus

from tenderhall_bench.site import Site

__all__ = ["Desk"]

PIECE = 1 << 20
AT_ONCE = 3
"""Parts on their way at a time, as the SDK has them."""
OK = 200
MIME = "application/pdf"
CLERK = Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()), name="王经办")


@dataclass
class Desk:
    """办公桌 a client of the service and of the store, one connection to each."""

    bus: Bus
    place: Site
    sdk: Minio
    wire: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=AT_ONCE))
    told: int = 0
    """Bytes of the messages' bodies since it was last set to 0."""
    turn: Lock = field(default_factory=Lock)
    """The bus takes one question at a time."""
    keys: list[str] = field(default_factory=list)
    """What is to be removed from the store."""

    def ask(self, rpc: Rpc, payload: dict[str, Any]) -> dict[str, Any]:
        """提问 and count what the bus carried."""
        answer: dict[str, Any] = self.bus.call(rpc, payload, CLERK)
        self.told += len(json.dumps(payload)) + len(json.dumps(answer, default=str))
        return answer

    def upload_parts(self, data: bytes) -> dict[str, Any]:
        """分片上传 one large file as a page does it; the version that it became."""
        return self.upload(data, parts=True)

    def upload(self, data: bytes, *, parts: bool = False) -> dict[str, Any]:
        """上传 one file in one piece, as programs do it; the version that it became."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.keys.append(cas_key(sha256))
        wanted = {"name": "招标文件.pdf", "size": len(data), "sha256": sha256, "mime": MIME}
        wanted |= {"kind": AttachmentKind.TENDER_DOCUMENT.value, "parts": parts}
        invited = self.ask(contract.create_upload, wanted)
        if invited["part_size"]:
            self._parts(invited, data)
        else:
            self._send(invited, data)
        version = self.ask(contract.complete_upload, {"id": str(invited["upload_id"])})
        if version["file"]["sha256"] != sha256:
            raise AssertionError("another file")
        return version

    def _parts(self, invited: dict[str, Any], data: bytes) -> None:
        """As a page does it: some parts at a time, each hashed before it goes."""
        length = invited["part_size"]
        pieces = [data[at : at + length] for at in range(0, len(data), length)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: self._part(invited, *one), enumerate(pieces, 1)))

    def _part(self, invited: dict[str, Any], number: int, piece: bytes) -> None:
        one = {"number": number, "sha256": hashlib.sha256(piece).hexdigest()}
        with self.turn:
            told = self.ask(
                contract.upload_parts, {"id": str(invited["upload_id"]), "parts": [one]}
            )
        self._send(told["parts"][0], piece)

    def _send(self, permit: dict[str, Any], data: bytes) -> None:
        put = self.wire.request("PUT", permit["url"], body=data, headers=permit["headers"])
        if put.status != OK:
            raise AssertionError(f"PUT {put.status}")

    def download(self, version: dict[str, Any]) -> int:
        """下载 by the URL that the service gives; the bytes that came."""
        asked = {"document_id": str(version["document_id"])}
        told = self.ask(contract.download, asked)
        answer = self.wire.request("GET", told["url"], preload_content=False)
        size = sum(len(piece) for piece in answer.stream(PIECE))
        answer.release_conn()
        return size

    def put(self, data: bytes) -> str:
        """直传 by the SDK; the key."""
        key = f"staging/bench/{uuid4()}"
        self.keys.append(key)
        self.sdk.put_object(self.place.settings.s3_bucket, key, io.BytesIO(data), len(data), MIME)
        return key

    def get(self, key: str) -> int:
        """直取 by the SDK; the bytes that came."""
        answer = self.sdk.get_object(self.place.settings.s3_bucket, key)
        size = sum(len(piece) for piece in answer.stream(PIECE))
        answer.close()
        answer.release_conn()
        return size

    def tidy(self) -> None:
        """清除 what was put into the store."""
        for key in self.keys:
            self.place.storage.remove(key)
        self.keys.clear()
