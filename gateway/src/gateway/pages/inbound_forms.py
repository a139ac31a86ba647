"""外来消息表单 the fields of each type, made from its contract: names, kinds, choices (§7.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from marshmallow import Schema, fields, validate
from tenderhall_contracts import labels, registry
from tenderhall_contracts.fields import Instant, Money, Sha256, Uscc
from tenderhall_contracts.platform import Candidate, platform
from tenderhall_contracts.vocab import LABELS, SupplierSize

from gateway.pages.kit import lang
from gateway.pages.kit.lang import N_, say

DOES: Mapping[str, str] = {
    "opening.completed": N_("登记开标结果；有效投标人不足三家的，提示代理机构办理废标。"),
    "evaluation.ended": N_("分包转入评标已结束，设定送交评审报告的期限。"),
    "evaluation.voided": N_("提示代理机构办理废标或复评，分包状态不变。"),
    "supervision.suspension_ordered": N_("分包立即暂停，释放已预约的场地，最长30日。"),
    "supervision.suspension_lifted": N_("通知代理机构办理恢复，分包不会自动恢复。"),
    "complaint.decided": N_("通知代理机构，作为变更中标结果的依据。"),
    "challenge.accepted": N_("仅记录，供查阅。"),
    "deposit.paid": N_("仅记录，供查阅；缴纳人保密。"),
    "deposit.refunded": N_("仅记录，供查阅；收款人保密。"),
    "contract.signed": N_("登记合同，设定公告、备案和退还保证金的期限。"),
    "supplier.updated": N_("更新供应商库，没有填写的内容保持不变。"),
    "supplier.debarred": N_("登记供应商禁止参加政府采购活动的期间。"),
    "purchase_plan.approved": N_("仅记录，供查阅。"),
}
"""What each type brings about, said where it is chosen and where it is filled in."""

_CHOICES: Mapping[str, Mapping[str, str]] = {
    "result": {"ok": N_("评审有效"), "void": N_("评审无效")},
    "effect": {
        "dismissed": N_("驳回投诉"),
        "award_void": N_("中标结果无效"),
        "procurement_void": N_("采购活动违法，重新开展"),
        "correct": N_("责令限期改正"),
    },
    "size": {one.value: LABELS[one] for one in SupplierSize},
}
_HINTS: Mapping[str, str] = {
    "lot_no": N_("如HYZC-2026-G-0012-01"),
    "round": N_("首次评审为1，第一次复评为2"),
    "suspended_until": N_("最长30日；通知没有写明的留空"),
    "committee_ref": N_("结果公告前保密"),
    "debarred_until": N_("决定没有写明的留空，至另行登记为止"),
}
_KINDS: tuple[tuple[type[fields.Field[Any]], str], ...] = (
    (Instant, "moment"),
    (fields.Date, "date"),
    (Money, "money"),
    (Uscc, "uscc"),
    (fields.Integer, "number"),
    (fields.Decimal, "number"),
)
_AREA = 200
"""Texts that may be longer are written in an area."""


@dataclass(frozen=True, slots=True)
class Field:
    """字段 one control; ``name`` is its path in the form, ``kind`` the macro that draws it."""

    name: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""
    longest: int = _AREA
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """内容 one value of a message as people read it."""

    label: str
    text: str


@cache
def of(kind: str) -> type[Schema]:
    """补录表单 what ``enter_inbound`` takes, its ``data`` by the contract of this type."""
    carries = platform.events[kind].carries
    return type(f"Enter{carries.__name__}", (registry.EnterInbound,), {"data": _nested(carries)})


def _nested(carries: type[Schema]) -> fields.Nested:
    return fields.Nested(carries, required=True)


def shown(kind: str) -> list[Field]:
    """填写的字段 those of the digest are left out: they are the evidence's own."""
    return list(_fields(platform.events[kind].carries, "data."))


def candidates(number: str) -> list[Field]:
    """候选供应商的字段 of one row."""
    return list(_fields(Candidate, f"data.candidates.{number}."))


def digests(kind: str) -> list[str]:
    """摘要字段 what is filled in with the digest of the evidence."""
    carries = labels.fields_of(platform.events[kind].carries)
    return [name for name, one in carries.items() if isinstance(one, Sha256)]


def facts(kind: str, told: Mapping[str, Any]) -> list[Fact]:
    """消息内容 in the order of the contract, without rows."""
    carries = platform.events[kind].carries
    found = ((name, told.get(name)) for name in labels.fields_of(carries))
    return [
        Fact(_label(carries, name), _said(carries, name, value))
        for name, value in found
        if value not in (None, "") and not isinstance(value, list)
    ]


def _fields(carries: type[Schema], prefix: str) -> Iterator[Field]:
    for name, one in labels.fields_of(carries).items():
        if isinstance(one, Sha256 | fields.List):
            continue
        yield Field(
            name=f"{prefix}{name}",
            label=_label(carries, name),
            kind=_kind(name, one),
            required=one.required,
            hint=say(_HINTS.get(name, "")),
            longest=_longest(one),
            options=tuple((value, say(text)) for value, text in _CHOICES.get(name, {}).items()),
        )


def _kind(name: str, one: fields.Field[Any]) -> str:
    for declared, kind in _KINDS:
        if isinstance(one, declared):
            return kind
    if name in _CHOICES:
        return "select"
    return "area" if _longest(one) > _AREA else "text"


def _longest(one: fields.Field[Any]) -> int:
    told = [each.max for each in one.validators if isinstance(each, validate.Length) and each.max]
    return min((int(each) for each in told), default=_AREA)


def _label(carries: type[Schema], name: str) -> str:
    found = labels.label(carries, name)
    return found.en if lang.current.get() == lang.ENGLISH else found.zh


def _said(carries: type[Schema], name: str, value: Any) -> str:
    if text := _CHOICES.get(name, {}).get(str(value)):
        return say(text)
    return labels.spoken(carries, name, value) or ""
