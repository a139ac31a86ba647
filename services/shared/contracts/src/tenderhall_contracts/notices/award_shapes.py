"""中标结果的内容 winners, items, experts: as entered and as told (domain §5.11)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import AttachmentOut
from tenderhall_contracts.core import Gives, Takes
from tenderhall_contracts.fields import Instant, Money, Uscc, text
from tenderhall_contracts.registry.evaluations import CandidateOut
from tenderhall_contracts.vocab import AwardChangeBasis, AwardChangeKind, PriceForm


class ItemIn(Takes):
    """主要标的 one row; goods, works and services each fill columns of their own (domain §2.4)."""

    name = text(200)
    brand = text(200)
    model = text(500)
    quantity = text(100)
    unit_price = Money(allow_none=True, load_default=None)
    scope = text(2000)
    requirement = text(2000)
    service_time = text(300)
    standard = text(1000)
    duration = text(300)
    manager = text(100)
    certificate = text(300)


class WinnerIn(Takes):
    """中标单位 of one lot; ``reason`` is why it is not the first in rank (条例43)."""

    lot_id = fields.UUID(required=True)
    uscc = Uscc(required=True)
    price_form = fields.Enum(PriceForm, by_value=True, load_default=PriceForm.AMOUNT)
    amount = Money(allow_none=True, load_default=None)
    rate = text(200)
    reason = text(2000)
    items = fields.List(
        fields.Nested(ItemIn, unknown="raise"),
        load_default=list,
        validate=validate.Length(max=200),
    )


class ExpertIn(Takes):
    """评审专家 a member of the committee; secret until the result is published (87-47)."""

    name = text(50, required=True, blank=False)
    purchaser = fields.Boolean(load_default=False)
    """采购人代表."""
    leader = fields.Boolean(load_default=False)
    """组长."""


class ItemOut(Gives):
    """主要标的."""

    name = fields.String(allow_none=True)
    brand = fields.String(allow_none=True)
    model = fields.String(allow_none=True)
    quantity = fields.String(allow_none=True)
    unit_price = Money(allow_none=True)
    scope = fields.String(allow_none=True)
    requirement = fields.String(allow_none=True)
    service_time = fields.String(allow_none=True)
    standard = fields.String(allow_none=True)
    duration = fields.String(allow_none=True)
    manager = fields.String(allow_none=True)
    certificate = fields.String(allow_none=True)


class WinnerOut(Gives):
    """中标单位 as entered, with name, address and size of the directory, rank and score."""

    lot_id = fields.UUID(required=True)
    lot_no = fields.String(allow_none=True)
    uscc = fields.String(required=True)
    name = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    size = fields.String(allow_none=True)
    price_form = fields.String(required=True)
    amount = Money(allow_none=True)
    rate = fields.String(allow_none=True)
    rank = fields.Integer(allow_none=True)
    score = fields.Decimal(places=2, as_string=True, allow_none=True)
    reason = fields.String(allow_none=True)
    items = fields.List(fields.Nested(ItemOut))


class ExpertOut(Gives):
    """评审专家."""

    name = fields.String(required=True)
    purchaser = fields.Boolean(required=True)
    leader = fields.Boolean(required=True)


class AwardLotOut(Gives):
    """分包及其评审结果 ``candidates`` is null where the evaluation platform has not told them."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    name = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    budget = Money(allow_none=True)
    ceiling = Money(allow_none=True)
    round = fields.Integer(allow_none=True)
    ended_at = Instant(allow_none=True)
    result = fields.String(allow_none=True)
    candidates = fields.List(fields.Nested(CandidateOut), allow_none=True)


class AwardCorrection(Gives):
    """更正明细 one row, computed: what the published award says, and what it will say."""

    item = fields.String(required=True)
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)


class AwardOut(Gives):
    """中标结果 what an award notice or its change says beyond every notice.

    ``experts`` is null for who may not see them yet (R25). The last ones are of a change alone.
    """

    winners = fields.List(fields.Nested(WinnerOut), required=True)
    experts = fields.List(fields.Nested(ExpertOut), allow_none=True, required=True)
    fee_standard = fields.String(allow_none=True)
    fee = Money(allow_none=True)
    report_delivered_on = fields.Date(allow_none=True)
    determined_on = fields.Date(allow_none=True)
    attachments = fields.List(fields.Nested(AttachmentOut))
    lots = fields.List(fields.Nested(AwardLotOut), required=True)
    tender_no = fields.String(allow_none=True)
    tender_published_on = fields.Date(allow_none=True)
    change_kind = fields.Enum(AwardChangeKind, by_value=True, allow_none=True)
    basis = fields.Enum(AwardChangeBasis, by_value=True, allow_none=True)
    change_reason = fields.String(allow_none=True)
    about_no = fields.String(allow_none=True)
    corrections = fields.List(fields.Nested(AwardCorrection))
