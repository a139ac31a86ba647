"""registry 登记服务: members, sessions, projects and lots, legal data, worklist."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    ActivityClaim,
    Attachment,
    AttachmentOut,
    ById,
    FindingOut,
    FormCommand,
    FormOut,
    Page,
    ReviewForm,
    StepOut,
    SubmitForm,
)
from tenderhall_contracts.core import (
    COMMAND,
    PEOPLE,
    QUERY,
    Done,
    Gives,
    Nothing,
    Role,
    Service,
    Takes,
)
from tenderhall_contracts.fields import Instant, Money, Uscc, text
from tenderhall_contracts.vocab import (
    Activity,
    Category,
    EvaluationMethod,
    LotState,
    Method,
    Organisation,
    Qualification,
)

registry = Service("registry", "登记服务")


# ── 登录 login (domain §5.14) ────────────────────────────────────────────────────────────────
class LogIn(Takes):
    """用户登录 by user name and password."""

    login = text(64, required=True)
    password = text(200, required=True)


class RoleChoice(Gives):
    """可选角色 one active membership of the user."""

    membership_id = fields.UUID(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    role_zh = fields.String(required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)


class PreAuth(Gives):
    """待选角色 a token of five minutes that only chooses a role or logs out."""

    pre_auth = fields.String(required=True)
    expires_at = Instant(required=True)
    user_name = fields.String(required=True)
    roles = fields.List(fields.Nested(RoleChoice), required=True)


class ChooseRole(Takes):
    """选择角色."""

    pre_auth = fields.String(required=True)
    membership_id = fields.UUID(required=True)


class SessionOut(Gives):
    """会话 a bearer token for the HTTP API; told once, kept as a hash."""

    token = fields.String(required=True)
    expires_at = Instant(required=True)
    user_id = fields.UUID(required=True)
    user_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)


class ResolveSession(Takes):
    """验证会话 for the gateway."""

    token = fields.String(required=True)


class Who(Gives):
    """当前用户 what the gateway writes into the actor token."""

    session_id = fields.UUID(required=True)
    user_id = fields.UUID(required=True)
    user_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)
    auth = fields.String(required=True)
    expires_at = Instant(required=True)


ANONYMOUS = {Role.ANONYMOUS, *PEOPLE, Role.SERVICE}

log_in = registry.rpc(
    "log_in",
    title="用户登录",
    kind=COMMAND,
    takes=LogIn,
    gives=PreAuth,
    roles=ANONYMOUS,
    refuses=("LOGIN_FAILED", "RATE_LIMITED", "CA_REQUIRED"),
)
choose_role = registry.rpc(
    "choose_role",
    title="选择角色",
    kind=COMMAND,
    takes=ChooseRole,
    gives=SessionOut,
    roles=ANONYMOUS,
    refuses=("SESSION_EXPIRED", "CA_REQUIRED"),
)
resolve_session = registry.rpc(
    "resolve_session",
    title="验证会话",
    kind=QUERY,
    takes=ResolveSession,
    gives=Who,
    roles={Role.SERVICE},
    refuses=("SESSION_EXPIRED",),
)
log_out = registry.rpc(
    "log_out", title="退出登录", kind=COMMAND, takes=Nothing, gives=Done, roles=PEOPLE
)


# ── 法定数据 legal data, calendar, clock (architecture §8) ──────────────────────────────────────
class RuleOut(Gives):
    """法定规则 one dated row of the master table (domain §1.1)."""

    rule_id = fields.String(required=True)
    text_zh = fields.String(required=True)
    basis = fields.String(required=True)
    severity = fields.String(required=True)
    value = fields.Integer(allow_none=True)
    unit = fields.String(allow_none=True)
    effective_from = fields.Date(required=True)
    effective_to = fields.Date(allow_none=True)


class DayOut(Gives):
    """日历日; kind: workday, weekend, statutory, dayoff, makeup."""

    date = fields.Date(required=True)
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["workday", "weekend", "statutory", "dayoff", "makeup"]),
    )


class ClockOut(Gives):
    """业务时钟 business = business_epoch + (real - real_epoch) × rate."""

    real_epoch = Instant(required=True)
    business_epoch = Instant(required=True)
    rate = fields.Float(required=True)


class ReferenceOut(Gives):
    """参考数据 what every service keeps a copy of; ``version`` grows with each change."""

    version = fields.Integer(required=True)
    rules = fields.List(fields.Nested(RuleOut), required=True)
    days = fields.List(fields.Nested(DayOut), required=True)
    official_years = fields.List(fields.Integer(), required=True)
    policies = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    clock = fields.Nested(ClockOut, required=True)


class ReferenceUpdated(Gives):
    """参考数据已更新."""

    version = fields.Integer(required=True)


class ConfirmYear(Takes):
    """确认年度工作日安排 an administrator enters the year's official arrangement."""

    year = fields.Integer(required=True, validate=validate.Range(2004, 2100))
    days = fields.List(fields.Nested(DayOut, unknown="raise"), load_default=list)
    source = text(200, required=True)


get_reference = registry.rpc(
    "get_reference",
    title="读取参考数据",
    kind=QUERY,
    takes=Nothing,
    gives=ReferenceOut,
    roles={Role.SERVICE, *PEOPLE},
)
confirm_year = registry.rpc(
    "confirm_year",
    title="确认年度工作日安排",
    kind=COMMAND,
    takes=ConfirmYear,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
)
reference_updated = registry.event(
    "reference.updated", version=1, carries=ReferenceUpdated, title="参考数据已更新"
)


# ── 项目注册 project registration (domain §5.2, manual 3.1) ─────────────────────────────────────
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
    """分包."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    position = fields.Integer(required=True)
    project_id = fields.UUID(required=True)
    name = fields.String()
    catalogue_code = fields.String(allow_none=True)
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


class ProjectRow(FormOut):
    """项目列表行."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    purchaser_name = fields.String(allow_none=True)
    lots = fields.Integer(required=True)
    submitted_at = Instant(allow_none=True)
    stage = fields.String()
    stage_zh = fields.String()


class ProjectList(Gives):
    """项目列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ProjectRow), required=True)


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
    takes=SubmitForm,
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
    takes=ReviewForm,
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
    roles={*PEOPLE, Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_projects = registry.rpc(
    "list_projects",
    title="项目列表",
    kind=QUERY,
    takes=Page,
    gives=ProjectList,
    roles=PEOPLE,
)


# ── 分包 lots: the life cycle that only registry moves (domain §5.1) ─────────────────────────────
class OpenActivity(Takes):
    """业务登记 a form announces itself on its lots before it is submitted; idempotent by form id.

    ``lease`` 60 s: until the form's event confirms it, registry asks its owner.
    """

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    activity = fields.Enum(Activity, by_value=True, required=True)
    form_id = fields.UUID(required=True)
    owner = fields.String(required=True)
    org_id = fields.UUID(required=True)


class LotsOpened(Gives):
    """业务已登记 with the project and lots as they stand."""

    project = fields.Nested(ProjectOut, required=True)
    lots = fields.List(fields.Nested(LotOut), required=True)


class CloseActivity(Takes):
    """业务注销 the form has ended (withdrawn, deleted, released)."""

    form_id = fields.UUID(required=True)
    activity = fields.Enum(Activity, by_value=True, required=True)


class MoveLots(Takes):
    """分包流转 what a form's effect asks of registry; idempotent by form id and effect."""

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    form_id = fields.UUID(required=True)
    effect = fields.String(required=True, validate=validate.OneOf(["tender_notice_published"]))
    facts = fields.Dict(keys=fields.String(), load_default=dict)


class LotsMoved(Gives):
    """分包已流转; ``already`` where the same form had asked before."""

    lots = fields.List(fields.Nested(LotOut), required=True)
    already = fields.Boolean(required=True)


class LotStateChanged(Gives):
    """分包状态变化."""

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    from_state = fields.Enum(LotState, by_value=True, required=True)
    to_state = fields.Enum(LotState, by_value=True, required=True)
    cause = fields.String(required=True)
    form_id = fields.UUID(allow_none=True)
    round = fields.Integer()


open_activity = registry.rpc(
    "open_activity",
    title="业务登记",
    kind=COMMAND,
    takes=OpenActivity,
    gives=LotsOpened,
    roles={Role.SERVICE},
    refuses=("PRECONDITION_FAILED", "NOT_FOUND"),
)
close_activity = registry.rpc(
    "close_activity",
    title="业务注销",
    kind=COMMAND,
    takes=CloseActivity,
    gives=ActivityClaim,
    roles={Role.SERVICE},
)
move_lots = registry.rpc(
    "move_lots",
    title="分包流转",
    kind=COMMAND,
    takes=MoveLots,
    gives=LotsMoved,
    roles={Role.SERVICE},
    refuses=("PRECONDITION_FAILED", "NOT_FOUND"),
)
lot_state_changed = registry.event(
    "lot.state_changed", version=1, carries=LotStateChanged, title="分包状态变化"
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


# ── 待办 worklist: one queue for reviewers, one list for agencies ────────────────────────────────
class WorkItem(Gives):
    """待办事项 a form that waits for somebody."""

    form_type = fields.String(required=True)
    form_type_zh = fields.String(required=True)
    form_id = fields.UUID(required=True)
    title = fields.String(required=True)
    project_no = fields.String(allow_none=True)
    lot_nos = fields.List(fields.String())
    agency_name = fields.String(allow_none=True)
    state = fields.String(required=True)
    state_zh = fields.String(required=True)
    version = fields.Integer(required=True)
    submitted_at = Instant(required=True)
    due_at = Instant(allow_none=True)


class WorkList(Gives):
    """待办列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(WorkItem), required=True)


review_queue = registry.rpc(
    "review_queue",
    title="待审核列表",
    kind=QUERY,
    takes=Page,
    gives=WorkList,
    roles={Role.REVIEWER, Role.ADMIN},
)
my_work = registry.rpc(
    "my_work", title="我的待办", kind=QUERY, takes=Page, gives=WorkList, roles={Role.CLERK}
)
