"""合规记录 what was late, overridden or corrected against a rule; who deals with it, and how."""

from marshmallow import fields, validate

from tenderhall_contracts.common import Page
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Done, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.promise import registry

FINDING_KINDS = ("late", "overridden", "corrected")
FINDING_STATES = ("open", "resolved")


class RecordFinding(Takes):
    """登记合规记录 a service has found a rule broken, or let somebody go past it.

    ``actual`` is the day on which it was done; none where it is still to be done. ``by_name`` is
    who decided so.
    """

    rule_id = text(40, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(FINDING_KINDS))
    subject_type = text(40, required=True)
    subject_id = text(80, required=True)
    project_id = fields.UUID(allow_none=True)
    lot_id = fields.UUID(allow_none=True)
    due = fields.Date(allow_none=True)
    actual = fields.Date(allow_none=True)
    reason = text(500)
    by_name = text(100)


class ListFindings(Page):
    """查询合规记录 ``state``: open, resolved; ``id`` asks for one."""

    id = fields.UUID()
    rule_id = text(40)
    kind = fields.String(validate=validate.OneOf(FINDING_KINDS))


class ComplianceFinding(Gives):
    """合规记录; kind: late, overridden, corrected; state: open 待处理, resolved 已处理."""

    id = fields.UUID(required=True)
    at = Instant(required=True)
    rule_id = fields.String(required=True)
    text_zh = fields.String(required=True)
    basis = fields.String(required=True)
    kind = fields.String(required=True)
    subject_type = fields.String(required=True)
    subject_id = fields.String(required=True)
    project_id = fields.UUID(allow_none=True)
    project_no = fields.String(allow_none=True)
    lot_no = fields.String(allow_none=True)
    org_id = fields.UUID(allow_none=True)
    org_name = fields.String(allow_none=True)
    due = fields.Date(allow_none=True)
    actual = fields.Date(allow_none=True)
    by_name = fields.String(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True)
    resolved_by = fields.String(allow_none=True)
    resolved_at = Instant(allow_none=True)
    resolution = fields.String(allow_none=True)


class FindingList(Gives):
    """合规记录列表 newest first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ComplianceFinding), required=True)


class FindingRecorded(Gives):
    """已登记."""

    id = fields.UUID(required=True)


class ResolveFinding(Takes):
    """处理合规记录 with what was done about it."""

    id = fields.UUID(required=True)
    resolution = text(500, required=True)


class ViolationFacts(Gives):
    """违规事实 for supervision."""

    finding_id = fields.UUID(required=True)
    rule_id = fields.String(required=True)
    kind = fields.String(required=True)
    subject_type = fields.String(required=True)
    subject_id = fields.String(required=True)
    due = fields.Date(allow_none=True)
    actual = fields.Date(allow_none=True)
    override_by = fields.String(allow_none=True)
    reason = fields.String()


record_finding = registry.rpc(
    "record_finding",
    title="登记合规记录",
    kind=COMMAND,
    takes=RecordFinding,
    gives=FindingRecorded,
    roles={Role.SERVICE},
    refuses=("NOT_FOUND",),
)
list_findings = registry.rpc(
    "list_findings",
    title="查询合规记录",
    kind=QUERY,
    takes=ListFindings,
    gives=FindingList,
    roles=PEOPLE,
)
resolve_finding = registry.rpc(
    "resolve_finding",
    title="处理合规记录",
    kind=COMMAND,
    takes=ResolveFinding,
    gives=Done,
    roles={Role.REVIEWER, Role.ADMIN},
    refuses=("NOT_FOUND", "STATE_CONFLICT"),
)
violation_recorded = registry.event(
    "legal.violation_recorded", version=1, carries=ViolationFacts, title="已登记违规"
)
