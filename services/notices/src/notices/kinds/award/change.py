"""中标公告变更 a change of a published award: what differs is computed from data (domain §5.12)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import (
    LABELS,
    Activity,
    AwardChangeBasis,
    AwardChangeKind,
    LotState,
    PublishState,
)
from tenderhall_kit.law import Calculator, day_of
from tenderhall_press.formats import money

from notices.kinds import parts
from notices.kinds.award import committee, completeness, content, no_periods
from notices.kinds.kind import Kind

Values = Mapping[str, Any]

AWARD_CHANGE = "award_change"
FOLLOWED = (*content.FOLLOWED, "about", "standing")
BASES = {"": "财政部令第87号第六十九条、政府采购法实施条例第四十三条"}
_K = AwardChangeKind


def title_of(entered: Values, facts: Values) -> str:
    """公告标题 as entered, or the project's name with 中标公告变更."""
    return str(entered.get("title") or f"{facts['project']['name']}中标结果更正公告")


def told(entered: Values, facts: Values) -> dict[str, Any]:
    """中标变更 as ``NoticeOut`` tells it: the award as it shall be, and what differs."""
    shown = content.told(entered, facts)
    more = {name: entered.get(name) for name in ("change_kind", "basis", "change_reason")}
    more |= {"about_no": facts["about"]["no"], "corrections": corrections(entered, facts)}
    return {**shown, "award": {**shown["award"], **more}}


def corrections(entered: Values, facts: Values) -> list[dict[str, str]]:
    """更正明细 before and after of all that differs from the award as it stands."""
    before, after = facts["standing"], content.standing_of(entered, facts)
    rows = [*_of_lots(before, after)]
    for name, (label, say) in _PLAIN.items():
        if before.get(name) != after.get(name):
            rows.append({"item": label, "before": say(before.get(name)), "after": say(after[name])})
    return rows


def change_view(entered: Values, facts: Values, law: Calculator, now: datetime) -> dict[str, Any]:
    """更正公告视图 what ``GB50-CORRECTION-AWARD`` reads."""
    day = parts.issued_on(entered, now)
    view = content.award_view(
        entered,
        facts,
        issued_on=day,
        notice_days=committee.notice_days(law, day),
        challenge_days=committee.challenge_days(law, day),
    )
    basis = entered.get("basis")
    return {
        **view,
        "title": title_of(entered, facts),
        "about": {name: facts["about"][name] for name in ("no", "title", "published_on")},
        "rows": corrections(entered, facts),
        "reason": entered.get("change_reason") or "",
        "basis_said": LABELS[AwardChangeBasis(basis)] if basis else "",
        "another_winner": entered.get("change_kind") == _K.WINNER,
        "corrected_on": day_of(now).isoformat(),
        "standing": facts["standing"],
    }


def content_checks(entered: Values, facts: Values, now: datetime) -> Iterator[Check]:
    """内容核对 of the award as it shall be, and of the change itself."""
    found = list(content.winners_of(entered, facts))
    yield from completeness.complete(entered, facts)
    for place, given in enumerate(entered.get("winners") or []):
        yield from completeness.of_winner(place, given, facts)
    yield from completeness.within_budget(found, facts)
    yield from completeness.in_order(found, facts)
    yield from completeness.dated(entered, facts, now)
    yield from _reasoned(entered, facts)
    if entered.get("change_kind") == _K.WINNER:
        yield from completeness.papers(entered, found)
        yield from _based(entered, facts)


def preconditions(facts: Values) -> Iterator[Check]:
    """前置条件 every lot 已中标, no re-evaluation under way (domain §5.1)."""
    for lot in facts["lots"]:
        zh = f"分包{lot['no']}不在“已中标”，不能变更中标公告"
        yield Check(
            _finding("lot_ids", "LOT_AWARDED", zh, f"Not awarded: {lot['no']}"),
            ok=lot["state"] == LotState.AWARDED,
            zh=f"分包{lot['no']}已中标",
            en=f"{lot['no']} is awarded",
        )


def _reasoned(entered: Values, facts: Values) -> Iterator[Check]:
    reason = "请填写更正原因"
    yield Check(
        _finding("change_reason", "CHANGE_REASON", reason, "Say why"),
        ok=bool(entered.get("change_reason")),
        zh="已填写更正原因",
        en="A reason is given",
    )
    nothing = "与已公告的中标结果没有不同"
    rows = corrections(entered, facts)
    yield Check(
        _finding("winners", "CHANGE_ROWS", nothing, "Nothing differs from the published award"),
        ok=bool(rows),
        zh=f"更正{len(rows)}项",
        en=f"{len(rows)} corrections",
    )
    actual, given = _kind_of(entered, facts), entered.get("change_kind")
    zh = f"更正内容属于“{LABELS[actual]}”，与所选变更类型不符"
    yield Check(
        _finding("change_kind", "CHANGE_KIND", zh, f"This is a change of: {actual}"),
        ok=actual == given,
        zh=f"变更类型为{LABELS[actual]}",
        en=f"A change of: {actual}",
    )


def _based(entered: Values, facts: Values) -> Iterator[Check]:
    """依据 of another winner: one of four, each with its file (domain §5.12, 条例49)."""
    kinds = {one["kind"] for one in entered.get("attachments") or []}
    zh = "中标人变更须选择依据，并上传依据文件"
    yield Check(
        _finding("basis", "CHANGE_BASIS", zh, "Choose the basis, and attach its file"),
        ok=bool(entered.get("basis")) and "award_basis" in kinds,
        zh="已附变更依据",
        en="The basis is attached",
    )
    if entered.get("basis") == AwardChangeBasis.RE_EVALUATION:
        rounds = [one.get("round") or 1 for one in facts["evaluations"].values() if one]
        zh = "没有复评结果"
        yield Check(
            _finding("basis", "CHANGE_BASIS", zh, "There was no re-evaluation"),
            ok=max(rounds, default=1) > 1,
            zh="复评已结束",
            en="The re-evaluation has ended",
        )


def _kind_of(entered: Values, facts: Values) -> AwardChangeKind:
    before, after = facts["standing"]["lots"], content.standing_of(entered, facts)["lots"]
    if _codes(before) != _codes(after):
        return _K.WINNER
    return _K.TEXT if before == after else _K.AMOUNT


def _codes(lots: Sequence[Values]) -> list[list[str]]:
    return [sorted(one["uscc"] for one in lot["winners"]) for lot in lots]


def _of_lots(before: Values, after: Values) -> Iterator[dict[str, str]]:
    was = {one["no"]: one["winners"] for one in before["lots"]}
    for lot in after["lots"]:
        old, new = was.get(lot["no"], []), lot["winners"]
        for label, say in (("中标单位及金额", _winners_said), ("主要标的", _items_said)):
            if say(old) != say(new):
                item = f"分包{lot['no']}{label}"
                yield {"item": item, "before": say(old), "after": say(new)}


def _winners_said(winners: Sequence[Values]) -> str:
    return "\n".join(
        f"{one['name']}（{one['uscc']}），{one['rate'] or money(one['amount']) + '元'}"
        for one in winners
    )


def _items_said(winners: Sequence[Values]) -> str:
    rows = [item for one in winners for item in one["items"]]
    return "\n".join("，".join(_item_said(row)) for row in rows)


def _item_said(row: Values) -> Iterator[str]:
    for key, value in row.items():
        if value:
            yield f"单价{money(value)}元" if key == "unit_price" else str(value)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _names(value: Any) -> str:
    return "、".join(value or [])


_PLAIN = {
    "experts": ("评审专家名单", _names),
    "fee_standard": ("代理服务收费标准", _plain),
    "fee": ("代理服务收费金额（元）", _plain),
    "determined_on": ("中标人确定日期", _plain),
    "supplement": ("其他补充事宜", _plain),
}


def _finding(field: str, rule: str, zh: str, en: str) -> Finding:
    return parts.finding(BASES, field, rule, zh, en)


CHANGED_AWARD = Kind(
    name=AWARD_CHANGE,
    word="ZJBG",
    label="中标公告变更",
    activity=Activity.AWARD_CHANGE,
    seal_policy="award_change",
    period_in="notice_period_workdays",
    followed=FOLLOWED,
    title=title_of,
    opening=lambda _, facts: content.opening_of(facts),
    place=lambda _entered, _facts: None,
    effective=content.effective,
    told=told,
    view=change_view,
    content_checks=content_checks,
    preconditions=preconditions,
    judge=no_periods,
    period_checks=lambda *_: (),
    done=lambda _view, _facts: False,
    leaves_about=PublishState.CHANGED,
    period_rule="R20",
    tells_opening=False,
    lawful_checks=committee.lawful_checks,
)
