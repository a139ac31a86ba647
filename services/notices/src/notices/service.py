"""Wiring of notices: entry points to use cases, nothing else."""

from typing import Any

from tenderhall_contracts import notices as contract
from tenderhall_contracts.documents import clarification_issued, documents
from tenderhall_contracts.platform import media_published
from tenderhall_contracts.registry import (
    exception_approved,
    exception_deleted,
    exception_rejected,
    exception_saved,
    exception_submitted,
    exception_voided,
    exception_withdrawn,
    lot_cancelled,
    lot_failed,
    lot_resumed,
    lot_suspended,
    registry,
)
from tenderhall_contracts.signing import seal_applied, seal_failed, signing
from tenderhall_contracts.venue import booking_changed, venue
from tenderhall_kit import archiving
from tenderhall_kit.entrypoints import Call, Client, Envelope, every, reacts, serves
from tenderhall_press.provider import FONT_DIR, Renderer

from notices import adapters, portal
from notices.kinds.award import AWARD
from notices.kinds.award.change import AWARD_CHANGE
from notices.kinds.tender import TENDER
from notices.models import Base
from notices.rendering import NOTICE
from notices.usecases import (
    announcing,
    awarding,
    browsing,
    bulk,
    drafting,
    entering,
    flows,
    forwarding,
    hearing,
    letters,
    media,
    publiclist,
    reading,
    review,
    sealing,
    shelving,
    subscribing,
)

Payload = dict[str, Any]


class NoticesService:
    """公告服务 notices drafted, rendered, sealed, reviewed, published."""

    name = "notices"
    needs = (FONT_DIR, entering.PUBLIC_URL)

    registry = Client(registry)
    venue = Client(venue)
    documents = Client(documents)
    signing = Client(signing)
    renderer = Renderer(NOTICE)

    @property
    def partners(self) -> flows.Partners:
        """Whom the flows ask."""
        return flows.Partners(
            self.registry, self.venue, self.documents, self.signing, self.renderer
        )

    @serves(contract.create_tender_notice)
    def create_tender_notice(self, call: Call, payload: Payload) -> Any:
        """新增交易公告."""
        return flows.create(call, self.partners, TENDER, payload)

    @serves(contract.save_tender_notice)
    def save_tender_notice(self, call: Call, payload: Payload) -> Any:
        """修改保存."""
        return flows.save(call, self.partners, payload)

    @serves(contract.create_change_notice)
    def create_change_notice(self, call: Call, payload: Payload) -> Any:
        """新增变更公告."""
        return flows.create_change(call, self.partners, payload)

    @serves(contract.save_change_notice)
    def save_change_notice(self, call: Call, payload: Payload) -> Any:
        """修改保存变更公告."""
        return flows.save(call, self.partners, payload)

    @serves(contract.create_award_notice)
    def create_award_notice(self, call: Call, payload: Payload) -> Any:
        """新增中标公告."""
        return flows.create(call, self.partners, AWARD, payload)

    @serves(contract.save_award_notice)
    def save_award_notice(self, call: Call, payload: Payload) -> Any:
        """修改保存中标公告."""
        return flows.save(call, self.partners, payload)

    @serves(contract.create_award_change)
    def create_award_change(self, call: Call, payload: Payload) -> Any:
        """新增中标变更公告."""
        return awarding.create_change(call, self.partners, payload)

    @serves(contract.save_award_change)
    def save_award_change(self, call: Call, payload: Payload) -> Any:
        """修改保存中标变更公告."""
        return flows.save(call, self.partners, awarding.with_lots(call, payload))

    @serves(contract.prepare_form_notice)
    def prepare_form_notice(self, call: Call, payload: Payload) -> Any:
        """起草采购异常的公告."""
        return flows.prepare_form(call, self.partners, payload)

    @serves(contract.award_basis)
    def award_basis(self, call: Call, payload: Payload) -> Any:
        """中标公告的依据."""
        return awarding.basis(call, self.partners, payload)

    @serves(contract.award_history)
    def award_history(self, call: Call, payload: Payload) -> Any:
        """中标记录."""
        return call.read(awarding.history, payload)

    @serves(contract.award_letters)
    def award_letters(self, call: Call, payload: Payload) -> Any:
        """中标通知书列表."""
        return call.read(letters.of_notice, payload)

    @serves(contract.seal_award_letter)
    def seal_award_letter(self, call: Call, payload: Payload) -> Any:
        """签章中标通知书."""
        return letters.start_seal(call, self.partners, payload)

    @serves(contract.award_letter_pdf)
    def award_letter_pdf(self, call: Call, payload: Payload) -> Any:
        """下载中标通知书."""
        return call.read(letters.pdf, call.storage, payload)

    @serves(contract.preview_notice)
    def preview_notice(self, call: Call, payload: Payload) -> Any:
        """预览公告."""
        return flows.preview(call, self.partners, payload)

    @serves(contract.start_seal)
    def start_seal(self, call: Call, payload: Payload) -> Any:
        """点击签章."""
        return flows.start_seal(call, self.partners, payload)

    @serves(contract.submit_notice)
    def submit_notice(self, call: Call, payload: Payload) -> Any:
        """提交公告."""
        return flows.submit(call, self.partners, payload)

    @serves(contract.withdraw_notice)
    def withdraw_notice(self, call: Call, payload: Payload) -> Any:
        """撤回公告."""
        return call.run(review.withdraw, payload)

    @serves(contract.delete_notice)
    def delete_notice(self, call: Call, payload: Payload) -> Any:
        """删除公告."""
        return call.run(drafting.delete, payload)

    @serves(contract.approve_notice)
    def approve_notice(self, call: Call, payload: Payload) -> Any:
        """公告审核通过."""
        return flows.approve(call, self.partners, payload)

    @serves(contract.reject_notice)
    def reject_notice(self, call: Call, payload: Payload) -> Any:
        """公告审核不通过."""
        return call.run(review.reject, payload)

    @serves(contract.get_notice)
    def get_notice(self, call: Call, payload: Payload) -> Any:
        """查看公告."""
        return call.read(reading.one, payload)

    @serves(contract.list_notices)
    def list_notices(self, call: Call, payload: Payload) -> Any:
        """公告列表."""
        return call.read(reading.page, payload)

    @serves(contract.notice_pdf)
    def notice_pdf(self, call: Call, payload: Payload) -> Any:
        """下载公告PDF."""
        return call.read(reading.pdf, call.storage, payload)

    @serves(contract.public_notice)
    def public_notice(self, call: Call, payload: Payload) -> Any:
        """已发布公告."""
        return call.read(reading.public, payload)

    @serves(contract.list_public)
    def list_public(self, call: Call, payload: Payload) -> Any:
        """已发布公告列表."""
        return call.read(reading.public_page, payload)

    @serves(contract.search_public)
    def search_public(self, call: Call, payload: Payload) -> Any:
        """检索已发布公告."""
        return call.read(browsing.search, payload)

    @serves(contract.public_project)
    def public_project(self, call: Call, payload: Payload) -> Any:
        """公开项目."""
        return call.read(browsing.project, payload)

    @serves(contract.public_changes)
    def public_changes(self, call: Call, payload: Payload) -> Any:
        """变更流."""
        return call.read(browsing.changes, payload)

    @serves(contract.archive_part)
    def archive_part(self, call: Call, payload: Payload) -> Any:
        """项目档案分卷."""
        return archiving.part(call, Base.metadata, "", payload["project_id"])

    @serves(contract.form_state)
    def form_state(self, call: Call, payload: Payload) -> Any:
        """表单现状."""
        return call.read(reading.form_state, payload)

    @reacts(seal_applied)
    def on_seal_applied(self, call: Call, event: Envelope) -> None:
        """签章完成."""
        if event.data["owner"] == self.name and not letters.adopted(call, event.data):
            flows.adopt_seal(call, event.data)

    @reacts(seal_failed)
    def on_seal_failed(self, call: Call, event: Envelope) -> None:
        """签章失败."""
        if event.data["owner"] == self.name:
            call.run(letters.failed_or(sealing.failed), event.data)

    @reacts(contract.notice_approved)
    def on_notice_approved(self, call: Call, event: Envelope) -> None:
        """审核通过后自动发布."""
        flows.publish(call, self.partners, event.data["form_id"])

    @reacts(contract.notice_published)
    def on_notice_published(self, call: Call, event: Envelope) -> None:
        """门户文件 made again from the record, with those it is related to, and the public list."""
        no = event.data["no"]
        for record in [call.read(publiclist.record, no), *call.read(publiclist.about, no)]:
            portal.put_notice(call.storage, record)
        call.run(publiclist.rebuild, call.storage)
        shelving.enter(call, self.registry, event.data["no"], event.data["project_id"])
        if event.data["kind"] == AWARD_CHANGE:
            flows.close(call, self.partners, event.data["form_id"])

    @serves(contract.notice_media)
    def notice_media(self, call: Call, payload: Payload) -> Any:
        """公告的媒体发布情况."""
        return call.read(media.shown, payload)

    @serves(contract.list_media)
    def list_media(self, call: Call, payload: Payload) -> Any:
        """媒体发布列表."""
        return call.read(media.listed, payload)

    @serves(contract.enter_media)
    def enter_media(self, call: Call, payload: Payload) -> Any:
        """录入媒体发布情况."""
        return call.run(media.enter, payload)

    @serves(contract.hand_over_again)
    def hand_over_again(self, call: Call, payload: Payload) -> Any:
        """重新交送媒体."""
        return call.run(media.again, payload)

    @every(10, eager=True)
    def hand_over(self, call: Call) -> None:
        """交送媒体."""
        media.deliver(call)

    @serves(contract.subscribe_by_mail)
    def subscribe_by_mail(self, call: Call, payload: Payload) -> Any:
        """邮件订阅公告."""
        return forwarding.unkept(call).run(subscribing.by_mail, payload)

    @serves(contract.register_webhook)
    def register_webhook(self, call: Call, payload: Payload) -> Any:
        """登记公告推送."""
        return forwarding.register(call, payload)

    @serves(contract.show_subscription)
    def show_subscription(self, call: Call, payload: Payload) -> Any:
        """查看订阅."""
        return call.read(subscribing.shown, payload)

    @serves(contract.confirm_subscription)
    def confirm_subscription(self, call: Call, payload: Payload) -> Any:
        """确认或恢复订阅."""
        return forwarding.unkept(call).run(subscribing.confirm, payload)

    @serves(contract.replay_subscription)
    def replay_subscription(self, call: Call, payload: Payload) -> Any:
        """补发订阅."""
        return forwarding.unkept(call).run(subscribing.replay, payload)

    @serves(contract.end_subscription)
    def end_subscription(self, call: Call, payload: Payload) -> Any:
        """退订."""
        return forwarding.unkept(call).run(subscribing.end, payload)

    @every(15, eager=True)
    def forward(self, call: Call) -> None:
        """投递订阅."""
        forwarding.forward(call)

    @every(3600, eager=True)
    def forget_unconfirmed(self, call: Call) -> None:
        """清理未确认的订阅."""
        call.run(subscribing.tidy)

    @reacts(media_published)
    def on_media_published(self, call: Call, event: Envelope) -> None:
        """媒体来讯."""
        call.run(hearing.published, event)

    @reacts(contract.media_acknowledged)
    def on_media_acknowledged(self, call: Call, event: Envelope) -> None:
        """门户文件 made again: where else it stands, and when its period ends."""
        portal.put_notice(call.storage, call.read(publiclist.record, event.data["no"]))

    @every(60, eager=True)
    def enter_missed(self, call: Call) -> None:
        """补登公开目录."""
        shelving.catch_up(call, self.registry)

    @every(300, eager=True)
    def hand_out(self, call: Call) -> None:
        """批量数据、站点地图."""
        call.run(bulk.renew, call.storage)

    @every(60)
    def finish_publications(self, call: Call) -> None:
        """补发."""
        flows.finish(call, self.partners)

    @reacts(contract.notice_deleted)
    def on_notice_deleted(self, call: Call, event: Envelope) -> None:
        """业务注销."""
        flows.close(call, self.partners, event.data["form_id"])

    @reacts(lot_cancelled, lot_failed)
    def on_lot_ended(self, call: Call, event: Envelope) -> None:
        """分包已取消、已废标."""
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(review.lot_ended, event.data["lot_id"], project)

    @reacts(lot_suspended, lot_resumed, lot_cancelled, lot_failed)
    def on_lot_held(self, call: Call, event: Envelope) -> None:
        """分包暂停、恢复、取消、废标 the public is told."""
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(announcing.announce, event, project)

    @reacts(
        exception_saved,
        exception_submitted,
        exception_withdrawn,
        exception_approved,
        exception_rejected,
        exception_deleted,
        exception_voided,
    )
    def on_exception(self, call: Call, event: Envelope) -> None:
        """采购异常办理 its notice follows it; an approval publishes it."""
        flows.follow_form(call, self.partners, event.data["form_id"])

    @reacts(clarification_issued)
    def on_clarification_issued(self, call: Call, event: Envelope) -> None:
        """答疑文件已发布 the public is told in the same media."""
        told = self.documents.get_clarification(call, {"id": event.data["form_id"]})
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(announcing.clarify, told, project)

    @reacts(booking_changed)
    def on_booking_changed(self, call: Call, event: Envelope) -> None:
        """场地变更生效 what is being drafted for these lots says so."""
        flows.refresh(call, self.partners, event.data["lot_ids"])

    @reacts(contract.notice_announced)
    def on_notice_announced(self, call: Call, event: Envelope) -> None:
        """门户文件 of the announcement and of the notices that it is about, and the list."""
        no = event.data["no"]
        portal.put_announcement(call.storage, call.read(publiclist.announcement, no))
        call.run(publiclist.rebuild, call.storage)
        shelving.enter(call, self.registry, no, event.data["project_id"])


SERVICE = NoticesService

adapters.reached()  # a wrong setting stops the start, not a publication
