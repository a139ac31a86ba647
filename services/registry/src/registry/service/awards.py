"""中标、媒体 the entry points of what notices tells beside its forms."""

from tenderhall_contracts import notices
from tenderhall_kit.entrypoints import Call, Envelope, reacts

from registry.usecases import awards, late_media


class Awards:
    """中标、媒体 what was awarded, and what a medium published too late, sets duties."""

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

    @reacts(notices.media_acknowledged)
    def on_media_acknowledged(self, call: Call, event: Envelope) -> None:
        """媒体已发布."""
        call.run(late_media.acknowledged, event)
