"""听取公告 what the notices of a lot mean for its tender document."""

from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from documents import store
from documents.usecases.tender import issue


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
