"""听取公告与分包 what notices of a lot, and its end, mean for its tender document."""

from collections.abc import Mapping
from typing import Any

from tenderhall_contracts.lots import TERMINAL
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from documents import store
from documents.usecases.tender import issue, void


def note(work: Work, event: Envelope) -> None:
    """记下公告 where it stands, so that 撤回 can be refused."""
    told = event.data
    values = {
        "notice_id": told["form_id"],
        "version": told["form_version"],
        "lot_ids": list(told["lot_ids"]),
        **{name: told[name] for name in ("state", "title")},
    }
    store.note_notice(work.session, values)


def published(work: Work, event: Envelope) -> None:
    """公告已发布 the tender documents of its lots are issued at that moment."""
    note(work, event)
    issue(work, list(event.data["lot_ids"]))


def lot_ended(work: Work, event: Envelope, project: Mapping[str, Any]) -> None:
    """分包已取消、已废标 a document all of whose lots have ended is 已失效, unless it is issued."""
    ended = [one["id"] for one in project["lots"] if one["state"] in TERMINAL]
    void(work, event.data["lot_id"], ended)
