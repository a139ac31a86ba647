"""电子件 attachments come as receipts; the form keeps what the receipt says."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts.errors import Finding, Problem
from tenderhall_contracts.vocab import LABELS
from tenderhall_kit import receipts
from tenderhall_kit.work import Work

from documents.usecases.uploads import org_of


def accept(work: Work, attachment: Mapping[str, Any], field: str) -> dict[str, Any]:
    """受理电子件 the attachment as kept with the form, and told back to it.

    Raises:
        Problem: VALIDATION_FAILED where the receipt is forged, of another organisation, or for
            another kind of file.
    """
    kind = attachment["kind"]
    told = receipts.read(work.settings, attachment["receipt"], str(org_of(work)), field)
    if told.kind != kind:
        zh, en = f"电子件类型不是{LABELS[kind]}", f"The file was uploaded as {told.kind}"
        raise Problem("VALIDATION_FAILED", [Finding(field, "FILE_KIND", zh, en)])
    return told.attachment() | {"receipt": attachment["receipt"]}
