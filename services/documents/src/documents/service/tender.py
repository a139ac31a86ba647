"""招标文件 the entry points of tender documents; registry is asked outside the transaction."""

from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts import documents as promises
from tenderhall_contracts import notices, registry, venue
from tenderhall_contracts.registry import lot_cancelled, lot_failed
from tenderhall_kit.entrypoints import Call, Client, Envelope, reacts, serves

from documents.usecases import around, asking, built, clarified, hearing, reviewing, telling, tender

Payload = dict[str, Any]


class TenderDocuments:
    """招标文件 drafted, submitted, issued; what notices and lots mean for it."""

    registry = Client(registry.registry)
    venue = Client(venue.venue)

    @serves(promises.create_tender_document)
    def create_tender_document(self, call: Call, payload: Payload) -> Any:
        """新增交易文件."""
        project = self.registry.get_project(call, {"id": payload["project_id"]})
        return call.run(tender.create, payload, project)

    @serves(promises.save_tender_document)
    def save_tender_document(self, call: Call, payload: Payload) -> Any:
        """修改保存招标文件."""
        project = self.registry.get_project(call, {"id": payload["project_id"]})
        return call.run(tender.save, payload, project)

    @serves(promises.submit_tender_document)
    def submit_tender_document(self, call: Call, payload: Payload) -> Any:
        """招标文件确认提交."""
        asked = call.read(tender.ready, payload)
        # A key of its own each time: registry knows the form by its id, and answers as of now.
        opened = asked and self.registry.open_activity(call, asked, key=str(uuid4()))
        told = self._around(call, payload["id"]) if opened else None
        return call.run(tender.submit, payload, opened, told)

    def _around(self, call: Call, tender_id: UUID) -> dict[str, Any] | None:
        """What the file must agree with, where it is known what it says."""
        if not call.read(built.must_agree, tender_id):
            return None
        about = call.read(around.about, tender_id)
        return around.ask(call, around.Sources(self.registry, self.venue), about)

    @serves(promises.approve_tender_document)
    def approve_tender_document(self, call: Call, payload: Payload) -> Any:
        """招标文件审核通过."""
        asked = call.read(reviewing.awaiting, payload)
        opened = asked and self.registry.open_activity(call, asked, key=str(uuid4()))
        told = self._around(call, payload["id"]) if opened else None
        return call.run(reviewing.approve, payload, opened, told)

    @serves(promises.reject_tender_document)
    def reject_tender_document(self, call: Call, payload: Payload) -> Any:
        """招标文件审核不通过."""
        return call.run(reviewing.reject, payload)

    @serves(promises.withdraw_tender_document)
    def withdraw_tender_document(self, call: Call, payload: Payload) -> Any:
        """撤回招标文件."""
        return call.run(tender.withdraw, payload)

    @serves(promises.delete_tender_document)
    def delete_tender_document(self, call: Call, payload: Payload) -> Any:
        """删除招标文件."""
        call.run(tender.delete, payload)
        return {}

    @serves(promises.get_tender_document)
    def get_tender_document(self, call: Call, payload: Payload) -> Any:
        """查看招标文件."""
        return call.read(telling.get, payload["id"])

    @serves(promises.list_tender_documents)
    def list_tender_documents(self, call: Call, payload: Payload) -> Any:
        """招标文件列表."""
        return call.read(telling.page, payload)

    @serves(promises.effective_documents)
    def effective_documents(self, call: Call, payload: Payload) -> Any:
        """分包的有效招标文件."""
        return call.read(telling.effective, payload["lot_ids"])

    @serves(promises.form_fields)
    def form_fields(self, call: Call, payload: Payload) -> Any:
        """表单要求."""
        return call.read(asking.form_fields, payload["form_type"])

    @serves(promises.form_state)
    def form_state(self, call: Call, payload: Payload) -> Any:
        """表单现状."""
        known = call.read(clarified.form_state, payload["id"])
        return known or call.read(telling.form_state, payload["id"])

    @reacts(
        notices.notice_submitted,
        notices.notice_approved,
        notices.notice_rejected,
        notices.notice_withdrawn,
        notices.notice_deleted,
        notices.notice_voided,
    )
    def on_notice(self, call: Call, event: Envelope) -> None:
        """公告办理."""
        call.run(hearing.note, event)

    @reacts(notices.notice_published)
    def on_notice_published(self, call: Call, event: Envelope) -> None:
        """公告已发布."""
        call.run(hearing.published, event)

    @reacts(lot_cancelled, lot_failed)
    def on_lot_ended(self, call: Call, event: Envelope) -> None:
        """分包已取消、已废标."""
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(hearing.lot_ended, event, project)
