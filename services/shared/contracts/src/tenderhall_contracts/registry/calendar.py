"""工作日历 the years as they stand, and how an administrator enters and confirms one."""

from marshmallow import fields, validate

from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Nothing, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.legal import DAY_KINDS, DayOut, ReferenceUpdated
from tenderhall_contracts.registry.promise import registry

_YEAR = validate.Range(2004, 2100)


class YearOut(Gives):
    """年度 status: official, demo (confirmed for a demo only), provisional, missing.

    ``known`` is whether the published arrangement can be taken over without typing it.
    """

    year = fields.Integer(required=True)
    status = fields.String(required=True)
    source = fields.String(allow_none=True)
    confirmed_by = fields.String(allow_none=True)
    confirmed_at = Instant(allow_none=True)
    known = fields.Boolean(required=True)
    workdays = fields.Integer(allow_none=True)


class YearList(Gives):
    """年度列表."""

    items = fields.List(fields.Nested(YearOut), required=True)


class ByYear(Takes):
    """按年度."""

    year = fields.Integer(required=True, validate=_YEAR)


class YearDays(YearOut):
    """年度日历 every day of the year; none where it is missing."""

    days = fields.List(fields.Nested(DayOut), required=True)


class ImportYear(Takes):
    """导入年度 as provisional: from CSV lines ``date,kind``, or the published arrangement.

    What the lines do not name is an ordinary workday or weekend.
    """

    year = fields.Integer(required=True, validate=_YEAR)
    csv = text(40_000)
    source = text(200, required=True)


class SetDay(Takes):
    """修改一天 of an unconfirmed year; of a confirmed one with its reason."""

    date = fields.Date(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(DAY_KINDS))
    reason = text(500)


class CalendarUpdated(Gives):
    """日历已更新."""

    years = fields.List(fields.Integer(), required=True)
    version = fields.Integer(required=True)


list_years = registry.rpc(
    "list_years",
    title="查询工作日历",
    kind=QUERY,
    takes=Nothing,
    gives=YearList,
    roles=PEOPLE,
)
get_year = registry.rpc(
    "get_year",
    title="查询年度日历",
    kind=QUERY,
    takes=ByYear,
    gives=YearDays,
    roles=PEOPLE,
)
import_year = registry.rpc(
    "import_year",
    title="导入年度工作日安排",
    kind=COMMAND,
    takes=ImportYear,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "STATE_CONFLICT"),
)
set_day = registry.rpc(
    "set_day",
    title="修改日历日",
    kind=COMMAND,
    takes=SetDay,
    gives=ReferenceUpdated,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED", "NOT_FOUND"),
)
calendar_updated = registry.event(
    "calendar.updated", version=1, carries=CalendarUpdated, title="工作日历已更新"
)
