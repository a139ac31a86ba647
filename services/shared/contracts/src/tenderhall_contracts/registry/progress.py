"""办理进度 how far each lot has come; which lots a form may be begun for (domain §5.1, §5.7)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import ById, FindingOut
from tenderhall_contracts.core import PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.projects import LotOut
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import Activity, LotState, ProgressStep, StepStatus


class LotStep(Gives):
    """办理环节 one step of a lot; ``form_*`` where a form of it exists, as far as it is known.

    ``blockers`` say why a step may not be begun, or why one that was begun cannot go on.
    """

    step = fields.Enum(ProgressStep, by_value=True, required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    status = fields.Enum(StepStatus, by_value=True, required=True)
    status_zh = fields.String(required=True)
    form_type = fields.String(allow_none=True)
    form_id = fields.UUID(allow_none=True)
    form_state = fields.String(allow_none=True)
    form_state_zh = fields.String(allow_none=True)
    blockers = fields.List(fields.Nested(FindingOut), required=True)


class LotProgress(Gives):
    """分包进度 the steps in their order; 场地预约 and 招标文件 do not wait for each other."""

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.Enum(LotState, by_value=True, required=True)
    state_zh = fields.String(required=True)
    steps = fields.List(fields.Nested(LotStep), required=True)


class ProjectProgress(Gives):
    """项目进度 lot by lot."""

    project_id = fields.UUID(required=True)
    lots = fields.List(fields.Nested(LotProgress), required=True)


class LotsFor(Takes):
    """选择分包 of which activity; ``form_id``: a form that is being changed is not in its own way.

    ``q`` looks in the project's number and name and the lot's name; ``limit`` at most 100.
    """

    activity = fields.Enum(Activity, by_value=True, required=True)
    q = text(100)
    project_id = fields.UUID(allow_none=True)
    form_id = fields.UUID(allow_none=True)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0))


class SelectableLot(Gives):
    """可选分包; ``opening_at`` as last published, absent before."""

    lot = fields.Nested(LotOut, required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    project_name = fields.String(required=True)
    opening_at = Instant()
    allowed = fields.Boolean(required=True)
    blockers = fields.List(fields.Nested(FindingOut), required=True)


class SelectableLots(Gives):
    """可选分包列表 those that may be chosen first, then the newest projects first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(SelectableLot), required=True)


project_progress = registry.rpc(
    "project_progress",
    title="项目办理进度",
    kind=QUERY,
    takes=ById,
    gives=ProjectProgress,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
lots_for = registry.rpc(
    "lots_for",
    title="选择分包",
    kind=QUERY,
    takes=LotsFor,
    gives=SelectableLots,
    roles={Role.CLERK},
)
