"""电子件 the documents service's signed word for files, read into what a form keeps of them."""

from collections.abc import Sequence
from typing import Any

from tenderhall_contracts.errors import Finding, invalid
from tenderhall_kit import receipts
from tenderhall_kit.work import Work


def attachments(work: Work, told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """电子件 as ``AttachmentOut``, ready to be kept and to be told.

    Raises:
        Problem: VALIDATION_FAILED where a receipt is bad, another agency's, or of another kind.
    """
    return [_attachment(work, place, one) for place, one in enumerate(told)]


def _attachment(work: Work, place: int, told: dict[str, Any]) -> dict[str, Any]:
    at = f"attachments.{place}"
    read = receipts.read(work.settings, told["receipt"], work.actor.org_id, f"{at}.receipt")
    if read.kind != told["kind"].value:
        zh, en = "电子件与上传时登记的类型不同", f"The file was uploaded as {read.kind}"
        invalid([Finding(f"{at}.kind", "FILE_KIND", zh, en)])
    file = {"sha256": read.sha256, "size": read.size, "mime": read.mime, "name": read.name}
    return {
        "kind": read.kind,
        "document_id": str(read.document_id),
        "version": read.version,
        "file": file,
        "receipt": told["receipt"],
    }
