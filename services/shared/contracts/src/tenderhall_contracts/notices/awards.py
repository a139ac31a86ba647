"""中标公告 award notices, their changes, and the letter to each winner (domain §5.11, §5.12)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import Attachment, ById, ObjectRef
from tenderhall_contracts.core import AGENCY, COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Money, text
from tenderhall_contracts.notices.award_shapes import AwardLotOut, ExpertIn, ItemOut, WinnerIn
from tenderhall_contracts.notices.common import FORM_REFUSES, NoticeOut
from tenderhall_contracts.notices.promise import notices
from tenderhall_contracts.signing import SealJobOut
from tenderhall_contracts.vocab import AwardChangeBasis, AwardChangeKind


class AwardIn(Takes):
    """中标结果 what is entered of it; rank, score, names and addresses come from elsewhere."""

    title = text(200)
    planned_publish_on = fields.Date(allow_none=True, load_default=None)
    winners = fields.List(
        fields.Nested(WinnerIn, unknown="raise"),
        load_default=list,
        validate=validate.Length(max=500),
    )
    experts = fields.List(
        fields.Nested(ExpertIn, unknown="raise"),
        load_default=list,
        validate=validate.Length(max=50),
    )
    fee_standard = text(1000)
    fee = Money(allow_none=True, load_default=None)
    report_delivered_on = fields.Date(allow_none=True, load_default=None)
    determined_on = fields.Date(allow_none=True, load_default=None)
    attachments = fields.List(
        fields.Nested(Attachment, unknown="raise"),
        load_default=list,
        validate=validate.Length(max=50),
    )
    other = text(8000)
    media = fields.List(fields.String(validate=validate.Length(max=100)), load_default=list)


class AwardNoticeIn(AwardIn):
    """中标公告 of evaluated lots of one project."""

    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


class SaveAwardNotice(AwardNoticeIn):
    """修改保存; any change after sealing voids the seal."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class AwardChangeIn(AwardIn):
    """中标公告变更 the award as it shall be; what differs from the published one is computed."""

    about_id = fields.UUID(required=True)
    change_kind = fields.Enum(AwardChangeKind, by_value=True, required=True)
    basis = fields.Enum(AwardChangeBasis, by_value=True, allow_none=True, load_default=None)
    change_reason = text(4000)


class SaveAwardChange(AwardChangeIn):
    """修改保存; any change after sealing voids the seal."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class AwardBasisAsked(Takes):
    """中标公告的依据 of these lots of the agency."""

    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


class AwardBasis(Gives):
    """中标公告的依据 the lots with their evaluations, and the tender notice of them."""

    lots = fields.List(fields.Nested(AwardLotOut), required=True)
    tender_no = fields.String(allow_none=True)
    tender_published_on = fields.Date(allow_none=True)


class AwardLetterOut(Gives):
    """中标通知书 to the winner of one award; ``state``: unsealed, sealing, issued, cancelled."""

    id = fields.UUID(required=True)
    award_id = fields.UUID(required=True)
    notice_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    winner_name = fields.String(required=True)
    winner_uscc = fields.String(required=True)
    state = fields.String(required=True)
    seal_job_id = fields.UUID(allow_none=True)
    seal_error = fields.String(allow_none=True)
    issued_at = Instant(allow_none=True)
    sealed_pdf = fields.Nested(ObjectRef, allow_none=True)


class AwardLetters(Gives):
    """中标通知书列表 of one award notice or change."""

    items = fields.List(fields.Nested(AwardLetterOut), required=True)


class SealLetter(Takes):
    """签章中标通知书 with this seal."""

    id = fields.UUID(required=True)
    seal_id = fields.UUID(required=True)


class LetterSealing(Gives):
    """信息确认框 what the person confirms before the letter is sealed, and the job."""

    letter = fields.Nested(AwardLetterOut, required=True)
    job = fields.Nested(SealJobOut, required=True)
    pdf_url = fields.String(required=True)


class LetterPdfAsked(Takes):
    """中标通知书PDF the sealed one, or what was printed to be sealed."""

    id = fields.UUID(required=True)
    sealed = fields.Boolean(load_default=True)


class LetterPdf(Gives):
    """中标通知书PDF地址 a URL of five minutes, for whoever may see the notice."""

    url = fields.String(required=True)
    file = fields.Nested(ObjectRef, required=True)
    expires_at = Instant(required=True)


class AwardVersionOut(Gives):
    """中标记录 one version; they are only ever added."""

    award_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    status = fields.String(required=True)
    lot_no = fields.String(required=True)
    notice_no = fields.String(required=True)
    uscc = fields.String(required=True)
    name = fields.String(required=True)
    amount = Money(allow_none=True)
    rate = fields.String(allow_none=True)
    rank = fields.Integer(allow_none=True)
    replaces = fields.UUID(allow_none=True)
    at = Instant(required=True)


class AwardHistory(Gives):
    """中标记录 of a project's lots, every version, oldest first."""

    items = fields.List(fields.Nested(AwardVersionOut), required=True)


_MADE = ("VALIDATION_FAILED", "PRECONDITION_FAILED")

create_award_notice = notices.rpc(
    "create_award_notice",
    title="新增中标公告",
    kind=COMMAND,
    takes=AwardNoticeIn,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=_MADE,
    timeout=20.0,
)
save_award_notice = notices.rpc(
    "save_award_notice",
    title="修改保存中标公告",
    kind=COMMAND,
    takes=SaveAwardNotice,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=(*_MADE, *FORM_REFUSES),
    timeout=20.0,
)
create_award_change = notices.rpc(
    "create_award_change",
    title="新增中标变更公告",
    kind=COMMAND,
    takes=AwardChangeIn,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=(*_MADE, "NOT_FOUND"),
    timeout=20.0,
)
save_award_change = notices.rpc(
    "save_award_change",
    title="修改保存中标变更公告",
    kind=COMMAND,
    takes=SaveAwardChange,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=(*_MADE, *FORM_REFUSES),
    timeout=20.0,
)
award_basis = notices.rpc(
    "award_basis",
    title="中标公告的依据",
    kind=QUERY,
    takes=AwardBasisAsked,
    gives=AwardBasis,
    roles={Role.CLERK},
    refuses=("NOT_FOUND",),
    timeout=20.0,
)
award_letters = notices.rpc(
    "award_letters",
    title="中标通知书列表",
    kind=QUERY,
    takes=ById,
    gives=AwardLetters,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
seal_award_letter = notices.rpc(
    "seal_award_letter",
    title="签章中标通知书",
    kind=COMMAND,
    takes=SealLetter,
    gives=LetterSealing,
    roles=AGENCY,
    refuses=("NOT_FOUND", "STATE_CONFLICT", "HOST_AWAY", "CA_REQUIRED", "SEAL_INVALID"),
    timeout=60.0,
)
award_letter_pdf = notices.rpc(
    "award_letter_pdf",
    title="下载中标通知书",
    kind=QUERY,
    takes=LetterPdfAsked,
    gives=LetterPdf,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
award_history = notices.rpc(
    "award_history",
    title="中标记录",
    kind=QUERY,
    takes=ById,
    gives=AwardHistory,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)


class AwardDetermined(Gives):
    """中标人已确定 as the agency has entered it; who it is stays with notices until published."""

    notice_id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    report_delivered_on = fields.Date(allow_none=True)
    determined_on = fields.Date(required=True)


class AwardFacts(Gives):
    """中标事件内容 one winner of one lot, as published."""

    award_id = fields.UUID(required=True)
    award_version = fields.Integer(required=True)
    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    notice_id = fields.UUID(required=True)
    notice_no = fields.String(required=True)
    winner = fields.Dict(keys=fields.String(), required=True)
    price_form = fields.String(required=True)
    amount = Money(allow_none=True)
    rate = fields.String(allow_none=True)
    items = fields.List(fields.Nested(ItemOut))
    determined_on = fields.Date(allow_none=True)
    period_ends_on = fields.Date(required=True)
    challenge_until = fields.Date(allow_none=True)


class AwardChanged(AwardFacts):
    """中标变更; ``old_award_id`` differs from ``award_id`` where the winner is another."""

    old_award_id = fields.UUID(required=True)
    change_kind = fields.String(required=True)
    basis = fields.String(allow_none=True)


class AwardCancelled(Gives):
    """中标取消 the award no longer stands."""

    award_id = fields.UUID(required=True)
    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    notice_id = fields.UUID(required=True)
    notice_no = fields.String(required=True)
    basis = fields.String(allow_none=True)


class AwardLetterIssued(Gives):
    """中标通知书已发出 sealed, and there for its winner."""

    letter_id = fields.UUID(required=True)
    award_id = fields.UUID(required=True)
    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    issued_on = fields.Date(required=True)
    pdf_sha256 = fields.String(required=True)


award_determined = notices.event(
    "award.determined", version=1, carries=AwardDetermined, title="中标人已确定"
)
award_published = notices.event("award.published", version=1, carries=AwardFacts, title="中标公告")
award_changed = notices.event("award.changed", version=1, carries=AwardChanged, title="中标变更")
award_cancelled = notices.event(
    "award.cancelled", version=1, carries=AwardCancelled, title="中标取消"
)
award_letter_issued = notices.event(
    "award.letter_issued", version=1, carries=AwardLetterIssued, title="中标通知书已发出"
)
