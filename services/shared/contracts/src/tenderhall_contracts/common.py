"""公共结构 schemas that the forms of every service share."""

from marshmallow import fields, validate

from tenderhall_contracts.core import Gives, Takes
from tenderhall_contracts.fields import Instant, Sha256, text
from tenderhall_contracts.vocab import AttachmentKind


class ById(Takes):
    """按编号 one thing by its id."""

    id = fields.UUID(required=True)


class FormCommand(Takes):
    """表单命令 an action on a form, with the version that the caller saw.

    A stale page is told to refresh instead of overwriting.
    """

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)


class SubmitForm(FormCommand):
    """提交 with 签署意见 where the form asks for it."""

    opinion = text(500)


class ReviewForm(FormCommand):
    """审核 approve or reject; a rejection needs an opinion."""

    opinion = text(500)


class Override(Takes):
    """放行理由 why one goes past a rule that warns; it leaves a finding."""

    rule_id = text(40, required=True)
    reason = text(500, required=True)


class OverridingSubmit(SubmitForm):
    """提交 with a reason for each rule that ``needs_reason`` names."""

    overrides = fields.List(
        fields.Nested(Override, unknown="raise"),
        load_default=list,
        validate=validate.Length(max=50),
    )


class OverridingReview(ReviewForm):
    """审核 as ``OverridingSubmit``, for what the agency has given no reason for."""

    overrides = fields.List(
        fields.Nested(Override, unknown="raise"),
        load_default=list,
        validate=validate.Length(max=50),
    )


class Page(Takes):
    """分页 a filter by text and state, newest first; ``limit`` at most 100."""

    q = text(100)
    state = fields.String()
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0))


class ChangeOut(Gives):
    """变更 one field that differs from what was last submitted; texts are written for people.

    ``field`` is the dotted path in the form's input (``lots.0.deposit``); ``before`` is null where
    it was empty or not there, ``after`` where it is empty or gone.
    """

    field = fields.String(required=True)
    label_zh = fields.String(required=True)
    label_en = fields.String(required=True)
    before = fields.String(allow_none=True, required=True)
    after = fields.String(allow_none=True, required=True)


class CheckOut(Gives):
    """核对 one rule as computed for this form, whether it holds or not.

    ``required`` and ``actual`` are short texts, as ``≥ 20日`` and ``29日``; ``amber`` is lawful
    without any margin, or a warning that does not refuse.
    """

    field = fields.String(required=True)
    rule = fields.String(required=True)
    text_zh = fields.String(required=True)
    text_en = fields.String(required=True)
    basis = fields.String()
    required = fields.String(allow_none=True)
    actual = fields.String(allow_none=True)
    earliest_ok = fields.Date(allow_none=True)
    ok = fields.Boolean(required=True)
    amber = fields.Boolean(required=True)


class OverrideOut(Gives):
    """放行记录 a rule that was gone past, by whom and why."""

    rule_id = fields.String(required=True)
    reason = fields.String(required=True)
    by_name = fields.String(required=True)
    at = Instant(required=True)


class FormOut(Gives):
    """表单 what every form tells of itself; ``allowed`` are the actions of the caller's role.

    ``changes`` since it was last submitted (empty at a first submission) and ``checks``, the rules
    as computed, are told where one form is asked for, never in lists. So are ``needs_reason``, the
    rules that warn and that the next step must give a reason for, and ``overrides``, the reasons
    given since the submission; both where the form's service knows overrides.
    """

    id = fields.UUID(required=True)
    state = fields.String(required=True)
    state_zh = fields.String(required=True)
    version = fields.Integer(required=True)
    allowed = fields.List(fields.String())
    updated_at = Instant()
    changes = fields.List(fields.Nested(ChangeOut))
    checks = fields.List(fields.Nested(CheckOut))
    needs_reason = fields.List(fields.String())
    overrides = fields.List(fields.Nested(OverrideOut))


class ObjectRef(Gives):
    """文件引用 bytes in the store, named by what they are; never the bytes themselves."""

    sha256 = Sha256(required=True)
    size = fields.Integer(required=True)
    mime = fields.String(required=True)
    name = fields.String()


class Attachment(Takes):
    """电子件 ``receipt`` is the documents service's signed word for the bytes."""

    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    receipt = fields.String(required=True, validate=validate.Length(max=4000))


class AttachmentOut(Gives):
    """电子件 as kept with a form; ``receipt`` is told back, so that a draft can be saved again."""

    kind = fields.Enum(AttachmentKind, by_value=True, required=True)
    document_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    file = fields.Nested(ObjectRef, required=True)
    receipt = fields.String()


class FindingOut(Gives):
    """提示 a finding told in an answer (a warning), not as a refusal."""

    field = fields.String(required=True)
    rule = fields.String(required=True)
    message_zh = fields.String(required=True)
    message_en = fields.String()
    basis = fields.String()


class StepOut(Gives):
    """办理记录 one step of a form's history.

    ``auth`` is how the actor had logged in, ``ca_serial`` the certificate where it was one;
    ``content_sha256`` covers what the form said then.
    """

    action = fields.String(required=True)
    from_state = fields.String(allow_none=True)
    to_state = fields.String(required=True)
    actor_name = fields.String()
    role = fields.String()
    auth = fields.String()
    ca_serial = fields.String(allow_none=True)
    opinion = fields.String(allow_none=True)
    content_sha256 = fields.String(allow_none=True)
    at = Instant(required=True)


class ActivityClaim(Gives):
    """业务登记 answer about a form that another service keeps (architecture §3)."""

    form_id = fields.UUID(required=True)
    state = fields.String(required=True)


class FormStateOut(Gives):
    """表单现状 what its owner says of a form that is open on a lot."""

    id = fields.UUID(required=True)
    exists = fields.Boolean(required=True)
    live = fields.Boolean(required=True)
    state = fields.String(allow_none=True)


class FormEvent(Gives):
    """表单事件 what the events of every form carry, so that the worklist can follow them.

    ``flags`` are the findings that a reviewer should look at twice: told at submit, refusing
    nothing.
    """

    form_type = fields.String(required=True)
    form_id = fields.UUID(required=True)
    form_version = fields.Integer(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True)
    from_state = fields.String(allow_none=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_ids = fields.List(fields.UUID(), required=True)
    lot_nos = fields.List(fields.String(), required=True)
    agency_id = fields.UUID(required=True)
    agency_name = fields.String(required=True)
    opinion = fields.String(allow_none=True)
    flags = fields.List(fields.Nested(FindingOut))
