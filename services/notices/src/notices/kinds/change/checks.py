"""变更规则 what a change notice must say and may not do (R02, R05, R06, R08, R40; domain §5.8)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.vocab import LotState
from tenderhall_kit.law import Calculator, Judgement, day_of

from notices.kinds.change import content
from notices.kinds.parts import finding, issued_on, minute
from notices.rules import periods
from notices.rules.periods import Periods

Values = Mapping[str, Any]

REQUIRED: Mapping[str, tuple[str, str]] = {
    "matters": ("更正事项", "what is corrected"),
    "has_clarifications": ("是否有答疑澄清文件", "whether clarifications are announced"),
    "affects_bids": ("是否影响投标文件编制", "whether the preparation of tenders is affected"),
    "reason": ("更正原因", "the reason"),
}
BASES = {
    "": "手册 3.8、87号令第27条",
    "R02": "87号令第18条",
    "R05": "条例第31条、87号令第27条",
    "R06": "87号令第27条",
    "R08": "87号令第39条",
    "R40": "87号令第18条",
    "RESUME": "94号令第28条、手册 3.9.4.1",
}


def content_checks(entered: Values, facts: Values, now: datetime) -> Iterator[Check]:
    """内容核对 every rule of the content as computed, whether it holds or not."""
    yield from _complete(entered)
    yield _says_something(entered, facts)
    yield _subject_stays(entered, facts)
    yield from _linked(entered, facts)
    yield from _deadline(entered, facts, now)
    yield from _remaining(facts, now)
    yield from _obtaining(entered, facts)


def _complete(entered: Values) -> Iterator[Check]:
    lacking = [name for name in REQUIRED if entered.get(name) in (None, "", [])]
    for name in lacking:
        zh, en = REQUIRED[name]
        yield Check(_finding(name, "REQUIRED", f"请填写{zh}", f"Missing: {en}"), ok=False)
    if not lacking:
        zh, en = "变更公告内容齐全", "The change notice is complete"
        yield Check(_finding("", "REQUIRED", "", ""), ok=True, zh=zh, en=en)


def _says_something(entered: Values, facts: Values) -> Check:
    found = [*content.rows(entered, facts), *content.chosen(entered, facts)]
    zh, en = "没有任何变更，也未附答疑文件", "Nothing is changed and nothing is announced"
    return Check(
        _finding("obtain_until", "NOTHING_CHANGED", zh, en),
        ok=bool(found) or content.resumes(facts),
        zh=f"更正明细{len(content.rows(entered, facts))}项，均由系统比对已发布内容得出",
        en="The corrections are computed from what was published",
    )


def _subject_stays(entered: Values, facts: Values) -> Check:
    zh = "所附答疑文件涉及采购标的或资格条件变更，不得以变更公告办理"
    en = "A clarification changes the subject or the qualification: no change notice may"
    return Check(
        _finding("clarification_ids", "R06", zh, en),
        ok=not any(one["changes_subject"] for one in content.chosen(entered, facts)),
        zh="未改变采购标的、资格条件、采购方式、分包和采购人",
        en="Subject, qualification, method, lots and purchaser stay as they were",
    )


def _linked(entered: Values, facts: Values) -> Iterator[Check]:
    """是否有答疑澄清文件 answered as it is (manual 3.8.3, domain §6 C5)."""
    has = entered.get("has_clarifications")
    if has is None:
        return
    picked = {one["id"] for one in content.chosen(entered, facts)}
    waiting = [one for one in facts["clarifications"] if one["waits"] and one["id"] not in picked]
    if has:
        zh, en = "请选择本公告所附的答疑澄清文件", "Choose the clarifications that are announced"
        told = _finding("clarification_ids", "CLARIFICATIONS_LINKED", zh, en)
        yield Check(told, ok=bool(picked), zh="已选择所附答疑澄清文件", en="Clarifications chosen")
    names = "、".join(one["title"] for one in waiting)
    zh = f"有尚未公告的答疑文件，须一并公告：{names}"
    field = "clarification_ids" if has else "has_clarifications"
    yield Check(
        _finding(field, "CLARIFICATIONS_LINKED", zh, f"Not announced yet: {names}"),
        ok=not waiting,
        zh="没有遗漏尚未公告的答疑文件",
        en="No clarification is left unannounced",
    )


def _deadline(entered: Values, facts: Values, now: datetime) -> Iterator[Check]:
    old = datetime.fromisoformat(facts["about"]["opening_at"])
    new = datetime.fromisoformat(content.values_after(entered, facts)["opening_at"])
    zh, en = "投标截止（开标）时间只能推迟，不能提前", "The deadline only moves later"
    yield Check(
        _finding("opening_at", "TIMES_LATER", zh, en),
        ok=new >= old,
        zh="投标截止（开标）时间没有提前",
        en="The deadline does not move earlier",
        required=f"≥ {minute(old)}",
        actual=minute(new),
    )
    zh, en = "变更后的投标截止（开标）时间已过", "The new deadline is in the past"
    yield Check(
        _finding("opening_at", "R08", zh, en),
        ok=new > now,
        zh="变更后的投标截止（开标）时间尚未到达",
        en="The deadline is still to come",
        required=f"> {minute(now)}",
        actual=minute(new),
    )
    if not content.resumes(facts):
        zh, en = "原投标截止时间已过，不能发布变更公告", "The old deadline has passed"
        yield Check(
            _finding("opening_at", "BEFORE_DEADLINE", zh, en),
            ok=old > now,
            zh="原投标截止时间尚未到达",
            en="The deadline as published is still to come",
            required=f"> {minute(now)}",
            actual=minute(old),
        )


def _obtaining(entered: Values, facts: Values) -> Iterator[Check]:
    old, new = facts["about"]["obtain_until"], entered.get("obtain_until")
    after = content.values_after(entered, facts)
    if new:
        zh, en = (
            "获取招标文件截止日期只能推迟，不能提前",
            "The last day only moves later",
        )
        yield Check(
            _finding("obtain_until", "TIMES_LATER", zh, en),
            ok=new >= old,
            zh="获取招标文件截止日期没有提前",
            en="The obtaining period does not become shorter",
            required=f"≥ {old}",
            actual=new,
        )
    last = day_of(datetime.fromisoformat(after["opening_at"])).isoformat()
    zh, en = "获取截止日期晚于投标截止时间", "Ends after the deadline for tenders"
    yield Check(
        _finding("obtain_until", "R02", zh, en),
        ok=after["obtain_until"] <= last,
        zh="获取截止日期不晚于投标截止时间",
        en="Does not end after the deadline for tenders",
        required=f"≤ {last}",
        actual=after["obtain_until"],
    )
    if entered.get("extends_obtaining"):
        zh, en = "延长提供期限须填写更晚的获取截止日期", "An extension needs a later last day"
        yield Check(
            _finding("obtain_until", "R40", zh, en),
            ok=bool(new) and new > old,
            zh="提供期限顺延（获取文件的供应商不足3家）",
            en="The obtaining period is extended",
            required=f"> {old}",
            actual=new,
        )


def preconditions(facts: Values) -> Iterator[Check]:
    """前置条件核对 the tender notice is published, its lots are 招标中 or go on (domain §5.8)."""
    again = content.resumes(facts)
    for lot in facts["lots"]:
        wanted = LotState.SUSPENDED if again else LotState.TENDERING
        zh = f"分包{lot['no']}不在招标中，也不是招标中暂停的"
        yield Check(
            _finding("lot_ids", "LOT_TENDERING", zh, f"Lot not being tendered: {lot['no']}"),
            ok=lot["state"] == wanted,
            zh=f"分包{lot['no']}{'已暂停，随本公告恢复' if again else '在招标中'}",
            en=f"Lot {lot['no']} {'resumes with this notice' if again else 'is being tendered'}",
        )
    if again:
        zh, en = "恢复招标须先重新预约场地并审核通过", "To resume, book an opening anew first"
        yield Check(
            _finding("opening_at", "BOOKING_APPROVED", zh, en),
            ok=facts["booking"] is not None and not facts["unbooked"],
            zh="重新预约的场地已审核通过",
            en="The new booking is approved",
        )


def judge(law: Calculator, entered: Values, facts: Values, now: datetime) -> Periods:
    """判断期限 as if the notice were handed to the media now.

    Raises:
        Problem: CALENDAR_UNAVAILABLE.
    """
    published_on = law.planned_publication(issued_on(entered, now))
    asked = _periods(law, entered, facts)
    told = ((field, ask(published_on)) for field, _, ask in asked)
    return Periods(published_on, periods.strictest(told))


def period_checks(law: Calculator, entered: Values, facts: Values, now: datetime) -> list[Check]:
    """期限核对 each period with its figures."""
    issued = issued_on(entered, now)
    return [
        periods.check(law, issued, Finding(field, rule_id, ""), ask)
        for field, rule_id, ask in _periods(law, entered, facts)
    ]


def _periods(
    law: Calculator, entered: Values, facts: Values
) -> Iterator[tuple[str, str, Callable[[date], Judgement]]]:
    """R05 where tenderers need the time: 15 days from this notice to the deadline (条例第31条).

    R01 where the deadline moves: from the day on which the designated medium published the notice
    that is changed, once it has told it.
    """
    if content.affects_bids(entered, facts):
        after = content.values_after(entered, facts)
        deadline = day_of(datetime.fromisoformat(after["opening_at"]))
        yield "opening_at", "R05", partial(law.judge_clarification, deadline=deadline)
    begun, moved = facts.get("clock_starts_on"), content.new_place(facts)
    if begun and moved and not content.resumes(facts):
        deadline = day_of(datetime.fromisoformat(moved["opening_at"]))
        started = date.fromisoformat(begun)
        yield "opening_at", "R01", lambda _: law.judge_deadline(started, deadline)


def _remaining(facts: Values, now: datetime) -> Iterator[Check]:
    """恢复 the days that were left when the lots were suspended are left again (domain §5.9)."""
    stopped = facts["about"].get("suspended_on")
    if not (content.resumes(facts) and stopped and facts["booking"]):
        return
    old = day_of(datetime.fromisoformat(facts["about"]["opening_at"]))
    new = day_of(datetime.fromisoformat(facts["booking"]["opening_at"]))
    left, given = (old - date.fromisoformat(stopped)).days, (new - day_of(now)).days
    zh = f"暂停时距投标截止尚有{left}日，恢复后仅有{given}日"
    en = f"{left} days were left when it was suspended, {given} are given now"
    yield Check(
        _finding("opening_at", "RESUME", zh, en),
        ok=given >= left,
        zh="恢复后的投标时间不少于暂停时剩余的时间",
        en="No day that was left is lost",
        required=f"≥ {left}日",
        actual=f"{given}日",
    )


def _finding(field: str, rule: str, zh: str, en: str) -> Finding:
    return finding(BASES, field, rule, zh, en)
