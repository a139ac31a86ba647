"""中标 the entry points of what notices tells of awards."""

from tenderhall_contracts import notices
from tenderhall_kit.entrypoints import Call, Envelope, reacts

from registry.usecases import awards


class Awards:
    """中标 what was awarded sets the duties that follow."""

    @reacts(notices.award_determined)
    def on_award_determined(self, call: Call, event: Envelope) -> None:
        """中标人已确定."""
        call.run(awards.determined, event)

    @reacts(notices.notice_withdrawn, notices.notice_deleted)
    def on_award_taken_back(self, call: Call, event: Envelope) -> None:
        """中标公告撤回或删除."""
        call.run(awards.undetermined, event)

    @reacts(notices.award_letter_issued)
    def on_award_letter_issued(self, call: Call, event: Envelope) -> None:
        """中标通知书已发出."""
        call.run(awards.letter_issued, event)
