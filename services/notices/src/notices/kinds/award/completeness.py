"""中标公告内容规则 what it must say (R21), and of whom it may say it (R18, R23, R37)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_kit.law import day_of

from notices.kinds import parts
from notices.kinds.award.content import (
    CATEGORIES,
    COLUMNS,
    OPTIONAL,
    candidate_of,
    category_of,
    winners_of,
)

Values = Mapping[str, Any]
Rows = Sequence[Values]

BASES = {
    "R18": "政府采购法实施条例第四十三条、财政部令第87号第六十八条",
    "R21": "财政部令第87号第六十九条",
    "R23": "财政部令第87号第六十三条第（四）项",
    "R37": "政府采购法第二十条",
    "DEBARRED": "政府采购法第七十七条",
    "SME": "政府采购促进中小企业发展管理办法第十一条",
    "": "评标、中标公告的办理顺序",
}
"""Shown where registry's own rule row is not there."""

SMALL = {"medium", "small", "micro"}


def preconditions(facts: Values) -> Iterator[Check]:
    """前置条件 every lot evaluated, its evaluation standing, no re-evaluation (domain §5.11)."""
    for lot in facts["lots"]:
        zh = f"分包{lot['no']}不在“评标已结束”，不能发布中标公告"
        if lot["state"] == "re_evaluating":
            zh = f"分包{lot['no']}正在复评，中标公告暂停办理，待复评结束"
        yield Check(
            _finding("lot_ids", "LOT_EVALUATED", zh, f"Not evaluated, or again: {lot['no']}"),
            ok=lot["state"] == "evaluated",
            zh=f"分包{lot['no']}评标已结束",
            en=f"The evaluation of {lot['no']} has ended",
        )
        result = facts["evaluations"].get(lot["id"]) or {}
        zh = f"分包{lot['no']}没有有效的评审结果"
        yield Check(
            _finding("lot_ids", "EVALUATION_STANDS", zh, f"No valid evaluation: {lot['no']}"),
            ok=result.get("result") == "ok",
            zh=f"分包{lot['no']}第{result.get('round')}轮评审结果有效",
            en=f"Evaluation {result.get('round')} of {lot['no']} stands",
        )


def content_checks(entered: Values, facts: Values, now: datetime) -> Iterator[Check]:
    """内容核对 every rule of the content as computed, whether it holds or not."""
    found = list(winners_of(entered, facts))
    yield from complete(entered, facts)
    for place, given in enumerate(entered.get("winners") or []):
        yield from of_winner(place, given, facts)
    yield from within_budget(found, facts)
    yield from in_order(found, facts)
    yield from dated(entered, facts, now)
    yield from papers(entered, found)


def complete(entered: Values, facts: Values) -> Iterator[Check]:
    """内容齐全 (R21): each lot's winner, the experts, the agency's fee, the day it was fixed."""
    asked = {
        "fee_standard": ("代理服务收费标准", "the agency's fee standard"),
        "fee": ("代理服务收费金额", "the agency's fee"),
        "determined_on": ("中标人确定日期", "the day the winner was fixed"),
    }
    lacking = [name for name in asked if entered.get(name) in (None, "")]
    for name in lacking:
        zh, en = asked[name]
        yield Check(_finding(name, "R21", f"请填写{zh}", f"Missing: {en}"), ok=False)
    if not entered.get("experts"):
        zh = "请填写评审专家名单"
        yield Check(_finding("experts", "R21", zh, "Name the committee"), ok=False)
    chosen = {str(one["lot_id"]) for one in entered.get("winners") or []}
    without = [lot["no"] for lot in facts["lots"] if lot["id"] not in chosen]
    for no in without:
        zh = f"请选择分包{no}的中标单位"
        yield Check(_finding("winners", "R21", zh, f"No winner of {no}"), ok=False)
    if not lacking and entered.get("experts") and not without:
        whole = _finding("", "R21", "", "")
        yield Check(whole, ok=True, zh="公告内容齐全", en="The notice is complete")


def of_winner(place: int, given: Values, facts: Values) -> Iterator[Check]:
    """中标单位核对 in the directory, not debarred, not the agency, with price and items."""
    at = f"winners.{place}"
    supplier = facts["suppliers"].get(str(given["uscc"]))
    if supplier is None:
        zh = "供应商库中没有该单位，请先由交易中心登记"
        yield Check(_finding(f"{at}.uscc", "SUPPLIER", zh, "Not in the directory"), ok=False)
        return
    yield _not_debarred(at, supplier)
    agency = facts["project"]["agency"].get("uscc")
    zh = "中标单位是本项目的代理机构"
    yield Check(
        _finding(f"{at}.uscc", "R37", zh, "The agency may not win its own tender"),
        ok=str(given["uscc"]) != agency,
        zh=f"{supplier['name']}不是本项目的代理机构",
        en="The winner is not the agency",
    )
    yield from _priced(at, given)
    yield from _items(at, given, facts)


def _not_debarred(at: str, supplier: Values) -> Check:
    zh = f"{supplier['name']}在中标人确定之日处于禁止参加政府采购活动期间"
    return Check(
        _finding(f"{at}.uscc", "DEBARRED", zh, "The winner may not take part at that date"),
        ok=supplier["status"] != "debarred",
        zh=f"{supplier['name']}未被禁止参加政府采购活动",
        en="The winner is not debarred",
    )


def _priced(at: str, given: Values) -> Iterator[Check]:
    rated = (given.get("price_form") or "amount") == "rate"
    field, zh, en = ("rate", "费率", "rate") if rated else ("amount", "中标金额", "amount")
    if given.get(field) in (None, ""):
        yield Check(_finding(f"{at}.{field}", "R21", f"请填写{zh}", f"Missing: {en}"), ok=False)


def _items(at: str, given: Values, facts: Values) -> Iterator[Check]:
    lot = next((one for one in facts["lots"] if one["id"] == str(given["lot_id"])), None)
    if lot is None:
        yield Check(_finding(f"{at}.lot_id", "LOT", "不是本公告的分包", "Not of it"), ok=False)
        return
    category = category_of(lot)
    rows = given.get("items") or []
    if not rows:
        zh = f"请填写主要标的（{CATEGORIES[category]}）"
        yield Check(_finding(f"{at}.items", "R21", zh, "Say what is delivered"), ok=False)
    for number, row in enumerate(rows):
        for key, (zh, en) in COLUMNS[category].items():
            if key not in OPTIONAL and row.get(key) in (None, ""):
                field = f"{at}.items.{number}.{key}"
                yield Check(_finding(field, "R21", f"请填写{zh}", f"Missing: {en}"), ok=False)


def within_budget(found: Rows, facts: Values) -> Iterator[Check]:
    """不超预算 (R23): what the winners of a lot cost together, against its ceiling or budget."""
    for lot in facts["lots"]:
        of_lot = [one for one in found if one["lot_id"] == lot["id"]]
        of_lot = [one for one in of_lot if one["price_form"] == "amount"]
        limit = lot.get("ceiling") or lot.get("budget")
        if not of_lot or limit is None:
            continue
        total = sum((Decimal(one["amount"] or 0) for one in of_lot), Decimal(0))
        word = "最高限价" if lot.get("ceiling") else "预算金额"
        zh = f"分包{lot['no']}的中标金额{total}元超过{word}{limit}元，该投标无效"
        yield Check(
            _finding("winners", "R23", zh, f"The award of {lot['no']} exceeds its limit"),
            ok=total <= Decimal(limit),
            zh=f"分包{lot['no']}的中标金额未超过{word}",
            en=f"The award of {lot['no']} lies within its limit",
            required=f"≤ {limit}元",
            actual=f"{total}元",
        )


def in_order(found: Rows, facts: Values) -> Iterator[Check]:
    """按顺序确定 (R18): candidates only, from the first rank on; another order needs its reason."""
    for lot in facts["lots"]:
        result = facts["evaluations"].get(lot["id"]) or {}
        of_lot = [one for one in found if one["lot_id"] == lot["id"]]
        if result.get("candidates") is None:
            if of_lot:
                zh = f"评标系统未送达分包{lot['no']}的候选供应商，请对照评标报告核对"
                en = f"The candidates of {lot['no']} are not known: compare with the report"
                yield Check(_finding("winners", "R18", zh, en), ok=True, amber=True)
            continue
        for one in of_lot:
            yield _ranked(one, lot, len(of_lot), facts)


def _ranked(one: Values, lot: Values, places: int, facts: Values) -> Check:
    candidate = candidate_of(lot["id"], one["uscc"], facts)
    name = one["name"] or one["uscc"]
    if candidate is None:
        zh = f"{name}不是分包{lot['no']}的候选供应商"
        return Check(_finding("winners", "R18", zh, "Not a candidate of this lot"), ok=False)
    reasoned = candidate["rank"] > places and bool(one["reason"])
    zh = f"{name}在分包{lot['no']}排名第{candidate['rank']}，未按排名顺序确定，请说明理由"
    if reasoned:
        zh = f"{name}在分包{lot['no']}排名第{candidate['rank']}，已说明理由，请审核"
    return Check(
        _finding("winners", "R18", zh, f"Rank {candidate['rank']}, not in order"),
        ok=candidate["rank"] <= places or reasoned,
        zh=f"分包{lot['no']}按排名顺序确定（第{candidate['rank']}名）",
        en=f"Fixed in order of rank: {candidate['rank']}",
        required=f"≤ 第{places}名",
        actual=f"第{candidate['rank']}名",
        amber=reasoned,
    )


def dated(entered: Values, facts: Values, now: datetime) -> Iterator[Check]:
    """日期顺序 evaluation ended, report delivered, winner fixed, today (R18)."""
    ended = [
        day_of(datetime.fromisoformat(one["ended_at"]))
        for one in facts["evaluations"].values()
        if one and one.get("ended_at")
    ]
    steps = [
        ("report_delivered_on", "评标报告送达日期", max(ended, default=None), "评标结束日期"),
        (
            "determined_on",
            "中标人确定日期",
            _day(entered, "report_delivered_on") or max(ended, default=None),
            "评标报告送达日期",
        ),
    ]
    for name, zh, earliest, after in steps:
        given = _day(entered, name)
        if given is None:
            continue
        in_time = given <= day_of(now) and (earliest is None or given >= earliest)
        said = f"{zh}不得晚于今日，也不得早于{after}"
        yield Check(
            _finding(name, "R18", said, "Neither in the future nor before the step before it"),
            ok=in_time,
            zh=f"{zh}与评审程序的先后一致",
            en="The day is in the order of the procedure",
            required=f"{earliest or ''} 至 {day_of(now)}",
            actual=given.isoformat(),
        )


def papers(entered: Values, found: Rows) -> Iterator[Check]:
    """电子件 the purchaser's confirmation; the declaration of a small or medium winner."""
    kinds = {one["kind"] for one in entered.get("attachments") or []}
    zh = "请上传采购人确认函"
    yield Check(
        _finding("attachments", "R18", zh, "Attach the purchaser's confirmation"),
        ok="winner_confirmation" in kinds,
        zh="已附采购人确认函",
        en="The purchaser's confirmation is attached",
    )
    if any(one["size"] in SMALL for one in found):
        zh = "中标单位为中小企业，请上传其《中小企业声明函》，随公告一并公布"
        yield Check(
            _finding("attachments", "SME", zh, "Attach the declaration of a small or medium firm"),
            ok="sme_declaration" in kinds,
            zh="已附《中小企业声明函》",
            en="The declaration is attached",
        )


def _day(entered: Values, name: str) -> date | None:
    return date.fromisoformat(entered[name]) if entered.get(name) else None


def _finding(field: str, rule: str, zh: str, en: str) -> Finding:
    return parts.finding(BASES, field, rule, zh, en)
