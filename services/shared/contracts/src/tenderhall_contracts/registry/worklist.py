"""待办 one queue for reviewers, one list for agencies (domain §7.1)."""

from marshmallow import fields

from tenderhall_contracts.common import (
    Page,
)
from tenderhall_contracts.core import (
    QUERY,
    Gives,
    Role,
)
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.registry.promise import registry


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
