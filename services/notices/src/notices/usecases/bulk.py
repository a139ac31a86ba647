"""批量数据 every OCDS release by month, and the map of the site, renewed where something is new."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from tenderhall_contracts.errors import Problem
from tenderhall_kit.storage import Storage
from tenderhall_kit.work import Work

from notices import shelf
from notices.portal import sitemaps
from notices.usecases.entering import PUBLIC_URL

FOLDER, INDEX = "public/ocds/bulk", "public/ocds/bulk/index.json"
LOCK = "notices.bulk"
KEPT = 4 << 20
"""Bytes of a month's file in memory; more waits on the disk."""

JSON, LINES = "application/json", "application/x-ndjson"


def renew(work: Work, storage: Storage) -> dict[str, Any]:
    """更新 the files of the months that something new was published in; one process at a time.

    The files are written before the index that tells of them: who reads the index finds them.
    """
    last, edition = shelf.last_seq(work.session), shelf.edition(work.session)
    before = _index(storage)
    same = before.get("edition") == edition
    if not last or (same and last == before["seq"]) or not shelf.try_lock(work.session, LOCK):
        return {"seq": before["seq"]}
    since = before["seq"] if same else 0
    files = {one["month"]: one for one in before["files"] if same}
    for month in shelf.months_after(work.session, since):
        files[month] = _month(work, storage, month)
    _map(work, storage, since, last)
    told = {"seq": last, "edition": edition, "updated_at": work.real_now.isoformat()}
    index = told | {"files": [files[month] for month in sorted(files)]}
    storage.put_at(INDEX, json.dumps(index, ensure_ascii=False, indent=1).encode(), JSON)
    return {"seq": last}


def _month(work: Work, storage: Storage, month: str) -> dict[str, Any]:
    """One line a release, as entered; never whole in memory."""
    digest, count, size = hashlib.sha256(), 0, 0
    with SpooledTemporaryFile(max_size=KEPT) as file:
        for line in _lines(shelf.releases_of(work.session, month)):
            digest.update(line)
            file.write(line)
            count, size = count + 1, size + len(line)
        file.seek(0)
        name = f"releases-{month}.jsonl"
        storage.put_stream(f"{FOLDER}/{name}", cast("IO[bytes]", file), LINES)  # type: ignore[arg-type] # a file is a BinaryIO
    told = {"month": month, "url": f"/ocds/bulk/{name}", "releases": count, "size": size}
    return told | {"sha256": digest.hexdigest()}


def _lines(releases: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    for one in releases:
        yield json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _map(work: Work, storage: Storage, since: int, last: int) -> None:
    site = work.settings.extra.get(PUBLIC_URL, "")
    for part in range(since // sitemaps.PART, (last - 1) // sitemaps.PART + 1):
        first = part * sitemaps.PART + 1
        found = shelf.places(work.session, first, first + sitemaps.PART - 1)
        sitemaps.put_part(storage, site, part, found)
    sitemaps.put_index(storage, site, (last - 1) // sitemaps.PART + 1)


def _index(storage: Storage) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(storage.get(INDEX))
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise
        return {"seq": 0, "edition": "", "files": []}
    return told
