"""收集 what a project's archive holds: parts of each service, files, portal files, keys."""

import csv
import hashlib
import io
import json
import os
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from tenderhall_kit.storage import Storage, cas_key

from documents.archiving.packing import Entry

FOLDER = "public/notices"
_PUBLISHED = ("notice_publication", "announcement")
_UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]")
_LONGEST = 200
"""Bytes of a file's name in the archive, as file systems and unzip programs take them."""

_README = """档案 · Archive of {no}

parts/      各服务保存的表单和审计记录，由该服务签名 · what each service keeps, signed by it
files/      电子件的各版本，目录名为 SHA-256 · every version of every file, by its SHA-256
notices/    门户上公布的文件 · what was published on the portal
files.csv   电子件清单 · list of the files
keys.json   各服务的公钥 · the services' public keys (Ed25519)
trust.pem   签章证书的信任根 · trust roots of the seals

核验 · to check it, without the platform:  python3 -I verify.py
"""


class ChangedError(RuntimeError):
    """内容已改变 the store gave other bytes than those of the hash."""


@dataclass(frozen=True, slots=True)
class Part:
    """分卷 of one service: its bytes, its signature, and what they say."""

    service: str
    body: bytes
    signature: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Archive:
    """档案 of the project of that number; ``keys`` are the services' public ones."""

    no: str
    parts: Sequence[Part]
    files: Sequence["File"]
    keys: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class File:
    """文件 one version, under the name that it was uploaded as."""

    sha256: str
    size: int
    mime: str
    name: str

    @property
    def path(self) -> str:
        """档案内路径 that no other file has, and that every file system takes."""
        plain = _UNSAFE.sub("_", self.name).strip(". ") or "file"
        stem, dot, ending = plain.rpartition(".")
        if len(plain.encode()) > _LONGEST:
            cut = (stem or ending).encode()[: _LONGEST - 20].decode(errors="ignore")
            plain = f"{cut}{dot}{ending}" if stem else cut
        return f"files/{self.sha256}/{plain}"


def load(storage: Storage, given: Iterable[Mapping[str, Any]]) -> list[Part]:
    """读取分卷 as the services have put them into the store."""
    parts = []
    for one in given:
        body = storage.get(one["file"])
        parts.append(Part(one["service"], body, one["signature"], json.loads(body)))
    return parts


def files_of(parts: Sequence[Part]) -> dict[str, File]:
    """电子件 every file that any row of any part tells of, by hash."""
    found: dict[str, File] = {}
    for part in parts:
        for one in _objects(part.told["tables"]):
            name = one.get("name") or f"{one['sha256'][:12]}{_ending(one['mime'])}"
            file = File(one["sha256"], one["size"], one["mime"], name)
            found.setdefault(file.sha256, file)
    return found


def documents_of(parts: Sequence[Part]) -> set[str]:
    """电子件编号 whose other versions belong into the archive as well."""
    return {one for part in parts for one in _values(part.told["tables"], "document_id")}


def published_of(parts: Sequence[Part]) -> list[str]:
    """公告编号 of what the portal shows."""
    tables = [part.told["tables"] for part in parts]
    return sorted(row["no"] for told in tables for name in _PUBLISHED for row in told.get(name, ()))


def _objects(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every object reference (``common.ObjectRef``) inside."""
    if isinstance(node, Mapping):
        if {"sha256", "size", "mime"} <= node.keys():
            yield node
        for one in node.values():
            yield from _objects(one)
    elif isinstance(node, list):
        for one in node:
            yield from _objects(one)


def _values(node: Any, name: str) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get(name), str):
            yield node[name]
        for one in node.values():
            yield from _values(one, name)
    elif isinstance(node, list):
        for one in node:
            yield from _values(one, name)


def _ending(mime: str) -> str:
    return {"application/pdf": ".pdf", "application/json": ".json"}.get(mime, "")


def entries(storage: Storage, archive: Archive, tell: Callable[[int], None]) -> Iterator[Entry]:
    """档案内容 in order; ``tell`` is told how many files are in it by now.

    Raises:
        Problem: NOT_FOUND where the store has lost one; UNAVAILABLE.
        ChangedError: where the store's bytes are others.
    """
    public = {name: b64encode(key).decode() for name, key in sorted(archive.keys.items())}
    yield "README.txt", [_README.format(no=archive.no).encode()]
    yield "verify.py", [resources.files("documents.archiving").joinpath("verify.py").read_bytes()]
    yield "keys.json", [json.dumps(public, indent=1).encode()]
    trust = os.environ.get("TRUST_ROOTS", "")
    if trust and Path(trust).is_file():
        yield "trust.pem", [Path(trust).read_bytes()]
    for part in archive.parts:
        yield f"parts/{part.service}.json", [part.body]
        yield f"parts/{part.service}.sig", [part.signature.encode()]
    for number in published_of(archive.parts):
        for key in storage.names(f"{FOLDER}/{number}/"):
            yield f"notices/{number}/{key.rpartition('/')[2]}", _plain(storage, key)
    for place, file in enumerate(archive.files, 1):
        yield file.path, _true(storage, file)
        tell(place)
    yield "files.csv", [_listed(archive.files)]


def _plain(storage: Storage, key: str) -> Iterator[bytes]:
    with storage.open(key) as pieces:
        yield from pieces


def _true(storage: Storage, file: File) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with storage.open(cas_key(file.sha256)) as pieces:
        for piece in pieces:
            digest.update(piece)
            yield piece
    if digest.hexdigest() != file.sha256:
        raise ChangedError(file.name)


def _listed(files: Iterable[File]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["文件名", "大小（字节）", "类型", "SHA-256", "位置"])
    rows.writerows([one.name, one.size, one.mime, one.sha256, one.path] for one in files)
    return text.getvalue().encode("utf-8-sig")
