"""完成上传 examine outside the transaction, then decide inside it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.call import Call

from documents.scanning import CLEAN, UNSCANNED, Scan
from documents.usecases import uploads
from documents.usecases.examining import discard, examine


def complete(call: Call, upload_id: UUID, scan: Scan | None) -> dict[str, Any]:
    """完成上传 gives the document and version that the upload became; repeatable.

    Raises:
        Problem: UPLOAD_MISMATCH naming what is wrong with the bytes; the upload is then refused.
    """
    upload = call.read(uploads.find, upload_id)
    if upload["state"] == "open":
        findings = _examine(call, upload, scan)
        if findings:
            call.run(uploads.refuse, upload_id, findings, step="refuse")
            discard(call.storage, upload, findings)
            raise Problem("UPLOAD_MISMATCH", findings)
    became = call.run(uploads.complete, upload_id, CLEAN if scan else UNSCANNED)
    if upload["mode"] == "staged":
        call.storage.remove(uploads.key_of(upload))
    return dict(became)


def _examine(call: Call, upload: Mapping[str, Any], scan: Scan | None) -> list[Finding]:
    _, findings = examine(call.storage, upload)
    found = scan(call.storage, uploads.key_of(upload)) if scan and not findings else None
    if found:
        zh, en = f"文件含有病毒（{found}）", f"The file is infected ({found})"
        return [Finding("file", "FILE_INFECTED", zh, en)]
    return findings
