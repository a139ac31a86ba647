"""情况公告 what a plain announcement says, by what became of the lots (domain §5.9, §5.13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenderhall_contracts.vocab import LABELS, ExceptionReason, FailureGround


@dataclass(frozen=True, slots=True)
class Kind:
    """情况公告类型 ``word`` is of the number (domain §3), ``title`` follows the project's name."""

    name: str
    word: str
    title: str
    says: str


KINDS: Mapping[str, Kind] = {
    "lot.suspended": Kind("suspension", "ZT", "中止公告", "暂停采购活动，恢复时间另行公告"),
    "lot.resumed": Kind("resumption", "HF", "恢复公告", "恢复采购活动"),
    "lot.cancelled": Kind("cancellation", "QX", "终止公告", "采购任务取消，采购活动终止"),
    "lot.failed": Kind("failure", "FB", "废标公告", "废标"),
}
"""By the event that tells it."""

TITLES: Mapping[str, str] = {kind.name: kind.title for kind in KINDS.values()}
_GROUNDS = tuple(FailureGround)


def paragraphs(kind: Kind, project: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """公告正文 one paragraph a line; ``told`` is what ``lot.suspended`` and its like carry."""
    lots = _named(project, told)
    lines = [
        f"{project['name']}（项目编号：{project['no']}）的下列分包{kind.says}：{'；'.join(lots)}。",
        f"原因：{_reason(told)}。" if _reason(told) else "",
        f"暂停期限至{_day(told['until'])}（政府采购法第五十七条、财政部令第94号第二十八条）。"
        if told.get("until")
        else "",
        f"采购人：{project['purchaser']['name']}。采购代理机构：{project['agency']['name']}。",
    ]
    return [line for line in lines if line]


def _named(project: Mapping[str, Any], told: Mapping[str, Any]) -> Sequence[str]:
    numbers = {*(told.get("form_lot_nos") or ()), told["lot_no"]}
    return [f"{one['no']} {one['name']}" for one in project["lots"] if one["no"] in numbers]


def _reason(told: Mapping[str, Any]) -> str:
    if told.get("ground"):
        return f"政府采购法第三十六条第一款{LABELS[_GROUNDS[told['ground'] - 1]]}"
    code = told.get("reason_code")
    return LABELS[ExceptionReason(code)] if code in set(ExceptionReason) else ""


def _day(value: date | str) -> str:
    day = date.fromisoformat(str(value))
    return f"{day.year}年{day.month}月{day.day}日"
