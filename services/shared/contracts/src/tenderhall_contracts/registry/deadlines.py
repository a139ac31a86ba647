"""期限计算 every statutory period that follows from an event, for anybody."""

from marshmallow import fields

from tenderhall_contracts.core import EVERYONE, QUERY, Gives, Takes
from tenderhall_contracts.registry.legal import DayOut
from tenderhall_contracts.registry.promise import registry
from tenderhall_contracts.vocab import LegalEvent


class CountDeadlines(Takes):
    """起算 what happened, and on which day."""

    event = fields.Enum(LegalEvent, by_value=True, required=True)
    on = fields.Date(required=True)


class PeriodRefused(Gives):
    """无法计算 the calendar of a year is missing: which, and where it is entered."""

    code = fields.String(required=True)
    year = fields.Integer(required=True)
    page = fields.String(required=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)


class PeriodOut(Gives):
    """期限 one rule's period, counted from the day after ``begun``.

    ``sense``: earliest, latest, until, latest_before. ``skipped`` are the days off that do not
    count; ``rolled_from`` is where the last day fell before it went on to a working day.
    """

    rule_id = fields.String(required=True)
    sense = fields.String(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    text_zh = fields.String(required=True)
    basis = fields.String(required=True)
    severity = fields.String(required=True)
    value = fields.Integer(required=True)
    unit = fields.String(required=True)
    begun = fields.Date(allow_none=True)
    first_day = fields.Date(allow_none=True)
    last_day = fields.Date(allow_none=True)
    rolled_from = fields.Date(allow_none=True)
    skipped = fields.List(fields.Nested(DayOut), required=True)
    refused = fields.Nested(PeriodRefused, allow_none=True)


class Deadlines(Gives):
    """期限一览."""

    event = fields.String(required=True)
    on = fields.Date(required=True)
    roll = fields.String(required=True)
    periods = fields.List(fields.Nested(PeriodOut), required=True)


deadlines = registry.rpc(
    "deadlines",
    title="计算法定期限",
    kind=QUERY,
    takes=CountDeadlines,
    gives=Deadlines,
    roles=EVERYONE,
)
