"""招标文件 tender documents (domain §5.5, manual 3.5)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    Attachment,
    AttachmentOut,
    ById,
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
from tenderhall_contracts.core import (
    COMMAND,
    PEOPLE,
    QUERY,
    Done,
    Gives,
    Role,
    Takes,
)
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.fields import Instant, Money, text
from tenderhall_contracts.vocab import ClarificationKind, EvaluationMethod


class TenderDocumentIn(Takes):
    """招标文件信息; metadata must equal the project's and the booking's.

    ``opening_at`` and ``opening_place`` are what a file says that was uploaded ready-made: nobody
    else can know it. Of one that is made here they are read in what is written.
    """

    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    template = fields.String(
        required=True,
        validate=validate.Regexp(
            r"(goods|services|works)-(lowest_price|comprehensive)$",
            error="模板范本为 货物/服务/工程 × 最低评标价法/综合评分法",
        ),
    )
    title = text(200, required=True)
    bid_validity_days = fields.Integer(
        allow_none=True, load_default=None, validate=validate.Range(1, 365)
    )
    evaluation = fields.Enum(EvaluationMethod, by_value=True)
    price_weight = fields.Decimal(
        places=2, as_string=True, allow_none=True, validate=validate.Range(min=0, max=100)
    )
    price = Money(load_default=None, allow_none=True)
    obtaining = text(500)
    opening_at = Instant(allow_none=True, load_default=None)
    opening_place = text(200)
    file = fields.Nested(Attachment, allow_none=True, load_default=None)
    attachments = fields.List(fields.Nested(Attachment), load_default=list)


class SaveTenderDocument(TenderDocumentIn):
    """修改保存."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class AmendmentOut(Gives):
    """澄清、补充 an issued one is part of the tender document from then on (87号令第27条)."""

    id = fields.UUID(required=True)
    kind = fields.Enum(ClarificationKind, by_value=True, required=True)
    title = fields.String(required=True)
    n = fields.Integer(required=True)
    issued_at = Instant(required=True)


class TenderDocumentOut(FormOut):
    """招标文件; ``approved_by_policy`` names the recorded policy that approved it, if one did.

    Once it is issued it never changes; with ``amendments`` it is called 已修改. ``written`` (told
    of one document) where it has been begun by a model text. ``opening_at`` and ``opening_place``
    are what its file says; of one that was made here they are told of effective ones only.
    """

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    lot_nos = fields.List(fields.String(), required=True)
    agency_id = fields.UUID(required=True)
    template = fields.String(required=True)
    title = fields.String(required=True)
    bid_validity_days = fields.Integer(allow_none=True)
    evaluation = fields.Enum(EvaluationMethod, by_value=True, allow_none=True)
    price_weight = fields.Decimal(places=2, as_string=True, allow_none=True)
    price = Money(allow_none=True)
    obtaining = fields.String(allow_none=True)
    file = fields.Nested(AttachmentOut, allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentOut))
    approved_by_policy = fields.String(allow_none=True)
    issued_at = Instant(allow_none=True)
    amendments = fields.List(fields.Nested(AmendmentOut))
    written = fields.Boolean()
    opening_at = Instant(allow_none=True)
    opening_place = fields.String(allow_none=True)
    warnings = fields.List(fields.Nested(FindingOut))
    history = fields.List(fields.Nested(StepOut))


class TenderDocumentList(Gives):
    """招标文件列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(TenderDocumentOut), required=True)


class EffectiveDocuments(Takes):
    """有效招标文件 of these lots."""

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
create_tender_document = documents.rpc(
    "create_tender_document",
    title="新增交易文件",
    kind=COMMAND,
    takes=TenderDocumentIn,
    gives=TenderDocumentOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED"),
)
save_tender_document = documents.rpc(
    "save_tender_document",
    title="修改保存招标文件",
    kind=COMMAND,
    takes=SaveTenderDocument,
    gives=TenderDocumentOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", *_FORM),
)
submit_tender_document = documents.rpc(
    "submit_tender_document",
    title="招标文件确认提交",
    kind=COMMAND,
    takes=OverridingSubmit,
    gives=TenderDocumentOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
approve_tender_document = documents.rpc(
    "approve_tender_document",
    title="招标文件审核通过",
    kind=COMMAND,
    takes=OverridingReview,
    gives=TenderDocumentOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
reject_tender_document = documents.rpc(
    "reject_tender_document",
    title="招标文件审核不通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=TenderDocumentOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *_FORM),
)
withdraw_tender_document = documents.rpc(
    "withdraw_tender_document",
    title="撤回招标文件",
    kind=COMMAND,
    takes=FormCommand,
    gives=TenderDocumentOut,
    roles={Role.CLERK},
    refuses=("PRECONDITION_FAILED", *_FORM),
)
delete_tender_document = documents.rpc(
    "delete_tender_document",
    title="删除招标文件",
    kind=COMMAND,
    takes=FormCommand,
    gives=Done,
    roles={Role.CLERK},
    refuses=("PRECONDITION_FAILED", *_FORM),
)
get_tender_document = documents.rpc(
    "get_tender_document",
    title="查看招标文件",
    kind=QUERY,
    takes=ById,
    gives=TenderDocumentOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_tender_documents = documents.rpc(
    "list_tender_documents",
    title="招标文件列表",
    kind=QUERY,
    takes=Page,
    gives=TenderDocumentList,
    roles=PEOPLE,
)
effective_documents = documents.rpc(
    "effective_documents",
    title="分包的有效招标文件",
    kind=QUERY,
    takes=EffectiveDocuments,
    gives=TenderDocumentList,
    roles={Role.SERVICE},
)
form_state = documents.rpc(
    "form_state",
    title="表单现状",
    kind=QUERY,
    takes=ById,
    gives=FormStateOut,
    roles={Role.SERVICE},
)


class TenderDocumentFacts(FormEvent):
    """招标文件事件内容."""

    file = fields.Nested(ObjectRef, allow_none=True)
    template = fields.String(required=True)
    approved_by_policy = fields.String(allow_none=True)


tender_document_saved = documents.event(
    "tender_document.saved", version=1, carries=TenderDocumentFacts, title="招标文件已保存"
)
tender_document_deleted = documents.event(
    "tender_document.deleted", version=1, carries=TenderDocumentFacts, title="招标文件已删除"
)
tender_document_submitted = documents.event(
    "tender_document.submitted", version=1, carries=TenderDocumentFacts
)
tender_document_approved = documents.event(
    "tender_document.approved", version=1, carries=TenderDocumentFacts
)
tender_document_rejected = documents.event(
    "tender_document.rejected", version=1, carries=TenderDocumentFacts, title="招标文件审核不通过"
)
tender_document_withdrawn = documents.event(
    "tender_document.withdrawn", version=1, carries=TenderDocumentFacts
)
tender_document_voided = documents.event(
    "tender_document.voided", version=1, carries=TenderDocumentFacts
)
tender_document_issued = documents.event(
    "tender_document.issued", version=1, carries=TenderDocumentFacts
)
