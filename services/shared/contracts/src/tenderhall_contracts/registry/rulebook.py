"""法规与政策 how an administrator reads and corrects the dated rules and the switches."""

from marshmallow import fields, validate

from tenderhall_contracts.core import CENTRE, COMMAND, PEOPLE, QUERY, Gives, Nothing, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.legal import ReferenceUpdated, RuleOut
from tenderhall_contracts.registry.promise import registry

SEVERITIES = ("block", "warn", "info", "flow", "to_do", "allow", "off")
UNITS = (
    *("day", "working_day", "percent", "year", "member", "bidder", "supplier"),
    "ten_thousand_yuan",
)
_RULE_ID = validate.Regexp(r"R\d{2}(\.[a-z_]{1,30})?\Z", error="应为规则编号，如R01、R29.reply")


class ListRules(Takes):
    """查询法定规则 the rows as they stand on a day (today where none is told)."""

    q = text(100)
    on = fields.Date()


class RuleRow(RuleOut):
    """法定规则一行; status: in_force, upcoming, superseded by a newer row, ended."""

    status = fields.String(required=True)
    changed_by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class RuleList(Gives):
    """法定规则列表."""

    on = fields.Date(required=True)
    items = fields.List(fields.Nested(RuleRow), required=True)


class PutRule(Takes):
    """新增规则行 a number with its own dates; from today on, unless it is a correction.

    A row that begins in the past needs ``correction`` and its reason, and leaves a finding.
    """

    rule_id = fields.String(required=True, validate=_RULE_ID)
    effective_from = fields.Date(required=True)
    effective_to = fields.Date(allow_none=True)
    severity = fields.String(required=True, validate=validate.OneOf(SEVERITIES))
    value = fields.Integer(allow_none=True, validate=validate.Range(0, 10_000))
    unit = fields.String(allow_none=True, validate=validate.OneOf(UNITS))
    basis = text(200, required=True)
    text_zh = text(500, required=True)
    reason = text(500, required=True)
    correction = fields.Boolean(load_default=False)


class SwitchRule(Takes):
    """切换规则 another severity from today on; ``off`` switches the rule off."""

    rule_id = fields.String(required=True, validate=_RULE_ID)
    severity = fields.String(required=True, validate=validate.OneOf(SEVERITIES))
    reason = text(500, required=True)


class RulesUpdated(Gives):
    """规则已更新."""

    rule_ids = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class PolicyOut(Gives):
    """政策 a switch; ``kind``: choice, list, integer, pattern, text; ``allowed`` are its values.

    ``changed_by``, ``changed_at`` and ``reason`` are those of the last change, none where there
    was none.
    """

    name = fields.String(required=True)
    value = fields.String(required=True)
    default = fields.String(required=True)
    kind = fields.String(required=True)
    allowed = fields.List(fields.String(), required=True)
    text_zh = fields.String(required=True)
    text_en = fields.String(required=True)
    changed_by = fields.String(allow_none=True)
    changed_at = Instant(allow_none=True)
    reason = fields.String(allow_none=True)


class PolicyList(Gives):
    """政策列表."""

    items = fields.List(fields.Nested(PolicyOut), required=True)


class SetPolicy(Takes):
    """修改政策 with the reason that the audit keeps."""

    name = text(100, required=True)
    value = text(500, required=True)
    reason = text(500, required=True)


list_rules = registry.rpc(
    "list_rules",
    title="查询法定规则",
    kind=QUERY,
    takes=ListRules,
    gives=RuleList,
    roles=PEOPLE,
)
put_rule = registry.rpc(
    "put_rule",
    title="新增规则行",
    kind=COMMAND,
    takes=PutRule,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "NOT_FOUND"),
)
switch_rule = registry.rpc(
    "switch_rule",
    title="切换规则",
    kind=COMMAND,
    takes=SwitchRule,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
    refuses=("NOT_FOUND",),
)
list_policies = registry.rpc(
    "list_policies",
    title="查询政策",
    kind=QUERY,
    takes=Nothing,
    gives=PolicyList,
    roles=CENTRE,
)
set_policy = registry.rpc(
    "set_policy",
    title="修改政策",
    kind=COMMAND,
    takes=SetPolicy,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "NOT_FOUND"),
)
rules_updated = registry.event(
    "rules.updated", version=1, carries=RulesUpdated, title="法定规则已更新"
)
