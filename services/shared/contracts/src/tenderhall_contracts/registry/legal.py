"""法定数据 legal rules, calendar, policies, business clock (architecture §8)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import (
    COMMAND,
    PEOPLE,
    PROGRAMS,
    QUERY,
    Gives,
    Nothing,
    Role,
    Takes,
)
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.accounts import AccountTold
from tenderhall_contracts.registry.promise import registry


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


DAY_KINDS = ("workday", "weekend", "statutory", "dayoff", "makeup")


class DayOut(Gives):
    """日历日; kind: workday, weekend, statutory, dayoff, makeup."""

    date = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(DAY_KINDS))


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
    service_accounts = fields.List(fields.Nested(AccountTold), load_default=list)


class ReferenceUpdated(Gives):
    """参考数据已更新."""

    version = fields.Integer(required=True)


class ConfirmYear(Takes):
    """确认年度工作日安排 an administrator enters the year's official arrangement.

    Without days, those imported before are confirmed, else the published ones. Changing a year
    that is official needs ``reason``.
    """

    year = fields.Integer(required=True, validate=validate.Range(2004, 2100))
    days = fields.List(fields.Nested(DayOut, unknown="raise"), load_default=list)
    source = text(200, required=True)
    reason = text(500)


class AdvanceClock(Takes):
    """推进业务时钟 for demonstrations and tests: it goes on from ``to``, never back."""

    to = Instant(required=True)


get_reference = registry.rpc(
    "get_reference",
    title="读取参考数据",
    kind=QUERY,
    takes=Nothing,
    gives=ReferenceOut,
    roles={*PROGRAMS, *PEOPLE},
)
confirm_year = registry.rpc(
    "confirm_year",
    title="确认年度工作日安排",
    kind=COMMAND,
    takes=ConfirmYear,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
)
advance_clock = registry.rpc(
    "advance_clock",
    title="推进业务时钟",
    kind=COMMAND,
    takes=AdvanceClock,
    gives=ReferenceUpdated,
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED"),
    roles={Role.ADMIN},
)
reference_updated = registry.event(
    "reference.updated", version=1, carries=ReferenceUpdated, title="参考数据已更新"
)
