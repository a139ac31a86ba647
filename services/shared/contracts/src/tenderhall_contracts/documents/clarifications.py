"""答疑文件 clarifications and supplements of an issued document (domain §5.6, manual 3.6)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    Attachment,
    AttachmentOut,
    ById,
    FindingOut,
    FormCommand,
    FormEvent,
    FormOut,
    OverridingReview,
    OverridingSubmit,
    Page,
    ReviewForm,
    StepOut,
)
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Done, Gives, Role, Takes
from tenderhall_contracts.documents.promise import documents
from tenderhall_contracts.fields import Instant, Sha256, text
from tenderhall_contracts.vocab import ClarificationKind

MOST_PASSAGES = 100
"""Most changed passages of one clarification."""


class Passage(Takes):
    """修改内容 one passage of the tender document: where it stands, its old and its new text."""

    place = text(200)
    before = text(4000)
    after = text(4000)


class ClarificationIn(Takes):
    """答疑文件信息; nothing in it tells who asked (R25)."""

    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    kind = fields.Enum(ClarificationKind, by_value=True, required=True)
    title = text(200, required=True)
    content = text(20_000)
    affects_bids = fields.Boolean(allow_none=True, load_default=None)
    changes_subject = fields.Boolean(allow_none=True, load_default=None)
    questions = text(20_000)
    passages = fields.List(
        fields.Nested(Passage), load_default=list, validate=validate.Length(max=MOST_PASSAGES)
    )
    attachments = fields.List(fields.Nested(Attachment), load_default=list)


class SaveClarification(ClarificationIn):
    """修改保存."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class PassageOut(Gives):
    """修改内容."""

    place = fields.String(allow_none=True)
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)


class ComparedPart(Gives):
    """比较 a stretch of text that is the same, gone, or new."""

    op = fields.String(required=True, validate=validate.OneOf(["same", "gone", "new"]))
    text = fields.String(required=True)


class ComparedPassage(Gives):
    """新旧对照 one passage."""

    place = fields.String(allow_none=True)
    parts = fields.List(fields.Nested(ComparedPart), required=True)


class NumberOut(Gives):
    """第N次 of one lot: given when it is issued, without gaps."""

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    n = fields.Integer(required=True)


class ClarificationOut(FormOut):
    """答疑文件; ``numbers`` once it is issued.

    ``deadline_at`` is the earliest deadline of its lots, as published. ``needs_change_notice``: it
    comes less than the legal days before it, so a 变更公告 must move the deadline at the same time.
    """

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    lot_nos = fields.List(fields.String(), required=True)
    agency_id = fields.UUID(required=True)
    kind = fields.Enum(ClarificationKind, by_value=True, required=True)
    title = fields.String(required=True)
    content = fields.String(allow_none=True)
    affects_bids = fields.Boolean(allow_none=True)
    changes_subject = fields.Boolean(allow_none=True)
    questions = fields.String(allow_none=True)
    passages = fields.List(fields.Nested(PassageOut))
    comparison = fields.List(fields.Nested(ComparedPassage))
    attachments = fields.List(fields.Nested(AttachmentOut))
    numbers = fields.List(fields.Nested(NumberOut))
    approved_by_policy = fields.String(allow_none=True)
    issued_at = Instant(allow_none=True)
    deadline_at = Instant(allow_none=True)
    needs_change_notice = fields.Boolean()
    warnings = fields.List(fields.Nested(FindingOut))
    history = fields.List(fields.Nested(StepOut))


class ListClarifications(Page):
    """答疑文件列表 of a kind, or of a project."""

    kind = fields.Enum(ClarificationKind, by_value=True)
    project_id = fields.UUID()


class ClarificationList(Gives):
    """答疑文件列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ClarificationOut), required=True)


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
_LAW = ("VALIDATION_FAILED", "LEGAL_PERIOD", "CALENDAR_UNAVAILABLE", "PRECONDITION_FAILED")

create_clarification = documents.rpc(
    "create_clarification",
    title="新增答疑",
    kind=COMMAND,
    takes=ClarificationIn,
    gives=ClarificationOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", "NOT_FOUND"),
)
save_clarification = documents.rpc(
    "save_clarification",
    title="修改保存答疑文件",
    kind=COMMAND,
    takes=SaveClarification,
    gives=ClarificationOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
submit_clarification = documents.rpc(
    "submit_clarification",
    title="答疑文件确认提交",
    kind=COMMAND,
    takes=OverridingSubmit,
    gives=ClarificationOut,
    roles={Role.CLERK},
    refuses=(*_LAW, *_FORM),
)
withdraw_clarification = documents.rpc(
    "withdraw_clarification",
    title="撤回答疑文件",
    kind=COMMAND,
    takes=FormCommand,
    gives=ClarificationOut,
    roles={Role.CLERK},
    refuses=_FORM,
)
approve_clarification = documents.rpc(
    "approve_clarification",
    title="答疑文件审核通过",
    kind=COMMAND,
    takes=OverridingReview,
    gives=ClarificationOut,
    roles={Role.REVIEWER},
    refuses=(*_LAW, *_FORM),
)
reject_clarification = documents.rpc(
    "reject_clarification",
    title="答疑文件审核不通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=ClarificationOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *_FORM),
)
delete_clarification = documents.rpc(
    "delete_clarification",
    title="删除答疑文件",
    kind=COMMAND,
    takes=FormCommand,
    gives=Done,
    roles={Role.CLERK},
    refuses=_FORM,
)
get_clarification = documents.rpc(
    "get_clarification",
    title="查看答疑文件",
    kind=QUERY,
    takes=ById,
    gives=ClarificationOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_clarifications = documents.rpc(
    "list_clarifications",
    title="答疑文件列表",
    kind=QUERY,
    takes=ListClarifications,
    gives=ClarificationList,
    roles={*PEOPLE, Role.SERVICE},
)


class ClarificationFacts(FormEvent):
    """答疑文件事件内容."""

    kind = fields.Enum(ClarificationKind, by_value=True, required=True)
    approved_by_policy = fields.String(allow_none=True)


class ClarificationIssued(ClarificationFacts):
    """答疑文件已发布; ``n`` is the highest of ``numbers``. It never tells who is to get it (R25).

    ``doc_sha256`` is that of its first file. ``deadline_moved`` waits for change notices.
    """

    n = fields.Integer(required=True)
    numbers = fields.List(fields.Nested(NumberOut), required=True)
    doc_sha256 = Sha256(required=True)
    affects_bids = fields.Boolean(required=True)
    deadline_moved = fields.Boolean(required=True)
    new_deadline = Instant(allow_none=True)
    issued_at = Instant(required=True)


clarification_saved = documents.event(
    "clarification.saved", version=1, carries=ClarificationFacts, title="答疑文件已保存"
)
clarification_deleted = documents.event(
    "clarification.deleted", version=1, carries=ClarificationFacts, title="答疑文件已删除"
)
clarification_submitted = documents.event(
    "clarification.submitted", version=1, carries=ClarificationFacts, title="答疑文件已提交"
)
clarification_approved = documents.event(
    "clarification.approved", version=1, carries=ClarificationFacts, title="答疑文件审核通过"
)
clarification_rejected = documents.event(
    "clarification.rejected", version=1, carries=ClarificationFacts, title="答疑文件审核不通过"
)
clarification_withdrawn = documents.event(
    "clarification.withdrawn", version=1, carries=ClarificationFacts, title="答疑文件已撤回"
)
clarification_voided = documents.event(
    "clarification.voided", version=1, carries=ClarificationFacts, title="答疑文件已失效"
)
clarification_issued = documents.event(
    "clarification.issued", version=1, carries=ClarificationIssued, title="答疑文件已发布"
)
