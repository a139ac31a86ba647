"""打包下载 several files as one ZIP with the hash of each, streamed and never held in memory."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from tenderhall_contracts import documents
from tenderhall_contracts.errors import Finding, Problem, invalid
from zipstream import ZIP_STORED, ZipStream

from gateway.pages.kit.ask import ask
from gateway.pages.kit.guard import person_page
from gateway.pages.kit.session import Person
from gateway.portal.store import Store

PATH = "/desk/files/bundle"
MOST = 100
"""Most files of one bundle."""

SUMS, LIST = "SHA256SUMS", "清单.csv"
_NAME = "电子件.zip"


@dataclass(frozen=True, slots=True)
class Packed:
    """包内文件 under a name that no other file of the bundle has."""

    name: str
    sha256: str
    size: int
    mime: str


@person_page()
async def fetch(request: Request, person: Person) -> Response:
    """打包下载 ``?of=<document>:<version>&of=…``; documents says of each who may."""
    files = [
        await ask(request, documents.download, one, person=person)
        for one in wanted(request.query_params.getlist("of"))
    ]
    packed = named([one["file"] for one in files])
    store: Store = request.app.state.parts.store
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(_NAME)}",
        "cache-control": "no-store",
    }
    return StreamingResponse(stream(store, packed), media_type="application/zip", headers=headers)


def wanted(told: Sequence[str]) -> list[dict[str, Any]]:
    """所选文件 each once, in order.

    Raises:
        Problem: VALIDATION_FAILED where none, too many or something else is named.
    """
    if not 0 < len(told) <= MOST:
        zh, en = f"请选择1至{MOST}个文件", f"Choose 1 to {MOST} files"
        invalid([Finding("of", "BUNDLE_SIZE", zh, en)])
    return [_asked(one) for one in dict.fromkeys(told)]


def _asked(one: str) -> dict[str, Any]:
    identity, _, version = one.partition(":")
    try:
        return {"document_id": str(UUID(identity)), "version": int(version)}
    except ValueError:
        raise Problem("NOT_FOUND") from None


def named(files: Sequence[Mapping[str, Any]]) -> list[Packed]:
    """包内文件名 the second file of a name is told from the first by a number."""
    taken = {SUMS.casefold(), LIST.casefold()}
    return [
        Packed(_free(one["name"], taken), one["sha256"], one["size"], one["mime"]) for one in files
    ]


def _free(name: str, taken: set[str]) -> str:
    path, number, found = PurePosixPath(name), 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{path.stem} ({number}){path.suffix}"
    taken.add(found.casefold())
    return found


def stream(store: Store, files: Sequence[Packed]) -> Iterator[bytes]:
    """数据流 files as they are (most are packed already), then what proves them."""
    packed = ZipStream(compress_type=ZIP_STORED)
    for one in files:
        packed.add(store.pieces(one.sha256), one.name)
    packed.add(sums(files), SUMS)
    packed.add(listed(files), LIST)
    yield from packed


def sums(files: Sequence[Packed]) -> bytes:
    """摘要 in the form that ``sha256sum -c`` reads."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in files).encode()


def listed(files: Sequence[Packed]) -> bytes:
    """清单 for people; the byte order mark lets spreadsheets read the Chinese."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["文件名", "大小（字节）", "类型", "SHA-256"])
    rows.writerows([one.name, one.size, one.mime, one.sha256] for one in files)
    return text.getvalue().encode("utf-8-sig")


def routes() -> list[BaseRoute]:
    """打包下载路由."""
    return [Route(PATH, fetch)]
