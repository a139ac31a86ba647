"""待办 one queue for reviewers, one list for agencies (domain §7.1)."""

from marshmallow import fields

from tenderhall_contracts.common import FindingOut, Page
from tenderhall_contracts.core import AGENCY, CENTRE, COMMAND, QUERY, Gives, Nothing, Role, Takes
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.registry.promise import registry


class WorkItem(Gives):
    """待办事项 a form that waits for somebody.

    ``overdue`` once the time for its review is up, by business time; ``flags`` are what a reviewer
    should look at twice; ``assignee_*`` the reviewer who has taken it.
    """

    form_type = fields.String(required=True)
    form_type_zh = fields.String(required=True)
    form_id = fields.UUID(required=True)
    title = fields.String(required=True)
    project_id = fields.UUID()
    project_no = fields.String(allow_none=True)
    lot_nos = fields.List(fields.String())
    agency_name = fields.String(allow_none=True)
    state = fields.String(required=True)
    state_zh = fields.String(required=True)
    version = fields.Integer(required=True)
    submitted_at = Instant(required=True)
    due_at = Instant(allow_none=True)
    overdue = fields.Boolean()
    flags = fields.List(fields.Nested(FindingOut))
    assignee_id = fields.UUID(allow_none=True)
    assignee_name = fields.String(allow_none=True)
    taken_at = Instant(allow_none=True)


class WorkList(Gives):
    """待办列表."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(WorkItem), required=True)


class ReviewQueue(Page):
    """待审核筛选 ``mine``: taken by the asker; ``flagged``: with findings, or without any."""

    form_type = fields.String()
    form_id = fields.UUID()
    mine = fields.Boolean()
    flagged = fields.Boolean()


class WorkOf(Takes):
    """待审核事项 the form that it is about."""

    form_type = fields.String(required=True)
    form_id = fields.UUID(required=True)


class TransferWork(WorkOf):
    """转交 to another reviewer of the centre."""

    user_id = fields.UUID(required=True)


class Reviewer(Gives):
    """审核人员."""

    user_id = fields.UUID(required=True)
    name = fields.String(required=True)


class Reviewers(Gives):
    """审核人员 who may review now."""

    items = fields.List(fields.Nested(Reviewer), required=True)


_CENTRE = {Role.REVIEWER, Role.ADMIN}
_TAKEN = ("NOT_FOUND", "STATE_CONFLICT")

review_queue = registry.rpc(
    "review_queue",
    title="待审核列表",
    kind=QUERY,
    takes=ReviewQueue,
    gives=WorkList,
    roles=CENTRE,
)
take_work = registry.rpc(
    "take_work",
    title="领取待审核事项",
    kind=COMMAND,
    takes=WorkOf,
    gives=WorkItem,
    roles={Role.REVIEWER},
    refuses=_TAKEN,
)
release_work = registry.rpc(
    "release_work",
    title="退回待审核事项",
    kind=COMMAND,
    takes=WorkOf,
    gives=WorkItem,
    roles=_CENTRE,
    refuses=_TAKEN,
)
transfer_work = registry.rpc(
    "transfer_work",
    title="转交待审核事项",
    kind=COMMAND,
    takes=TransferWork,
    gives=WorkItem,
    roles=_CENTRE,
    refuses=(*_TAKEN, "VALIDATION_FAILED"),
)
list_reviewers = registry.rpc(
    "list_reviewers",
    title="审核人员",
    kind=QUERY,
    takes=Nothing,
    gives=Reviewers,
    roles=CENTRE,
)
my_work = registry.rpc(
    "my_work", title="我的待办", kind=QUERY, takes=Page, gives=WorkList, roles=AGENCY
)
