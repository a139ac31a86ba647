"""采购异常 suspension, cancellation, failure, and the way back (domain §5.9, §5.13)."""

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
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.projects import LotOut
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import ExceptionKind, ExceptionReason, FailureGround, FollowUp


class ExceptionIn(Takes):
    """采购异常 as typed by the agency; which fields are required depends on ``kind``."""

    kind = fields.Enum(ExceptionKind, by_value=True, required=True)
    project_id = fields.UUID(required=True)
    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    reason = fields.Enum(ExceptionReason, by_value=True, allow_none=True)
    statement = text(4000)
    finance_no = text(60)
    suspended_from = fields.Date(allow_none=True)
    expected_resume = fields.Date(allow_none=True)
    ground = fields.Enum(FailureGround, by_value=True, allow_none=True)
    bidder_count = fields.Integer(
        strict=True, allow_none=True, validate=validate.Range(min=0, max=10000)
    )
    experts = text(1000)
    follow_up = fields.Enum(FollowUp, by_value=True, allow_none=True)
    attachments = fields.List(
        fields.Nested(Attachment), load_default=list, validate=validate.Length(max=200)
    )


class SaveException(ExceptionIn):
    """修改保存; kind and project stay what they were."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class ExceptionRow(FormOut):
    """采购异常列表行."""

    kind = fields.Enum(ExceptionKind, by_value=True, required=True)
    kind_zh = fields.String(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    project_name = fields.String(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    submitted_at = Instant(allow_none=True)


class ExceptionOut(ExceptionRow):
    """采购异常; ``until`` is the last day of a suspension that the finance department ordered.

    ``content_version`` counts what the form says: a seal on its notice is of one of them.
    ``notice_needed``: its lots were tendered in public, so its public text is a notice;
    ``seal_needed``: which must be sealed before the form is submitted; ``sealed``: it is, over what
    the form says now. ``findings``: what a submission would be refused for today, but the seal.
    """

    lots = fields.List(fields.Nested(LotOut), required=True)
    agency_id = fields.UUID(required=True)
    agency_name = fields.String(required=True)
    reason = fields.Enum(ExceptionReason, by_value=True, allow_none=True)
    statement = fields.String(allow_none=True)
    finance_no = fields.String(allow_none=True)
    suspended_from = fields.Date(allow_none=True)
    expected_resume = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    ground = fields.Enum(FailureGround, by_value=True, allow_none=True)
    bidder_count = fields.Integer(allow_none=True)
    experts = fields.String(allow_none=True)
    follow_up = fields.Enum(FollowUp, by_value=True, allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentOut), required=True)
    history = fields.List(fields.Nested(StepOut))
    warnings = fields.List(fields.Nested(FindingOut))
    findings = fields.List(fields.Nested(FindingOut))
    approved_at = Instant(allow_none=True)
    content_version = fields.Integer()
    notice_needed = fields.Boolean()
    seal_needed = fields.Boolean()
    sealed = fields.Boolean()


class ListExceptions(Page):
    """采购异常列表 of one kind where it is told; of a project's where that is told."""

    kind = fields.Enum(ExceptionKind, by_value=True)
    project_id = fields.UUID()


class ExceptionList(Gives):
    """采购异常列表 the newest first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ExceptionRow), required=True)


class Retender(Takes):
    """重新招标 of failed lots of one project."""

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


class Retendered(Gives):
    """新一轮分包, 筹备中."""

    lots = fields.List(fields.Nested(LotOut), required=True)


class ExceptionFacts(FormEvent):
    """采购异常事件内容."""

    kind = fields.Enum(ExceptionKind, by_value=True, required=True)


class LotHeld(Gives):
    """分包暂停、恢复、取消、废标 what the services that hold something for the lot must know.

    ``form_id`` is the form (or the inbound order) that asked; ``basis_file_sha256`` its first
    file; ``until`` the last day of an ordered suspension; ``ground`` 1 to 4 (政府采购法第36条);
    ``form_lot_nos`` all lots that the same form moves.
    """

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    round = fields.Integer(required=True)
    from_state = fields.String(required=True)
    to_state = fields.String(required=True)
    form_id = fields.UUID(allow_none=True)
    kind = fields.String(required=True)
    reason_code = fields.String(allow_none=True)
    basis_file_sha256 = fields.String(allow_none=True)
    until = fields.Date(allow_none=True)
    ground = fields.Integer(allow_none=True)
    form_lot_nos = fields.List(fields.String())


class RetenderFacts(Gives):
    """重新招标事件内容."""

    from_lot_id = fields.UUID(required=True)
    from_lot_no = fields.String(required=True)
    lot_id = fields.UUID(required=True)
    new_lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    round = fields.Integer(required=True)


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")

create_exception = registry.rpc(
    "create_exception",
    title="新增分包异常",
    kind=COMMAND,
    takes=ExceptionIn,
    gives=ExceptionOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", "NOT_FOUND"),
)
save_exception = registry.rpc(
    "save_exception",
    title="修改保存采购异常",
    kind=COMMAND,
    takes=SaveException,
    gives=ExceptionOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
submit_exception = registry.rpc(
    "submit_exception",
    title="提交采购异常",
    kind=COMMAND,
    takes=OverridingSubmit,
    gives=ExceptionOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
withdraw_exception = registry.rpc(
    "withdraw_exception",
    title="撤回采购异常",
    kind=COMMAND,
    takes=FormCommand,
    gives=ExceptionOut,
    roles={Role.CLERK},
    refuses=_FORM,
)
delete_exception = registry.rpc(
    "delete_exception",
    title="删除采购异常",
    kind=COMMAND,
    takes=FormCommand,
    gives=Done,
    roles={Role.CLERK},
    refuses=_FORM,
)
approve_exception = registry.rpc(
    "approve_exception",
    title="采购异常审核通过",
    kind=COMMAND,
    takes=OverridingReview,
    gives=ExceptionOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
reject_exception = registry.rpc(
    "reject_exception",
    title="采购异常审核不通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=ExceptionOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *_FORM),
)
get_exception = registry.rpc(
    "get_exception",
    title="查看采购异常",
    kind=QUERY,
    takes=ById,
    gives=ExceptionOut,
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_exceptions = registry.rpc(
    "list_exceptions",
    title="采购异常列表",
    kind=QUERY,
    takes=ListExceptions,
    gives=ExceptionList,
    roles=PEOPLE,
)
retender_lots = registry.rpc(
    "retender_lots",
    title="重新招标",
    kind=COMMAND,
    takes=Retender,
    gives=Retendered,
    roles={Role.CLERK},
    refuses=("PRECONDITION_FAILED", "NOT_FOUND"),
)


exception_saved = registry.event(
    "exception.saved", version=1, carries=ExceptionFacts, title="采购异常已保存"
)
exception_submitted = registry.event(
    "exception.submitted", version=1, carries=ExceptionFacts, title="采购异常已提交"
)
exception_sealed = registry.event(
    "exception.sealed", version=1, carries=ExceptionFacts, title="采购异常公告已签章"
)
exception_withdrawn = registry.event(
    "exception.withdrawn", version=1, carries=ExceptionFacts, title="采购异常已撤回"
)
exception_approved = registry.event(
    "exception.approved", version=1, carries=ExceptionFacts, title="采购异常审核通过"
)
exception_rejected = registry.event(
    "exception.rejected", version=1, carries=ExceptionFacts, title="采购异常审核不通过"
)
exception_deleted = registry.event(
    "exception.deleted", version=1, carries=ExceptionFacts, title="采购异常已删除"
)
exception_voided = registry.event(
    "exception.voided", version=1, carries=ExceptionFacts, title="采购异常已失效"
)
lot_suspended = registry.event("lot.suspended", version=1, carries=LotHeld, title="分包已暂停")
lot_resumed = registry.event("lot.resumed", version=1, carries=LotHeld, title="分包已恢复")
lot_cancelled = registry.event("lot.cancelled", version=1, carries=LotHeld, title="分包已取消")
lot_failed = registry.event("lot.failed", version=1, carries=LotHeld, title="分包已废标")
retender_opened = registry.event(
    "retender.opened", version=1, carries=RetenderFacts, title="重新招标"
)


class DeadlineFacts(Gives):
    """到达投标截止时间 by the published time, never while a lot is suspended."""

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    round = fields.Integer(required=True)
    effective_at = Instant(required=True)


deadline_reached = registry.event(
    "tender.deadline_reached", version=1, carries=DeadlineFacts, title="到达投标截止（开标）时间"
)
