"""电子件 the documents service's signed word for files, read into what a form keeps of them."""

from collections.abc import Sequence
from typing import Any

from tenderhall_kit import receipts
from tenderhall_kit.work import Work


def attachments(work: Work, told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """电子件 as ``AttachmentOut``, ready to be kept and to be told.

    Raises:
        Problem: VALIDATION_FAILED where a receipt is bad, another agency's, or of another kind.
    """
    return receipts.attachments(work.settings, told, work.actor.org_id)
