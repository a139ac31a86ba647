"""Wiring of documents: entry points to use cases, nothing else."""

from typing import Any
from uuid import uuid4

from tenderhall_contracts import documents as promises
from tenderhall_contracts import notices, registry
from tenderhall_contracts.registry import lot_cancelled, lot_failed
from tenderhall_kit.clock import real_now
from tenderhall_kit.entrypoints import Call, Client, Envelope, every, reacts, serves
from tenderhall_kit.storage import cas_key

from documents.probing import probe, report
from documents.scanning import scanner
from documents.usecases import completing, hearing, telling, tender, uploads, versions

Payload = dict[str, Any]

_SCAN = scanner()
_SWEEP = 600
"""Seconds between two looks for uploads that are over."""

_PROBE = 86_400
"""Seconds between two questions to the store what it guarantees."""


class DocumentsService:
    """文件服务 uploads, versions, receipts, tender documents."""

    name = "documents"
    registry = Client(registry.registry)

    # ── 上传 ──
    @serves(promises.create_upload)
    def create_upload(self, call: Call, payload: Payload) -> Any:
        """登记上传."""
        in_store = call.storage.exists(cas_key(payload["sha256"]))
        upload = call.run(uploads.create, payload, in_store=in_store)
        return uploads.invite(call.storage, upload, real_now())

    @serves(promises.complete_upload)
    def complete_upload(self, call: Call, payload: Payload) -> Any:
        """完成上传."""
        became = completing.complete(call, payload["id"], _SCAN)
        return call.read(versions.show_version, became["document_id"], became["version"])

    @serves(promises.get_document)
    def get_document(self, call: Call, payload: Payload) -> Any:
        """查看文件."""
        return call.read(versions.show, payload["id"])

    @serves(promises.download)
    def download(self, call: Call, payload: Payload) -> Any:
        """下载文件."""
        return call.read(versions.download, call.storage, payload)

    # ── 招标文件 ──
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
        return call.run(tender.submit, payload, opened)

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

    @serves(promises.form_state)
    def form_state(self, call: Call, payload: Payload) -> Any:
        """表单现状."""
        return call.read(telling.form_state, payload["id"])

    # ── 公告 ──
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

    # ── 分包 ──
    @reacts(lot_cancelled, lot_failed)
    def on_lot_ended(self, call: Call, event: Envelope) -> None:
        """分包已取消、已废标."""
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(hearing.lot_ended, event, project)

    # ── 定时 ──
    @every(_SWEEP)
    def sweep_uploads(self, call: Call) -> None:
        """清理过期登记."""
        for upload in call.run(uploads.sweep):
            call.storage.remove(uploads.key_of(upload))

    @every(_PROBE, eager=True)
    def probe_store(self, call: Call) -> None:
        """能力探测."""
        report(probe(call.storage))


SERVICE = DocumentsService
