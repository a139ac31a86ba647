"""评审结果 what the evaluations of lots came to, for who writes the award notice (domain §5.11)."""

from marshmallow import fields, validate

from tenderhall_contracts.core import QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Money, Sha256
from tenderhall_contracts.registry.promise import registry


class EvaluationsAsked(Takes):
    """查询评审结果 of these lots."""

    lot_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=200))


class CandidateOut(Gives):
    """候选供应商 as the committee has ranked it."""

    rank = fields.Integer(required=True)
    uscc = fields.String(required=True)
    name = fields.String(required=True)
    price = Money(allow_none=True)
    score = fields.Decimal(places=2, as_string=True, allow_none=True)


class EvaluationResult(Gives):
    """评审结果 of the newest evaluation that has ended; ``result`` is ok or void.

    ``candidates`` is null where the platform has not told them.
    """

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    round = fields.Integer(required=True)
    ended_at = Instant(required=True)
    result = fields.String(required=True)
    bidder_count = fields.Integer(required=True)
    report_sha256 = Sha256(required=True)
    candidates = fields.List(fields.Nested(CandidateOut), allow_none=True, required=True)


class EvaluationResults(Gives):
    """评审结果 of those of the lots that were evaluated."""

    items = fields.List(fields.Nested(EvaluationResult), required=True)


evaluation_results = registry.rpc(
    "evaluation_results",
    title="查询评审结果",
    kind=QUERY,
    takes=EvaluationsAsked,
    gives=EvaluationResults,
    roles={Role.SERVICE},
)
