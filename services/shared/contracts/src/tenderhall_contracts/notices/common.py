"""公告 what all kinds of notices share: drafted, rendered, sealed, reviewed, published."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    ById,
    CheckOut,
    FindingOut,
    FormCommand,
    FormEvent,
    FormOut,
    FormStateOut,
    ObjectRef,
    OverridingReview,
    OverridingSubmit,
    Page,
    ReviewForm,
    StepOut,
)
from tenderhall_contracts.core import AGENCY, COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Money, Sha256
from tenderhall_contracts.notices.award_shapes import AwardOut
from tenderhall_contracts.notices.change_form import Amendment, ChangeNoticeShown
from tenderhall_contracts.notices.promise import notices
from tenderhall_contracts.signing import SealJobOut, Verdict
from tenderhall_contracts.vocab import PublishState


class NoticeOut(FormOut):
    """公告."""

    kind = fields.String(required=True)
    no = fields.String(allow_none=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    lot_nos = fields.List(fields.String(), required=True)
    agency_id = fields.UUID(required=True)
    title = fields.String(required=True)
    planned_publish_on = fields.Date(allow_none=True)
    obtain_from = fields.Date(allow_none=True)
    obtain_until = fields.Date(allow_none=True)
    daily_hours = fields.String(allow_none=True)
    obtain_place = fields.String(allow_none=True)
    obtain_method = fields.String(allow_none=True)
    price = Money(allow_none=True)
    policy_qualification = fields.String(allow_none=True)
    special_qualification = fields.String(allow_none=True)
    performance_period = fields.String(allow_none=True)
    other = fields.String(allow_none=True)
    media = fields.List(fields.String())
    opening_at = Instant(allow_none=True)
    opening_place = fields.String(allow_none=True)
    award = fields.Nested(AwardOut, allow_none=True)
    sealed = fields.Boolean(required=True)
    pdf = fields.Nested(ObjectRef, allow_none=True)
    sealed_pdf = fields.Nested(ObjectRef, allow_none=True)
    signer = fields.String(allow_none=True)
    seal_job_id = fields.UUID(allow_none=True)
    content_sha256 = Sha256(allow_none=True)
    publish_state = fields.Enum(PublishState, by_value=True, required=True)
    publish_error = fields.String(allow_none=True)
    published_at = Instant(allow_none=True)
    public_url = fields.String(allow_none=True)
    about_id = fields.UUID(allow_none=True)
    nth = fields.Integer(allow_none=True)
    change = fields.Nested(ChangeNoticeShown, allow_none=True)
    amendments = fields.List(fields.Nested(Amendment))
    warnings = fields.List(fields.Nested(FindingOut))
    history = fields.List(fields.Nested(StepOut))


class ListNotices(Page):
    """公告列表 of a kind, of a project, about a notice, or announcing a clarification."""

    about_id = fields.UUID()
    clarification_id = fields.UUID()
    kind = fields.String(validate=validate.Length(max=40))
    project_id = fields.UUID()


class NoticeRow(FormOut):
    """公告列表行."""

    kind = fields.String(required=True)
    no = fields.String(allow_none=True)
    title = fields.String(required=True)
    project_no = fields.String(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    sealed = fields.Boolean(required=True)
    publish_state = fields.Enum(PublishState, by_value=True, required=True)
    published_at = Instant(allow_none=True)
    about_id = fields.UUID(allow_none=True)
    nth = fields.Integer(allow_none=True)


class NoticeList(Gives):
    """公告列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(NoticeRow), required=True)


class Preview(Gives):
    """预览 the notice as HTML, with what the law would say of it today."""

    html = fields.String(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    warnings = fields.List(fields.Nested(FindingOut), required=True)
    checks = fields.List(fields.Nested(CheckOut))


class StartSeal(FormCommand):
    """点击签章 freeze the content, make the PDF and open a seal job on it."""

    seal_id = fields.UUID(required=True)


class SealConfirmation(Gives):
    """信息确认框 what the person confirms before sealing, and the job."""

    notice = fields.Nested(NoticeOut, required=True)
    job = fields.Nested(SealJobOut, required=True)
    media = fields.List(fields.String(), required=True)
    pdf_url = fields.String(required=True)


class NoticePdf(Takes):
    """公告PDF the sealed one, or what was printed to be sealed."""

    id = fields.UUID(required=True)
    sealed = fields.Boolean(load_default=True)


class NoticePdfOut(Gives):
    """公告PDF地址 a URL of five minutes, for whoever may see the notice."""

    url = fields.String(required=True)
    file = fields.Nested(ObjectRef, required=True)
    expires_at = Instant(required=True)


class PublicNo(Takes):
    """公告编号 of a published notice."""

    no = fields.String(required=True, validate=validate.Length(max=100))


class PublicNotice(Gives):
    """已发布公告 as the portal shows it."""

    no = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    project_no = fields.String(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    published_at = Instant(required=True)
    pdf = fields.Nested(ObjectRef, required=True)
    content_sha256 = Sha256(required=True)
    verdict = fields.Nested(Verdict, required=True)
    media = fields.List(fields.String())
    url = fields.String(required=True)


class PublicList(Gives):
    """已发布公告列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(PublicNotice, exclude=("verdict",)), required=True)


FORM_REFUSES = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
LAW_REFUSES = ("VALIDATION_FAILED", "LEGAL_PERIOD", "CALENDAR_UNAVAILABLE", "PRECONDITION_FAILED")

preview_notice = notices.rpc(
    "preview_notice",
    title="预览公告",
    kind=QUERY,
    takes=ById,
    gives=Preview,
    roles=PEOPLE,
    refuses=("NOT_FOUND", "VALIDATION_FAILED"),
    timeout=30.0,
)
start_seal = notices.rpc(
    "start_seal",
    title="点击签章",
    kind=COMMAND,
    takes=StartSeal,
    gives=SealConfirmation,
    roles=AGENCY,
    refuses=(*LAW_REFUSES, *FORM_REFUSES, "HOST_AWAY", "CA_REQUIRED", "SEAL_INVALID"),
    timeout=60.0,
)
submit_notice = notices.rpc(
    "submit_notice",
    title="提交公告",
    kind=COMMAND,
    takes=OverridingSubmit,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=(*LAW_REFUSES, *FORM_REFUSES, "SEAL_INVALID"),
    timeout=20.0,
)
withdraw_notice = notices.rpc(
    "withdraw_notice",
    title="撤回公告",
    kind=COMMAND,
    takes=FormCommand,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=FORM_REFUSES,
)
delete_notice = notices.rpc(
    "delete_notice",
    title="删除公告",
    kind=COMMAND,
    takes=FormCommand,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=FORM_REFUSES,
)
approve_notice = notices.rpc(
    "approve_notice",
    title="公告审核通过",
    kind=COMMAND,
    takes=OverridingReview,
    gives=NoticeOut,
    roles={Role.REVIEWER},
    refuses=(*LAW_REFUSES, *FORM_REFUSES, "SEAL_INVALID"),
    timeout=20.0,
)
reject_notice = notices.rpc(
    "reject_notice",
    title="公告审核不通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=NoticeOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *FORM_REFUSES),
)
get_notice = notices.rpc(
    "get_notice",
    title="查看公告",
    kind=QUERY,
    takes=ById,
    gives=NoticeOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_notices = notices.rpc(
    "list_notices",
    title="公告列表",
    kind=QUERY,
    takes=ListNotices,
    gives=NoticeList,
    roles=PEOPLE,
)
notice_pdf = notices.rpc(
    "notice_pdf",
    title="下载公告PDF",
    kind=QUERY,
    takes=NoticePdf,
    gives=NoticePdfOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
public_notice = notices.rpc(
    "public_notice",
    title="已发布公告",
    kind=QUERY,
    takes=PublicNo,
    gives=PublicNotice,
    roles={Role.ANONYMOUS, *PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
    timeout=30.0,
)
list_public = notices.rpc(
    "list_public",
    title="已发布公告列表",
    kind=QUERY,
    takes=Page,
    gives=PublicList,
    roles={Role.ANONYMOUS, *PEOPLE, Role.SERVICE},
)
form_state = notices.rpc(
    "form_state",
    title="表单现状",
    kind=QUERY,
    takes=ById,
    gives=FormStateOut,
    roles={Role.SERVICE},
)


class NoticeFacts(FormEvent):
    """公告事件内容.

    ``form_content_version``: which content of its 采购异常 it tells, where it is the notice of one.
    """

    kind = fields.String(required=True)
    content_sha256 = Sha256(allow_none=True)
    form_content_version = fields.Integer(allow_none=True)


class NoticePublished(NoticeFacts):
    """公告已发布."""

    no = fields.String(required=True)
    url = fields.String(required=True)
    pdf_sha256 = Sha256(required=True)
    media = fields.List(fields.String(), required=True)
    published_at = Instant(required=True)
    period_days = fields.Integer(required=True)
    period_unit = fields.String(required=True)
    period_ends_on = fields.Date(required=True)
    opening_at = Instant(required=True)


class Announced(Gives):
    """情况公告已发布 a suspension, resumption, cancellation or failure is told to the public."""

    no = fields.String(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    project_id = fields.UUID(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    form_id = fields.UUID(required=True)
    url = fields.String(required=True)
    published_at = Instant(required=True)


notice_announced = notices.event(
    "notice.announced", version=1, carries=Announced, title="情况公告已发布"
)
notice_created = notices.event("notice.created", version=1, carries=NoticeFacts)
notice_sealed = notices.event("notice.sealed", version=1, carries=NoticeFacts)
notice_seal_failed = notices.event("notice.seal_failed", version=1, carries=NoticeFacts)
notice_saved = notices.event("notice.saved", version=1, carries=NoticeFacts, title="公告已保存")
notice_submitted = notices.event("notice.submitted", version=1, carries=NoticeFacts)
notice_approved = notices.event("notice.approved", version=1, carries=NoticeFacts)
notice_rejected = notices.event("notice.rejected", version=1, carries=NoticeFacts)
notice_withdrawn = notices.event("notice.withdrawn", version=1, carries=NoticeFacts)
notice_deleted = notices.event("notice.deleted", version=1, carries=NoticeFacts)
notice_voided = notices.event("notice.voided", version=1, carries=NoticeFacts)
notice_published = notices.event("notice.published", version=1, carries=NoticePublished)
