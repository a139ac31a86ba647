"""外部平台 what the platforms around this one tell it (domain §7.4), on ``platform.events``.

Each message brings its sender's proof (``docs/how-to/integrate.md``). What domain R25 keeps secret
until the result is published is marked ``restricted``: registry keeps it apart, and no event of
ours carries it. ``media.published`` goes to notices; ``document.obtained`` will go to documents.
"""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from tenderhall_contracts.core import Event, Gives, Service
from tenderhall_contracts.fields import Instant, Money, Sha256, Uscc, text

platform = Service("platform", "外部平台", foreign=True)

SECRET: dict[str, Any] = {"restricted": True}
"""Metadata of a field that few may see (R25)."""


def restricted(schema: type[Schema]) -> frozenset[str]:
    """受限字段 names of the fields that are kept apart."""
    return frozenset(
        name for name, one in schema().fields.items() if one.metadata.get("restricted")
    )


def _ordered(data: dict[str, Any], begins: str, ends: str) -> None:
    """A period must not end before it begins."""
    if data.get(ends) is not None and data[ends] < data[begins]:
        raise ValidationError({ends: ["截止不得早于起始"]})


class AboutLot(Gives):
    """关于分包 by its number, as our events and notices tell it."""

    lot_no = text(64, required=True, blank=False)


class OpeningCompleted(AboutLot):
    """开标完成 ``bidder_count`` valid tenders; fewer than three: no evaluation (87-43)."""

    opened_at = Instant(required=True)
    bidder_count = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000))
    record_sha256 = Sha256(allow_none=True)


class Candidate(Gives):
    """候选供应商 in the order of the evaluation."""

    rank = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1000))
    uscc = Uscc(required=True)
    name = text(200, required=True)
    price = Money(allow_none=True)
    score = fields.Decimal(places=2, as_string=True, allow_none=True)


class EvaluationEnded(AboutLot):
    """评标已结束; ``round`` 1 is the first evaluation, the n-th re-evaluation is n + 1."""

    round = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100))
    ended_at = Instant(required=True)
    result = fields.String(required=True, validate=validate.OneOf(["ok", "void"]))
    bidder_count = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000))
    report_sha256 = Sha256(required=True)
    candidates = fields.List(
        fields.Nested(Candidate), validate=validate.Length(max=1000), metadata=SECRET
    )
    committee_ref = fields.String(
        allow_none=True, validate=validate.Length(max=200), metadata=SECRET
    )


class EvaluationVoided(AboutLot):
    """评标无效 the evaluation does not stand: 废标 or 复评 may follow."""

    round = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100))
    reason = text(500, required=True)


class SuspensionOrdered(AboutLot):
    """暂停采购活动通知 by 财政部门; at most 30 days (R31)."""

    doc_no = text(100, required=True)
    suspended_from = Instant(required=True)
    suspended_until = Instant(allow_none=True)
    file_sha256 = Sha256(required=True)

    @validates_schema
    def _forward(self, data: Any, **_: Any) -> None:
        _ordered(data, "suspended_from", "suspended_until")


class SuspensionLifted(AboutLot):
    """恢复采购活动通知; the agency resumes the lot."""

    doc_no = text(100, required=True)
    lifted_at = Instant(required=True)


class ComplaintDecided(AboutLot):
    """投诉处理决定."""

    doc_no = text(100, required=True)
    decision = text(500, required=True)
    effect = fields.String(
        required=True,
        validate=validate.OneOf(["dismissed", "award_void", "procurement_void", "correct"]),
    )
    file_sha256 = Sha256(allow_none=True)


class ChallengeAccepted(AboutLot):
    """质疑受理."""

    challenge_no = text(100, required=True)
    accepted_at = Instant(required=True)


class DepositMoved(AboutLot):
    """保证金收退 who paid is restricted (R25)."""

    amount = Money(required=True)
    at = Instant(required=True)
    uscc = Uscc(required=True, metadata=SECRET)


class ContractSigned(AboutLot):
    """合同已签订; from then on no re-evaluation (87-67)."""

    contract_no = text(100, required=True)
    signed_at = Instant(required=True)
    uscc = Uscc(required=True)
    amount = Money(allow_none=True)


class SupplierUpdated(Gives):
    """供应商信息变更; what is absent stays as it is."""

    uscc = Uscc(required=True)
    name = text(200, required=True)
    address = text(300)
    legal_representative = text(100)
    contact = text(100)
    contact_phone = text(50)
    size = fields.String(validate=validate.OneOf(["large", "medium", "small", "micro"]))


class SupplierDebarred(Gives):
    """供应商禁止参加政府采购活动; both days count."""

    uscc = Uscc(required=True)
    debarred_from = fields.Date(required=True)
    debarred_until = fields.Date(allow_none=True)
    doc_no = text(100, required=True)
    reason = text(500, required=True)

    @validates_schema
    def _forward(self, data: Any, **_: Any) -> None:
        _ordered(data, "debarred_from", "debarred_until")


class MediaPublished(Gives):
    """媒体已发布 told by the medium itself; its account bears the medium's name in the settings."""

    notice_no = text(100, required=True)
    url = fields.String(
        required=True,
        validate=[validate.Length(max=500), validate.Regexp(r"https?://[^\s<>\"]+$")],
        metadata={"example": "https://www.ccgp-hunan.gov.cn/notice/1"},
    )
    published_at = Instant(required=True)
    content_sha256 = Sha256(allow_none=True)


class PurchasePlanApproved(Gives):
    """采购计划已批复."""

    plan_no = text(100, required=True)
    amount = Money(required=True)
    purchaser_uscc = Uscc(required=True)


def _event(name: str, carries: type[Schema], title: str) -> Event:
    return platform.event(name, version=1, carries=carries, title=title)


opening_completed = _event("opening.completed", OpeningCompleted, "开标完成")
evaluation_ended = _event("evaluation.ended", EvaluationEnded, "评标已结束")
evaluation_voided = _event("evaluation.voided", EvaluationVoided, "评标无效")
suspension_ordered = _event("supervision.suspension_ordered", SuspensionOrdered, "监管部门责令暂停")
suspension_lifted = _event("supervision.suspension_lifted", SuspensionLifted, "监管部门通知恢复")
complaint_decided = _event("complaint.decided", ComplaintDecided, "投诉处理决定")
challenge_accepted = _event("challenge.accepted", ChallengeAccepted, "质疑受理")
deposit_paid = _event("deposit.paid", DepositMoved, "保证金已缴纳")
deposit_refunded = _event("deposit.refunded", DepositMoved, "保证金已退还")
contract_signed = _event("contract.signed", ContractSigned, "合同已签订")
supplier_updated = _event("supplier.updated", SupplierUpdated, "供应商信息变更")
supplier_debarred = _event("supplier.debarred", SupplierDebarred, "供应商禁止参加采购活动")
purchase_plan_approved = _event("purchase_plan.approved", PurchasePlanApproved, "采购计划已批复")
media_published = _event("media.published", MediaPublished, "媒体已发布公告")

OF_REGISTRY = tuple(one for one in platform.events.values() if one is not media_published)
"""What registry takes in; word of a medium goes to notices."""
