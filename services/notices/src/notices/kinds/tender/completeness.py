"""内容规则 what a tender notice must say and must agree with (R08, R15, R33, R38, R39)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_kit.law import day_of

from notices.kinds.parts import finding, minute

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
    "": "场地预约、招标文件和招标公告的办理顺序",
    "R02": "87号令第18条",
    "R08": "87号令第39条",
    "R15": "条例第30条、87号令第12条",
    "R38": "87号令第13条",
    "R39": "87号令第19条",
}
"""Shown where registry's own rule row is not there."""


def content_checks(entered: Values, facts: Values, now: datetime) -> Iterator[Check]:
    """内容核对 every rule of the content as computed, whether it holds or not.

    ``entered`` is the effective form (``content.effective``).
    """
    yield from _complete(entered)
    yield from _obtaining(entered, facts)
    yield from _opening(facts, now)
    yield from _printed(facts)
    yield from _money(facts)
    yield _consortium(facts)


def preconditions(facts: Values) -> Iterator[Check]:
    """前置条件核对 every precondition, whether it holds or not."""
    yield _project(facts)
    yield from _forms(facts)
    yield from _lots(facts)


def _complete(entered: Values) -> Iterator[Check]:
    lacking = [field for field in REQUIRED if entered.get(field) in (None, "")]
    for field in lacking:
        zh, en = REQUIRED[field]
        yield Check(_finding(field, "R38", f"请填写{zh}", f"Missing: {en}"), ok=False)
    if not lacking:
        yield Check(
            _finding("", "R38", "", ""), ok=True, zh="公告内容齐全", en="The notice is complete"
        )


def _obtaining(entered: Values, facts: Values) -> Iterator[Check]:
    begins, ends = entered.get("obtain_from"), entered.get("obtain_until")
    opening = facts["booking"] and facts["booking"]["opening_at"]
    if begins and ends:
        zh, en = "获取截止日期早于开始日期", "Ends before it begins"
        yield Check(
            _finding("obtain_until", "R02", zh, en),
            ok=ends >= begins,
            zh="获取截止日期不早于开始日期",
            en="Does not end before it begins",
            required=f"≥ {begins}",
            actual=ends,
        )
    if ends and opening:
        deadline = day_of(datetime.fromisoformat(opening)).isoformat()
        zh, en = "获取截止日期晚于投标截止时间", "Ends after the deadline for tenders"
        yield Check(
            _finding("obtain_until", "R02", zh, en),
            ok=ends <= deadline,
            zh="获取截止日期不晚于投标截止时间",
            en="Does not end after the deadline for tenders",
            required=f"≤ {deadline}",
            actual=ends,
        )


def _opening(facts: Values, now: datetime) -> Iterator[Check]:
    if facts["openings"]:
        told = "；".join(facts["openings"])
        zh = f"同一公告各分包的开标时间和地点须一致，现为：{told}"
        yield Check(
            _finding("lot_ids", "R08", zh, "All lots of a notice open at one time and place"),
            ok=len(facts["openings"]) == 1,
            zh="各分包在同一时间、同一地点开标",
            en="All lots open at one time and place",
            actual="；".join(_where(one) for one in facts["openings"]),
        )
    if facts["booking"]:
        opening = datetime.fromisoformat(facts["booking"]["opening_at"])
        yield Check(
            _finding("opening_at", "R08", "开标时间已过", "The opening is in the past"),
            ok=opening > now,
            zh="开标时间为投标截止的同一时间，尚未到达",
            en="The opening, which is the deadline, is still to come",
            required=f"> {minute(now)}",
            actual=minute(opening),
        )


def _printed(facts: Values) -> Iterator[Check]:
    """What the tender documents say of the opening is what the booking says now."""
    if not facts["booking"]:
        return
    opening, room = (facts["booking"][name] for name in ("opening_at", "room"))
    for one in facts.get("printed", []):
        zh = f"“{one['title']}”所载开标时间或地点与场地预约不一致，请撤回招标文件更正后重新提交"
        en = "The tender document says another opening than the booking; mend it"
        at, place = one["opening_at"], one["opening_place"]
        same = not at or datetime.fromisoformat(at) == datetime.fromisoformat(opening)
        yield Check(
            _finding("lot_ids", "R08", zh, en),
            ok=same and (place.endswith(room) or room.endswith(place)),
            zh="招标文件所载开标时间和地点与场地预约一致",
            en="The tender document says the opening of the booking",
            required=_where(f"{opening} {room}"),
            actual=_where(f"{at} {place}") if at else place,
        )


def _money(facts: Values) -> Iterator[Check]:
    for place, lot in enumerate(facts["lots"]):
        budget, ceiling = (Decimal(lot.get(name) or 0) for name in ("budget", "ceiling"))
        zh = f"分包{lot['no']}未填写预算金额，预算金额必须公开"
        yield Check(
            _finding(f"lots.{place}.budget", "R15", zh, "The budget must be public"),
            ok=budget > 0,
            zh=f"分包{lot['no']}的预算金额已公开",
            en=f"The budget of lot {lot['no']} is public",
            required="> 0元",
            actual=f"{budget}元" if lot.get("budget") else None,
        )
        if budget > 0 and ceiling:
            zh = f"分包{lot['no']}的最高限价高于预算金额"
            yield Check(
                _finding(f"lots.{place}.ceiling", "R15", zh, "The ceiling exceeds the budget"),
                ok=ceiling <= budget,
                zh=f"分包{lot['no']}的最高限价未超过预算金额",
                en=f"The ceiling of lot {lot['no']} lies inside the budget",
                required=f"≤ {budget}元",
                actual=f"{ceiling}元",
            )


def _consortium(facts: Values) -> Check:
    told = facts["project"]["consortium"]
    zh = "须载明是否接受联合体投标；未载明的不得拒绝联合体投标"
    return Check(
        _finding("consortium", "R39", zh, "Say whether consortia are accepted"),
        ok=told is not None,
        zh="已载明是否接受联合体投标",
        en="The notice says whether consortia are accepted",
        actual=None if told is None else ("是" if told else "否"),
    )


def _project(facts: Values) -> Check:
    return Check(
        _finding("project_id", "PROJECT_APPROVED", "项目注册尚未审核通过", "Project pending"),
        ok=facts["project"]["state"] == "approved",
        zh="项目注册已审核通过",
        en="The project is approved",
    )


def _forms(facts: Values) -> Iterator[Check]:
    for no in facts["unbooked"]:
        zh = f"分包{no}没有审核通过的场地预约"
        found = _finding("lot_ids", "BOOKING_APPROVED", zh, f"No approved booking: {no}")
        yield Check(found, ok=False)
    for no in facts["undocumented"]:
        zh = f"分包{no}没有审核通过的招标文件"
        found = _finding("lot_ids", "DOCUMENT_APPROVED", zh, f"No approved tender document: {no}")
        yield Check(found, ok=False)
    if not facts["unbooked"]:
        zh, en = "各分包的场地预约均已审核通过", "Every lot has an approved booking"
        yield Check(_finding("lot_ids", "BOOKING_APPROVED", "", ""), ok=True, zh=zh, en=en)
    if not facts["undocumented"]:
        zh, en = "各分包的招标文件均已审核通过", "Every lot has an approved tender document"
        yield Check(_finding("lot_ids", "DOCUMENT_APPROVED", "", ""), ok=True, zh=zh, en=en)


def _lots(facts: Values) -> Iterator[Check]:
    for lot in facts["lots"]:
        zh = f"分包{lot['no']}不在筹备中，不能发布招标公告"
        yield Check(
            _finding("lot_ids", "LOT_PREPARING", zh, f"Lot not in preparation: {lot['no']}"),
            ok=lot["state"] == "preparing",
            zh=f"分包{lot['no']}在筹备中",
            en=f"Lot {lot['no']} is in preparation",
        )


def _where(opening: str) -> str:
    at, _, room = opening.partition(" ")
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M} {room}"


def _finding(field: str, rule: str, zh: str, en: str) -> Finding:
    return finding(BASES, field, rule, zh, en)
