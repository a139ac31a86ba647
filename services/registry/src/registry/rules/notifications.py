"""通知内容 which news of a form its agency is told, and in which words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from tenderhall_contracts.workflow import State
from tenderhall_kit.law import SHANGHAI


class Said(NamedTuple):
    """通知文字 in Chinese and in English."""

    zh: str
    en: str


_NEWS: Mapping[str, Said] = {
    State.APPROVED: Said("审核通过", "approved"),
    State.REJECTED: Said("审核不通过", "rejected"),
    State.ISSUED: Said("已发出", "issued"),
    State.RELEASED: Said("已释放", "released"),
    State.VOID: Said("已失效", "void"),
}
"""What others decide; an agency needs no word of what it has done itself."""


def of_form(kind_zh: str, form: Mapping[str, Any], before: str | None) -> Said | None:
    """表单通知 None where the agency knows already, or nothing has been decided."""
    told = _NEWS.get(form["state"]) if form["state"] != before else None
    if told is None:
        return None
    return Said(
        f"{kind_zh}“{form['title']}”（{form['project_no']}）{told.zh}",
        f"“{form['title']}” ({form['project_no']}) {told.en}",
    )


def of_reminder(task_zh: str, task_en: str, lot_no: str, due_on: date | None, stage: str) -> Said:
    """任务通知 due soon, or overdue."""
    if stage == "overdue":
        return Said(
            f"{lot_no}：{task_zh}已于{due_on}到期，请尽快办理",
            f"{lot_no}: {task_en} was due on {due_on}",
        )
    return Said(f"{lot_no}：请在{due_on}前（含当日）{task_zh}", f"{lot_no}: {task_en} by {due_on}")


def of_suspension(lot_no: str, due_on: date | None, stage: str) -> Said:
    """暂停届满提醒 what the centre is told of a suspension that was ordered (R31)."""
    if stage == "overdue":
        return Said(
            f"{lot_no}：财政部门通知的暂停已于{due_on}届满，尚未恢复，请督促代理机构办理",
            f"{lot_no}: the ordered suspension ended on {due_on} and the lot is not resumed",
        )
    return Said(
        f"{lot_no}：财政部门通知的暂停将于{due_on}届满，系统不自动恢复",
        f"{lot_no}: the ordered suspension ends on {due_on}; the lot never resumes by itself",
    )


def of_change(lot_nos: Sequence[str], opening: datetime, stage: str) -> Said:
    """待发变更公告 of an approved change; ``opening`` is the published one (domain §5.4)."""
    lots, at = "、".join(lot_nos), f"{opening.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if stage == "alarm":
        return Said(
            f"{lots}：场地变更已审核通过但变更公告仍未发布，原开标时间{at}不足24小时",
            f"{lots}: the change of venue is not announced; the old opening is at {at}",
        )
    return Said(
        f"{lots}：场地变更已审核通过，请尽快发布变更公告；发布前开标时间仍为{at}",
        f"{lots}: publish the change notice; until then the opening stays at {at}",
    )


_SWAPS: Mapping[str, Said] = {
    State.PROPOSED: Said(
        "另一代理机构提出与贵单位的场地预约互换，请查看并答复",
        "another agency proposes to exchange a booking with yours: please answer",
    ),
    State.APPROVED: Said("场地互换已审核通过并生效", "the exchange of bookings is approved"),
    State.REJECTED: Said("场地互换未获同意", "the exchange of bookings was refused"),
    State.DELETED: Said("对方已撤回场地互换", "the exchange of bookings was withdrawn"),
}


def of_swap(lot_nos: Sequence[str], state: str) -> Said:
    """场地互换 as the agency that was asked is told of it; whose the other is stays hidden."""
    lots, told = "、".join(lot_nos), _SWAPS[state]
    return Said(f"{lots}：{told.zh}", f"{lots}: {told.en}")


def of_offer(project_no: str, slots: Sequence[Mapping[str, Any]]) -> Said:
    """候补时段空出 with the plain word that an offer holds nothing."""
    times = [f"{one['begins'].astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for one in slots]
    told = "、".join(f"{one['room_name']} {at}" for one, at in zip(slots, times, strict=True))
    return Said(
        f"{project_no}候补的时段已空出：{told}。空出不代表保留，先提交预约者先得，请尽快提交",
        f"{project_no}: the slot you wait for is free: {told}. It is not held: submit soon",
    )


def of_self_test(overlaps: int, *, guarded: bool) -> Said:
    """场地约束自检未通过 what is wrong, and where to look."""
    zh = "" if guarded else "防止重复占用的约束缺失或被更改；"
    en = "" if guarded else "the constraint against double bookings is missing or altered; "
    return Said(
        f"场地约束自检未通过：{zh}发现{overlaps}处重叠占用。请查看“场地约束自检”并立即处理",
        f"The rooms' self-test failed: {en}{overlaps} overlapping claims. Look at it at once",
    )


def of_transfer(kind_zh: str, title: str) -> Said:
    """转交通知."""
    return Said(f"{kind_zh}“{title}”已转交您审核", f"“{title}” was passed on to you for review")
