"""待办 the entry points of the worklist, which follows the events of every form."""

from tenderhall_contracts import documents, notices, venue
from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, Envelope, reacts, serves

from registry.service.answers import Answer, Payload
from registry.usecases import forms, worklist

FORM_EVENTS = (
    venue.booking_saved,
    venue.booking_deleted,
    venue.booking_submitted,
    venue.booking_approved,
    venue.booking_rejected,
    venue.booking_withdrawn,
    venue.booking_released,
    documents.tender_document_saved,
    documents.tender_document_deleted,
    documents.tender_document_submitted,
    documents.tender_document_approved,
    documents.tender_document_withdrawn,
    documents.tender_document_issued,
    notices.notice_created,
    notices.notice_saved,
    notices.notice_sealed,
    notices.notice_seal_failed,
    notices.notice_submitted,
    notices.notice_approved,
    notices.notice_rejected,
    notices.notice_withdrawn,
    notices.notice_deleted,
    notices.notice_published,
)
"""What the forms of the other services tell of themselves."""


class Worklist:
    """待办 one queue for reviewers, one list for agencies."""

    @serves(contracts.review_queue)
    def review_queue(self, call: Call, payload: Payload) -> Answer:
        """待审核列表."""
        return call.read(worklist.review_queue, payload)

    @serves(contracts.my_work)
    def my_work(self, call: Call, payload: Payload) -> Answer:
        """我的待办."""
        return call.read(worklist.my_work, payload)

    @reacts(*FORM_EVENTS)
    def on_form_event(self, call: Call, event: Envelope) -> None:
        """表单事件 keeps worklist, registrations and opening times in step with every form."""
        call.run(forms.follow_form, event)
