"""内容规则 what a tender notice must say and must agree with (R08, R15, R33, R38, R39)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from tenderhall_contracts.errors import Finding
from tenderhall_kit.law import day_of

Values = Mapping[str, Any]
Cite = Callable[[str], str]

REQUIRED: Mapping[str, tuple[str, str]] = {
    "obtain_from": ("获取招标文件开始日期", "first day to obtain the document"),
    "obtain_until": ("获取招标文件截止日期", "last day to obtain the document"),
    "daily_hours": ("每日获取时段", "daily hours"),
    "obtain_place": ("获取地点", "place to obtain the document"),
    "obtain_method": ("获取方式", "way to obtain the document"),
    "price": ("售价", "price"),
    "policy_qualification": ("落实政府采购政策需满足的资格要求", "qualification by policy"),
    "special_qualification": ("本项目的特定资格要求", "special qualification"),
    "performance_period": ("合同履行期限", "period of performance"),
}
"""87号令第13条: what a tender notice must contain, beyond what the project already has."""

BASES = {
    "R02": "87号令第18条",
    "R08": "87号令第39条",
    "R15": "条例第30条、87号令第12条",
    "R38": "87号令第13条",
    "R39": "87号令第19条",
}
"""Shown where registry's own rule row is not there."""


def content_findings(entered: Values, facts: Values, now: datetime) -> list[Finding]:
    """内容检查 everything that keeps the notice from being sealed; empty where it may be.

    ``entered`` is the effective form (``content.effective``).
    """
    return [
        *_missing(entered),
        *_obtaining(entered, facts),
        *_opening(facts, now),
        *_money(facts),
        *_consortium(facts),
    ]


def blockers(facts: Values) -> list[Finding]:
    """前置条件 project, booking and tender document approved, lots in preparation (domain §5.7)."""
    return [*_project_blocker(facts), *_form_blockers(facts), *_lot_blockers(facts)]


def _missing(entered: Values) -> Iterator[Finding]:
    for field, (zh, en) in REQUIRED.items():
        if entered.get(field) in (None, ""):
            yield _finding(field, "R38", f"请填写{zh}", f"Missing: {en}")


def _obtaining(entered: Values, facts: Values) -> Iterator[Finding]:
    begins, ends = entered.get("obtain_from"), entered.get("obtain_until")
    opening = facts["booking"] and facts["booking"]["opening_at"]
    if begins and ends and ends < begins:
        yield _finding("obtain_until", "R02", "获取截止日期早于开始日期", "Ends before it begins")
    if ends and opening and ends > day_of(datetime.fromisoformat(opening)).isoformat():
        zh, en = "获取截止日期晚于投标截止时间", "Ends after the deadline for tenders"
        yield _finding("obtain_until", "R02", zh, en)


def _opening(facts: Values, now: datetime) -> Iterator[Finding]:
    if len(facts["openings"]) > 1:
        told = "；".join(facts["openings"])
        zh = f"同一公告各分包的开标时间和地点须一致，现为：{told}"
        yield _finding("lot_ids", "R08", zh, "All lots of a notice open at one time and place")
    opening = facts["booking"] and datetime.fromisoformat(facts["booking"]["opening_at"])
    if opening and opening <= now:
        yield _finding("opening_at", "R08", "开标时间已过", "The opening is in the past")


def _money(facts: Values) -> Iterator[Finding]:
    for place, lot in enumerate(facts["lots"]):
        budget, ceiling = (Decimal(lot.get(name) or 0) for name in ("budget", "ceiling"))
        if budget <= 0:
            zh = f"分包{lot['no']}未填写预算金额，预算金额必须公开"
            yield _finding(f"lots.{place}.budget", "R15", zh, "The budget must be public")
        elif ceiling > budget:
            zh = f"分包{lot['no']}的最高限价高于预算金额"
            yield _finding(f"lots.{place}.ceiling", "R15", zh, "The ceiling exceeds the budget")


def _consortium(facts: Values) -> Iterator[Finding]:
    if facts["project"]["consortium"] is None:
        zh = "须载明是否接受联合体投标；未载明的不得拒绝联合体投标"
        yield _finding("consortium", "R39", zh, "Say whether consortia are accepted")


def _project_blocker(facts: Values) -> Iterator[Finding]:
    if facts["project"]["state"] != "approved":
        yield _finding("project_id", "PROJECT_APPROVED", "项目注册尚未审核通过", "Project pending")


def _form_blockers(facts: Values) -> Iterator[Finding]:
    for no in facts["unbooked"]:
        zh = f"分包{no}没有审核通过的场地预约"
        yield _finding("lot_ids", "BOOKING_APPROVED", zh, f"No approved booking: {no}")
    for no in facts["undocumented"]:
        zh = f"分包{no}没有审核通过的招标文件"
        yield _finding("lot_ids", "DOCUMENT_APPROVED", zh, f"No approved tender document: {no}")


def _lot_blockers(facts: Values) -> Iterator[Finding]:
    for lot in facts["lots"]:
        if lot["state"] != "preparing":
            zh = f"分包{lot['no']}不在筹备中，不能发布招标公告"
            yield _finding("lot_ids", "LOT_PREPARING", zh, f"Lot not in preparation: {lot['no']}")


def _finding(field: str, rule: str, zh: str, en: str) -> Finding:
    return Finding(field, rule, zh, en, BASES.get(rule, "场地预约、招标文件和招标公告的办理顺序"))
