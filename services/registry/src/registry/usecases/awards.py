"""中标之后的法定任务 what an award notice says of its days sets the agency's duties (R18, R19)."""

from uuid import UUID

from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from registry.models import Lot
from registry.rules.duties import Since
from registry.usecases import reminders

AWARD = "award"
"""The kind of notice whose submission tells that winners were determined."""


def determined(work: Work, event: Envelope) -> None:
    """中标人已确定 the duties before it are done; the one to publish the award begins."""
    told, cause = event.data, _cause(event.data["notice_id"])
    for lot_id in told["lot_ids"]:
        lot = work.session.get_one(Lot, lot_id)
        if told.get("report_delivered_on"):
            day = told["report_delivered_on"]
            reminders.follow(work, Since.REPORT_DELIVERED, lot, day, cause)
        reminders.follow(work, Since.WINNER_DETERMINED, lot, told["determined_on"], cause)


def undetermined(work: Work, event: Envelope) -> None:
    """中标公告已撤回、删除 its days are not told any more: the duties before it are open again."""
    if event.data["kind"] == AWARD:
        for lot_id in event.data["lot_ids"]:
            reminders.take_back(work, UUID(str(lot_id)), _cause(event.data["form_id"]))


def letter_issued(work: Work, event: Envelope) -> None:
    """中标通知书已发出 deposits go back, and the contract is to be signed (R14, R32)."""
    told = event.data
    lot = work.session.get_one(Lot, told["lot_id"])
    cause = f"award_letter:{told['letter_id']}"
    reminders.follow(work, Since.AWARD_ISSUED, lot, told["issued_on"], cause)


def _cause(notice_id: object) -> str:
    return f"award_notice:{notice_id}"
