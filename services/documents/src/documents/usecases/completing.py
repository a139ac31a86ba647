"""完成上传 examine outside the transaction, then decide inside it."""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.call import Call
from tenderhall_kit.work import Work

from documents.scanning import CLEAN, UNSCANNED, Scan
from documents.usecases import clearing, uploads, versions
from documents.usecases.assembling import assemble
from documents.usecases.examining import examine
from documents.usecases.inviting import key_of

_log = logging.getLogger(__name__)


def complete(
    call: Call, upload_id: UUID, scan: Scan | None, *, trusting: bool = False
) -> dict[str, Any]:
    """完成上传 gives the version that the upload became; repeatable.

    ``trusting`` where the store was found to compare the bytes with their signed hash.

    Raises:
        Problem: UPLOAD_MISMATCH naming what is wrong with the bytes; the upload is then refused.
    """
    upload, whole = call.read(uploads.find, upload_id), True
    if upload["state"] == "open":
        whole = _ensure_sound(call, upload, scan, trusting=trusting)
    became = call.run(_keep, upload_id, CLEAN if scan else UNSCANNED, whole=whole)
    if upload["mode"] == "staged":
        clear(call, upload_id)
    return dict(became)


def clear(call: Call, upload_id: UUID) -> None:
    """清理 what is left in the store goes; where that is away, the sweep comes back for it."""
    try:
        call.run(clearing.clear, call.storage, upload_id, step="clear")
    except Problem as problem:
        _log.warning("upload %s is cleared later (%s)", upload_id, problem.code)


def _ensure_sound(
    call: Call, upload: Mapping[str, Any], scan: Scan | None, *, trusting: bool
) -> bool:
    """Whether all bytes were read here; what is not as registered is refused, and goes."""
    assemble(call.storage, upload)
    seen, findings = examine(call.storage, upload, trusting=trusting)
    findings = findings or _scanned(call, upload, scan)
    if findings:
        call.run(uploads.refuse, UUID(str(upload["id"])), findings, step="refuse")
        clear(call, UUID(str(upload["id"])))
        raise Problem("UPLOAD_MISMATCH", findings)
    return seen.whole


def _keep(work: Work, upload_id: UUID, scan: str, *, whole: bool) -> dict[str, Any]:
    became = uploads.complete(work, upload_id, scan, whole=whole)
    return versions.show_version(work, became["document_id"], became["version"])


def _scanned(call: Call, upload: Mapping[str, Any], scan: Scan | None) -> list[Finding]:
    found = scan(call.storage, key_of(upload)) if scan else None
    if not found:
        return []
    zh, en = f"文件含有病毒（{found}）", f"The file is infected ({found})"
    return [Finding("file", "FILE_INFECTED", zh, en)]
