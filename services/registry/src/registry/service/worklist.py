"""待办 the entry points of the worklist, which follows the events of every form."""

import logging

from tenderhall_contracts import documents, notices, venue
from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, Envelope, every, reacts, serves
from tenderhall_kit.mail import Mailer

from registry.service.answers import Answer, Payload
from registry.usecases import forms, notifications, reminders, taking, worklist

_log = logging.getLogger(__name__)

FORM_EVENTS = (
    venue.booking_saved,
    venue.booking_deleted,
    venue.booking_submitted,
    venue.booking_approved,
    venue.booking_rejected,
    venue.booking_withdrawn,
    venue.booking_lots_released,
    venue.booking_released,
    venue.booking_used,
    venue.booking_voided,
    venue.swap_submitted,
    venue.swap_approved,
    venue.swap_rejected,
    venue.swap_withdrawn,
    documents.tender_document_saved,
    documents.tender_document_deleted,
    documents.tender_document_submitted,
    documents.tender_document_approved,
    documents.tender_document_rejected,
    documents.tender_document_withdrawn,
    documents.tender_document_issued,
    documents.tender_document_voided,
    documents.clarification_saved,
    documents.clarification_deleted,
    documents.clarification_submitted,
    documents.clarification_approved,
    documents.clarification_rejected,
    documents.clarification_withdrawn,
    documents.clarification_voided,
    documents.clarification_issued,
    notices.notice_created,
    notices.notice_saved,
    notices.notice_sealed,
    notices.notice_seal_failed,
    notices.notice_submitted,
    notices.notice_approved,
    notices.notice_rejected,
    notices.notice_withdrawn,
    notices.notice_deleted,
    notices.notice_voided,
    notices.notice_published,
)
"""What the forms of the other services tell of themselves."""


_SUBJECT = "交易大厅通知 · Tenderhall"


def _sent(mailer: Mailer, address: str, said: str, message_id: str) -> bool:
    try:
        mailer.send(address, _SUBJECT, said, message_id)
    except OSError:
        _log.exception("not mailed: %s", message_id)
        return False
    return True


class Worklist:
    """待办 one queue for reviewers, one list for agencies."""

    @serves(contracts.review_queue)
    def review_queue(self, call: Call, payload: Payload) -> Answer:
        """待审核列表."""
        return call.read(worklist.review_queue, payload)

    @serves(contracts.take_work)
    def take_work(self, call: Call, payload: Payload) -> Answer:
        """领取待审核事项."""
        return call.run(taking.take_work, payload)

    @serves(contracts.release_work)
    def release_work(self, call: Call, payload: Payload) -> Answer:
        """退回待审核事项."""
        return call.run(taking.release_work, payload)

    @serves(contracts.transfer_work)
    def transfer_work(self, call: Call, payload: Payload) -> Answer:
        """转交待审核事项."""
        return call.run(taking.transfer_work, payload)

    @serves(contracts.list_reviewers)
    def list_reviewers(self, call: Call, payload: Payload) -> Answer:
        """审核人员."""
        return call.read(taking.list_reviewers)

    @serves(contracts.my_work)
    def my_work(self, call: Call, payload: Payload) -> Answer:
        """我的待办."""
        return call.read(worklist.my_work, payload)

    # ── 提醒与通知 ──────────────────────────────────────────────────────────────────────────
    @serves(contracts.my_reminders)
    def my_reminders(self, call: Call, payload: Payload) -> Answer:
        """我的法定任务."""
        return call.read(reminders.my_reminders, payload)

    @serves(contracts.finish_reminder)
    def finish_reminder(self, call: Call, payload: Payload) -> Answer:
        """办结法定任务."""
        return call.run(reminders.finish_reminder, payload)

    @serves(contracts.my_notifications)
    def my_notifications(self, call: Call, payload: Payload) -> Answer:
        """我的通知."""
        return call.read(notifications.my_notifications, payload)

    @serves(contracts.read_notifications)
    def read_notifications(self, call: Call, payload: Payload) -> Answer:
        """通知标为已读."""
        return call.run(notifications.read_notifications, payload)

    @serves(contracts.set_email)
    def set_email(self, call: Call, payload: Payload) -> Answer:
        """设置邮件提醒."""
        return call.run(notifications.set_email, payload)

    @every(15)
    def send_mails(self, call: Call) -> None:
        """发送邮件 where a server is named."""
        mailer = Mailer.configured()
        if mailer is None:
            return
        for one, address, said in call.read(notifications.to_be_mailed):
            sent = _sent(mailer, address, said, str(one))
            call.run(notifications.mailed, one, sent=sent)

    @every(60)
    def tell_reminders(self, call: Call) -> None:
        """到期提醒 each task is told when it is due, and when it is late."""
        for reminder_id in call.read(reminders.to_be_told):
            call.run(reminders.tell, reminder_id)

    @reacts(venue.slot_offered)
    def on_slot_offered(self, call: Call, event: Envelope) -> None:
        """候补时段空出 is told to whoever waits for it."""
        call.run(notifications.slot_offered, event)

    @reacts(*FORM_EVENTS)
    def on_form_event(self, call: Call, event: Envelope) -> None:
        """表单事件 keeps worklist, registrations and opening times in step with every form."""
        call.run(forms.follow_form, event)

    @reacts(venue.booking_changed)
    def on_booking_changed(self, call: Call, event: Envelope) -> None:
        """场地变更生效."""
        call.run(forms.follow_change, event)

    @reacts(venue.swap_proposed, venue.swap_approved, venue.swap_rejected, venue.swap_withdrawn)
    def on_swap(self, call: Call, event: Envelope) -> None:
        """场地互换 the agency that was asked is told."""
        call.run(notifications.of_swap, event)

    @reacts(venue.self_test_failed)
    def on_self_test_failed(self, call: Call, event: Envelope) -> None:
        """场地约束自检未通过 whoever watches is told."""
        call.run(notifications.of_self_test, event)

    @reacts(venue.change_notice_due)
    def on_change_notice_due(self, call: Call, event: Envelope) -> None:
        """变更公告待发布."""
        call.run(notifications.of_change, event)
