"""合并分片 the parts become one object, once all of them have come."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit import parts as stored
from tenderhall_kit.storage import Storage

from documents.rules import parts as rules
from documents.usecases.inviting import begun, key_of

_NAMED = 20
"""Most missing parts that a refusal names."""


def assemble(storage: Storage, upload: Mapping[str, Any]) -> None:
    """合并 what was sent in parts; nothing is done where that has been done before.

    Raises:
        Problem: UPLOAD_MISMATCH naming the parts that are missing, STATE_CONFLICT where another
            has put such bytes at the final key meanwhile; the upload stays open.
    """
    if not upload["part_size"]:
        return
    try:
        here = stored.received(storage, begun(upload))
    except Problem as problem:
        if problem.code == "NOT_FOUND":
            return  # an object by now, or nothing: whoever examines it sees which
        raise
    _ensure_all(upload, here)
    _ensure_free(storage, upload)
    stored.finish(storage, begun(upload), here)


def _ensure_all(upload: Mapping[str, Any], here: Mapping[int, Any]) -> None:
    size, part_size = upload["size"], upload["part_size"]
    wanted = range(1, rules.count(size, part_size) + 1)
    missing = [
        number
        for number in wanted
        if number not in here or here[number].size != rules.length(size, part_size, number)
    ]
    strange = sorted(set(here) - set(wanted))
    if missing or strange:
        told = "、".join(str(one) for one in (missing or strange)[:_NAMED])
        zh, en = f"分片{told}尚未收到", f"Parts have not come yet: {told}"
        raise Problem("UPLOAD_MISMATCH", [Finding("file", "FILE_MISSING", zh, en)])


def _ensure_free(storage: Storage, upload: Mapping[str, Any]) -> None:
    """Joining parts overwrites; what another service has put there is not ours to overwrite."""
    if upload["mode"] == "direct" and storage.mark(key_of(upload)) not in {None, str(upload["id"])}:
        zh, en = "请重新登记并上传", "Register and upload once more"
        raise Problem("STATE_CONFLICT", [Finding("id", "UPLOAD_UNPROVEN", zh, en)])
