"""分包 lots: the life cycle that only registry moves (domain §5.1)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import (
    ActivityClaim,
)
from tenderhall_contracts.core import (
    COMMAND,
    Gives,
    Role,
    Takes,
)
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.lots import ASKED_AS
from tenderhall_contracts.registry.projects import LotOut, ProjectOut
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import (
    Activity,
    LotState,
)


class OpenActivity(Takes):
    """业务登记 a form announces itself on its lots before it is submitted; idempotent by form id.

    ``lease`` 60 s: until the form's event confirms it, registry asks its owner. ``form_version`` is
    the form's as it asks: word of an earlier one, heard late, says nothing of this registration.
    """

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    activity = fields.Enum(Activity, by_value=True, required=True)
    form_id = fields.UUID(required=True)
    owner = fields.String(required=True)
    org_id = fields.UUID(required=True)
    form_version = fields.Integer(load_default=0, validate=validate.Range(min=0))


class LotsOpened(Gives):
    """业务已登记 with the project and lots as they stand."""

    project = fields.Nested(ProjectOut, required=True)
    lots = fields.List(fields.Nested(LotOut), required=True)


class CloseActivity(Takes):
    """业务注销 the form has ended (withdrawn, deleted, released)."""

    form_id = fields.UUID(required=True)
    activity = fields.Enum(Activity, by_value=True, required=True)


class MoveLots(Takes):
    """分包流转 what a form's effect asks of registry; idempotent by form id and effect.

    ``facts``: opening_at where an opening was published, ground (废标情形 1 to 4), decision (a
    supervisor's is attached).
    """

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    form_id = fields.UUID(required=True)
    effect = fields.String(required=True, validate=validate.OneOf([one.value for one in ASKED_AS]))
    facts = fields.Dict(keys=fields.String(), load_default=dict)


class MoveDeadline(Takes):
    """投标截止（开标）时间变更 as a published 变更公告 says, later only; idempotent by form id."""

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))
    form_id = fields.UUID(required=True)
    opening_at = Instant(required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class DeadlineChanged(Gives):
    """投标截止（开标）时间已变更 of one lot."""

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    project_id = fields.UUID(required=True)
    round = fields.Integer(required=True)
    form_id = fields.UUID(required=True)
    old = Instant(required=True)
    new = Instant(required=True)
    reason = fields.String(allow_none=True)


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
    refuses=("PRECONDITION_FAILED", "NOT_FOUND", "IDEMPOTENCY_MISMATCH"),
)
move_deadline = registry.rpc(
    "move_deadline",
    title="投标截止时间变更",
    kind=COMMAND,
    takes=MoveDeadline,
    gives=LotsMoved,
    roles={Role.SERVICE},
    refuses=("PRECONDITION_FAILED", "NOT_FOUND", "IDEMPOTENCY_MISMATCH"),
)
deadline_changed = registry.event(
    "tender.deadline_changed", version=1, carries=DeadlineChanged, title="投标截止时间已变更"
)
lot_state_changed = registry.event(
    "lot.state_changed", version=1, carries=LotStateChanged, title="分包状态变化"
)
