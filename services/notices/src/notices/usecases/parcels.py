"""交送内容 what a medium is given of a notice, and what is told where it comes too late."""

from datetime import date
from typing import Any

from tenderhall_kit.law import Judgement, day_of
from tenderhall_kit.work import Work

from notices.models import Publication
from notices.usecases.entering import PUBLIC_URL

_SAME = (
    *("no", "kind", "title", "project_no", "lot_nos", "serial", "content_sha256"),
    *("published_at", "opening_at", "period_days", "content"),
)


def of(work: Work, publication: Publication) -> dict[str, Any]:
    """交送内容 text, sealed PDF by its address and digest, periods; nothing that is not public."""
    site = work.settings.extra.get(PUBLIC_URL, "")
    pdf: Any = publication.pdf
    return {
        **{field: getattr(publication, field) for field in _SAME},
        "period_unit": "working_day",
        "html": publication.body,
        "url": f"{site}{publication.url}",
        "pdf": {
            "url": f"{site}{publication.url}/notice.pdf",
            "sha256": pdf["sha256"],
            "size": pdf["size"],
        },
    }


def broken(
    work: Work, publication: Publication, begun: date, field: str, judged: Judgement
) -> dict[str, Any]:
    """不足的期限 by when the medium was to publish, when it did, and from when it would be kept."""
    found = judged.finding(field)
    due = work.law.planned_publication(day_of(publication.published_at))
    return {
        "rule_id": judged.rule.rule_id,
        "due": due,
        "actual": begun,
        "message_zh": f"指定媒体于{begun}发布（应不晚于{due}）：{found.message_zh}",
        "message_en": f"The designated medium published on {begun}, due {due}: {found.message_en}",
    }
