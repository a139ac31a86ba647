"""项目注册 project registration (domain §5.2, manual 3.1)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    Attachment,
    AttachmentOut,
    ById,
    FindingOut,
    FormCommand,
    FormOut,
    OverridingReview,
    OverridingSubmit,
    ReviewForm,
    StepOut,
)
from tenderhall_contracts.core import (
    COMMAND,
    PEOPLE,
    PROGRAMS,
    QUERY,
    Done,
    Gives,
    Role,
    Takes,
)
from tenderhall_contracts.fields import Instant, Money, Uscc, text
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import (
    Category,
    EvaluationMethod,
    LotState,
    Method,
    Organisation,
    Qualification,
)


class Party(Takes):
    """采购人."""

    name = text(200)
    uscc = Uscc()
    address = text(300)
    contact = text(50)
    phone = text(50)


class LotIn(Takes):
    """分包明细 one row; drafts may leave fields empty."""

    id = fields.UUID()
    name = text(200)
    catalogue_code = fields.String(
        validate=validate.Regexp(r"[ABC]\d{8}$", error="采购目录代码为字母A/B/C加8位数字")
    )
    budget = Money()
    ceiling = Money(allow_none=True)
    deposit = Money()
    qualification = fields.Enum(Qualification, by_value=True)
    evaluation = fields.Enum(EvaluationMethod, by_value=True)
    quantity = fields.Decimal(places=3, as_string=True, allow_none=True)
    unit = text(20)
    requirement = text(4000)


class ProjectIn(Takes):
    """项目信息 as typed by the agency; what is required is checked at submit."""

    name = text(200, required=True)
    plan_no = text(60)
    method = fields.Enum(Method, by_value=True)
    organisation = fields.Enum(Organisation, by_value=True)
    purchaser = fields.Nested(Party)
    agency_leader = text(50)
    agency_phone = text(50)
    agreement_no = text(60)
    agreement_date = fields.Date(allow_none=True)
    budget = Money()
    ceiling = Money(allow_none=True)
    fund_source = text(100)
    region = fields.String(
        load_default="430400", validate=validate.Regexp(r"\d{6}$", error="行政区划为6位数字")
    )
    consortium = fields.Boolean()
    sme_only = fields.Boolean()
    imports = fields.Boolean(load_default=False)
    summary = text(4000)
    performance_period = text(200)
    electronic = fields.Boolean()
    remark = text(2000)
    lots = fields.List(fields.Nested(LotIn), load_default=list, validate=validate.Length(max=200))
    attachments = fields.List(
        fields.Nested(Attachment), load_default=list, validate=validate.Length(max=200)
    )


class SaveProject(ProjectIn):
    """修改保存."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class PartyOut(Gives):
    """单位."""

    name = fields.String()
    uscc = fields.String()
    address = fields.String()
    contact = fields.String()
    phone = fields.String()


class LotOut(Gives):
    """分包; ``opening_at`` is its deadline as last published."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    position = fields.Integer(required=True)
    project_id = fields.UUID(required=True)
    name = fields.String()
    catalogue_code = fields.String(allow_none=True)
    catalogue_name = fields.String(allow_none=True)
    budget = Money(allow_none=True)
    ceiling = Money(allow_none=True)
    deposit = Money(allow_none=True)
    qualification = fields.Enum(Qualification, by_value=True, allow_none=True)
    evaluation = fields.Enum(EvaluationMethod, by_value=True, allow_none=True)
    quantity = fields.Decimal(places=3, as_string=True, allow_none=True)
    unit = fields.String(allow_none=True)
    requirement = fields.String(allow_none=True)
    state = fields.Enum(LotState, by_value=True, required=True)
    state_zh = fields.String(required=True)
    round = fields.Integer()
    evaluation_round = fields.Integer()
    opening_at = Instant(allow_none=True)


class ProjectOut(FormOut):
    """项目 with its lots, attachments and history.

    ``stage`` is derived from the lots once it is approved: active, suspended, complete, cancelled,
    failed; before, it is the form's state.
    """

    no = fields.String(required=True)
    name = fields.String(required=True)
    plan_no = fields.String(allow_none=True)
    category = fields.Enum(Category, by_value=True, allow_none=True)
    method = fields.Enum(Method, by_value=True, allow_none=True)
    organisation = fields.Enum(Organisation, by_value=True, allow_none=True)
    purchaser = fields.Nested(PartyOut, allow_none=True)
    agency_id = fields.UUID(required=True)
    agency = fields.Nested(PartyOut, required=True)
    agency_leader = fields.String(allow_none=True)
    agency_phone = fields.String(allow_none=True)
    agreement_no = fields.String(allow_none=True)
    agreement_date = fields.Date(allow_none=True)
    budget = Money(allow_none=True)
    ceiling = Money(allow_none=True)
    fund_source = fields.String(allow_none=True)
    region = fields.String()
    consortium = fields.Boolean(allow_none=True)
    sme_only = fields.Boolean(allow_none=True)
    imports = fields.Boolean(allow_none=True)
    summary = fields.String(allow_none=True)
    performance_period = fields.String(allow_none=True)
    electronic = fields.Boolean(allow_none=True)
    remark = fields.String(allow_none=True)
    lots = fields.List(fields.Nested(LotOut), required=True)
    attachments = fields.List(fields.Nested(AttachmentOut))
    history = fields.List(fields.Nested(StepOut))
    warnings = fields.List(fields.Nested(FindingOut))
    submitted_at = Instant(allow_none=True)
    stage = fields.String()
    stage_zh = fields.String()


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")

create_project = registry.rpc(
    "create_project",
    title="新建项目",
    kind=COMMAND,
    takes=ProjectIn,
    gives=ProjectOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED",),
)
save_project = registry.rpc(
    "save_project",
    title="修改保存项目",
    kind=COMMAND,
    takes=SaveProject,
    gives=ProjectOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", *_FORM),
)
submit_project = registry.rpc(
    "submit_project",
    title="提交项目注册",
    kind=COMMAND,
    takes=OverridingSubmit,
    gives=ProjectOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", *_FORM),
)
withdraw_project = registry.rpc(
    "withdraw_project",
    title="撤回项目注册",
    kind=COMMAND,
    takes=FormCommand,
    gives=ProjectOut,
    roles={Role.CLERK},
    refuses=("PRECONDITION_FAILED", *_FORM),
)
delete_project = registry.rpc(
    "delete_project",
    title="删除项目",
    kind=COMMAND,
    takes=FormCommand,
    gives=Done,
    roles={Role.CLERK},
    refuses=("PRECONDITION_FAILED", *_FORM),
)
approve_project = registry.rpc(
    "approve_project",
    title="项目注册审核通过",
    kind=COMMAND,
    takes=OverridingReview,
    gives=ProjectOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *_FORM),
)
reject_project = registry.rpc(
    "reject_project",
    title="项目注册审核不通过",
    kind=COMMAND,
    takes=ReviewForm,
    gives=ProjectOut,
    roles={Role.REVIEWER},
    refuses=("VALIDATION_FAILED", *_FORM),
)
get_project = registry.rpc(
    "get_project",
    title="查看项目",
    kind=QUERY,
    takes=ById,
    gives=ProjectOut,
    roles={*PEOPLE, *PROGRAMS},
    refuses=("NOT_FOUND",),
)


class ProjectFacts(Gives):
    """项目事件内容."""

    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    name = fields.String(required=True)
    agency_id = fields.UUID(required=True)
    agency_name = fields.String(required=True)
    state = fields.String(required=True)
    from_state = fields.String(allow_none=True)
    opinion = fields.String(allow_none=True)
    reviewer_id = fields.UUID(allow_none=True)
    lots = fields.List(fields.Nested(LotOut), required=True)


project_created = registry.event("project.created", version=1, carries=ProjectFacts)
project_updated = registry.event("project.updated", version=1, carries=ProjectFacts)
project_deleted = registry.event("project.deleted", version=1, carries=ProjectFacts)
project_submitted = registry.event(
    "project.submitted", version=1, carries=ProjectFacts, title="项目已提交"
)
project_approved = registry.event(
    "project.approved", version=1, carries=ProjectFacts, title="项目审核通过"
)
project_rejected = registry.event("project.rejected", version=1, carries=ProjectFacts)
project_withdrawn = registry.event("project.withdrawn", version=1, carries=ProjectFacts)
