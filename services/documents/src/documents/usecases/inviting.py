"""上传许可 where the bytes of an upload are put, whole or in parts, and by which URLs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tenderhall_contracts.errors import Finding, Problem, invalid
from tenderhall_kit.parts import Begun, received
from tenderhall_kit.storage import PUT_SECONDS, Ref, Storage, cas_key

from documents.rules import parts as rules

Upload = Mapping[str, Any]


def key_of(upload: Upload) -> str:
    """存放位置 where the bytes of this upload are put."""
    if upload["mode"] == "staged":
        return f"staging/upload/{upload['id']}"
    return cas_key(upload["sha256"])


def begun(upload: Upload) -> Begun:
    """分片上传 as the store knows it."""
    return Begun(key_of(upload), upload["parts_id"])


def invite(storage: Storage, upload: Upload, now: datetime) -> dict[str, Any]:
    """上传许可 the answer to a registration, with a URL for exactly these bytes."""
    told = {
        "upload_id": upload["id"],
        "present": upload["mode"] == "present",
        "url": None,
        "headers": {},
        "expires_at": upload["expires_at"],
        "part_size": upload["part_size"],
    }
    left = _left(upload, now)
    if told["present"] or upload["part_size"] or left <= 0:
        return told
    return told | _whole(storage, upload, left, inner=False)


def parts(
    storage: Storage, upload: Upload, asked: Sequence[Mapping[str, Any]], now: datetime
) -> dict[str, Any]:
    """分片许可 a URL for each part that is asked for, and which the store has already.

    Raises:
        Problem: VALIDATION_FAILED for a part that the file does not have; STATE_CONFLICT where the
            file is not sent in parts, or its parts are gone.
    """
    _ensure_parted(upload)
    _ensure_numbers(upload, asked)
    here = _received(storage, upload)
    left = min(PUT_SECONDS, _left(upload, now))
    return {
        "part_size": upload["part_size"],
        "received": here,
        "parts": [_part(storage, upload, one, left, inner=False) for one in asked],
        "expires_at": upload["expires_at"],
    }


def target(
    storage: Storage, upload: Upload, part: Mapping[str, Any] | None, now: datetime
) -> dict[str, Any]:
    """转传地址 of the whole, or of one part, for the gateway.

    Raises:
        Problem: STATE_CONFLICT where the bytes are here already, or come the other way.
    """
    left = min(PUT_SECONDS, _left(upload, now))
    if part:
        _ensure_parted(upload)
        _ensure_numbers(upload, [part])
        put = _part(storage, upload, part, left, inner=True)
        return {**put, "size": _length(upload, part["number"])}
    if upload["part_size"] or upload["mode"] == "present" or upload["state"] != "open":
        raise _conflict("UPLOAD_NOT_WHOLE", "该上传不接受整体传送", "It does not come whole")
    return {**_whole(storage, upload, left, inner=True), "size": upload["size"]}


def _left(upload: Upload, now: datetime) -> int:
    return int((datetime.fromisoformat(upload["expires_at"]) - now).total_seconds())


def _whole(storage: Storage, upload: Upload, left: int, *, inner: bool) -> dict[str, Any]:
    ref = Ref(sha256=upload["sha256"], size=upload["size"], mime=upload["mime"])
    mark = str(upload["id"])
    return dict(storage.presign_put(ref, key_of(upload), seconds=left, mark=mark, inner=inner))


def _part(
    storage: Storage, upload: Upload, asked: Mapping[str, Any], left: int, *, inner: bool
) -> dict[str, Any]:
    signer = storage.inner if inner else storage.presigner
    number, sha256 = asked["number"], asked["sha256"]
    put = signer.part(
        key_of(upload),
        upload["parts_id"],
        number,
        size=_length(upload, number),
        sha256=sha256,
        seconds=left,
    )
    return {"number": number, **put}


def _length(upload: Upload, number: int) -> int:
    return rules.length(upload["size"], upload["part_size"], number)


def _received(storage: Storage, upload: Upload) -> list[int]:
    """The numbers of the parts that have come whole; all, where they are one object already."""
    try:
        found = received(storage, begun(upload))
    except Problem as problem:
        if problem.code != "NOT_FOUND":
            raise
        if storage.mark(key_of(upload)) != str(upload["id"]):
            raise _conflict(
                "UPLOAD_EXPIRED", "上传登记已过期，请重新登记", "Register again"
            ) from None
        return list(range(1, rules.count(upload["size"], upload["part_size"]) + 1))
    return [number for number in sorted(found) if found[number].size == _length(upload, number)]


def _ensure_parted(upload: Upload) -> None:
    if not upload["parts_id"] or upload["state"] != "open":
        raise _conflict("UPLOAD_NOT_PARTS", "该上传不分片", "It does not come in parts")


def _ensure_numbers(upload: Upload, asked: Sequence[Mapping[str, Any]]) -> None:
    zh, en = "文件没有这一分片", "The file has no such part"
    invalid(
        [
            Finding(f"parts.{place}.number", "UPLOAD_PART", zh, en)
            for place, one in enumerate(asked)
            if not _length(upload, one["number"])
        ]
    )


def _conflict(rule: str, zh: str, en: str) -> Problem:
    return Problem("STATE_CONFLICT", [Finding("id", rule, zh, en)])
