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

CLARIFICATIONS: Mapping[str, Kind] = {
    "clarification": Kind("clarification", "DY", "澄清公告", "招标文件作如下澄清"),
    "supplement": Kind("supplement", "DY", "补充公告", "招标文件作如下补充"),
}
"""By the kind of what was issued (87号令第27条: in the same media); one series of numbers."""

TITLES: Mapping[str, str] = {
    kind.name: kind.title for kind in (*KINDS.values(), *CLARIFICATIONS.values())
}
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


def clarified(kind: Kind, project: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """澄清公告正文 ``told`` is the clarification as documents tells it; it never says who asked."""
    numbers = [f"{one['lot_no']} 第{one['n']}次" for one in told["numbers"]]
    head = f"{project['name']}（项目编号：{project['no']}）{kind.says}（{'；'.join(numbers)}）："
    body = [line for line in (told.get("content") or "").splitlines() if line.strip()]
    asked = [line for line in (told.get("questions") or "").splitlines() if line.strip()]
    lines = [
        *(head, told["title"], *body),
        *(["提问汇总：", *asked] if asked else []),
        *(_passage(one) for one in told.get("passages") or ()),
        "本次内容可能影响投标文件编制。" if told.get("affects_bids") else "",
        f"答疑文件摘要（SHA-256）：{told['attachments'][0]['file']['sha256']}。",
        f"采购人：{project['purchaser']['name']}。采购代理机构：{project['agency']['name']}。",
    ]
    return [line for line in lines if line]


def _passage(one: Mapping[str, Any]) -> str:
    where = f"{one['place']}：" if one.get("place") else ""
    before, after = one.get("before") or "（无）", one.get("after") or "（删除）"
    return f"{where}原文“{before}”，修改为“{after}”。"


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
