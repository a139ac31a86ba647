"""场地约束自检 whether the constraint that decides conflicts stands, and what overlaps."""

from marshmallow import fields

from tenderhall_contracts.core import CENTRE, QUERY, Gives, Nothing
from tenderhall_contracts.fields import Instant
from tenderhall_contracts.venue.promise import venue


class ConstraintOut(Gives):
    """约束 as PostgreSQL's catalogue tells it; ``definition`` is null where there is none."""

    name = fields.String(required=True)
    required = fields.String(required=True)
    definition = fields.String(allow_none=True)
    columns = fields.List(fields.String(), required=True)
    deferrable = fields.Boolean(allow_none=True)
    validated = fields.Boolean(allow_none=True)
    ok = fields.Boolean(required=True)


class SelfTestRow(Gives):
    """自检记录 of one day."""

    at = Instant(required=True)
    ok = fields.Boolean(required=True)
    guarded = fields.Boolean(required=True)
    overlaps = fields.Integer(required=True)
    bookings = fields.Integer(required=True)
    claims = fields.Integer(required=True)


class SelfTestOut(Gives):
    """自检结果 as of ``at``; ``claims`` of all time, ``holding`` of now, ``used`` to their end."""

    ok = fields.Boolean(required=True)
    at = Instant(required=True)
    constraint = fields.Nested(ConstraintOut, required=True)
    overlaps = fields.Integer(required=True)
    bookings = fields.Integer(required=True)
    claims = fields.Integer(required=True)
    holding = fields.Integer(required=True)
    used = fields.Integer(required=True)
    closures = fields.Integer(required=True)
    history = fields.List(fields.Nested(SelfTestRow), required=True)


class SelfTestFacts(Gives):
    """自检未通过事件内容."""

    at = Instant(required=True)
    guarded = fields.Boolean(required=True)
    overlaps = fields.Integer(required=True)
    definition = fields.String(allow_none=True)


self_test = venue.rpc(
    "self_test",
    title="场地约束自检",
    kind=QUERY,
    takes=Nothing,
    gives=SelfTestOut,
    roles=CENTRE,
)

self_test_failed = venue.event(
    "venue.self_test_failed", version=1, carries=SelfTestFacts, title="场地约束自检未通过"
)
