"""法定内容 the 16 contents of a tender document (87号令 §20), and what of each is still open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from documents.patterns import Chapter, Pattern
from documents.rules.written import Placed

CONTENTS: Mapping[int, str] = MappingProxyType(
    {
        1: "投标邀请",
        2: "投标人须知（包括投标文件的密封、签署、盖章要求等）",
        3: "投标人应当提交的资格、资信证明文件",
        4: "为落实政府采购政策，采购标的需满足的要求，以及投标人须提供的证明材料",
        5: "投标文件编制要求、投标报价要求和投标保证金交纳、退还方式以及不予退还投标保证金的情形",
        6: "采购项目预算金额，设定最高限价的，还应当公开最高限价",
        7: "采购项目的技术规格、数量、服务标准、验收等要求，包括附件、图纸等",
        8: "拟签订的合同文本",
        9: "货物、服务提供的时间、地点、方式",
        10: "采购资金的支付方式、时间、条件",
        11: "评标方法、评标标准和投标无效情形",
        12: "投标有效期",
        13: "投标截止时间、开标时间及地点",
        14: "采购代理机构代理费用的收取标准和方式",
        15: "投标人信用信息查询渠道及截止时点、信用信息查询记录和证据留存的具体方式、"
        "信用信息使用规则等",
        16: "省级以上财政部门规定的其他事项",
    }
)

Told = dict[str, Any]


def chapters(pattern: Pattern, refused: Iterable[Placed]) -> list[Told]:
    """各章核对 how much is open in each chapter."""
    open_ = [one.chapter for one in refused]
    return [_chapter(one, open_.count(one.id)) for one in pattern.chapters]


def contents(pattern: Pattern, refused: Sequence[Placed]) -> list[Told]:
    """法定内容核对 where each item stands, and how much of it is open."""
    return [_content(item, title, pattern, refused) for item, title in CONTENTS.items()]


def _content(item: int, title: str, pattern: Pattern, refused: Sequence[Placed]) -> Told:
    where = [
        _chapter(one, _open(one, item, refused))
        for one in pattern.chapters
        if item in one.contents()
    ]
    total = sum(one["open"] for one in where)
    return {"item": item, "title_zh": title, "chapters": where, "open": total}


def _chapter(one: Chapter, open_: int) -> Told:
    return {"id": one.id, "title": one.title, "open": open_}


def _open(chapter: Chapter, item: int, refused: Iterable[Placed]) -> int:
    names = set(_names(chapter, item))
    fields = [one.check.finding.field for one in refused if one.chapter == chapter.id]
    return sum(".".join(one.split(".")[:2]) in names for one in fields)


def _names(chapter: Chapter, item: int) -> Iterator[str]:
    """The fields of this chapter that answer the item."""
    yield from (f"values.{one.name}" for one in chapter.entries.values() if item in one.contents)
    yield from (f"tables.{one.name}" for one in chapter.tables.values() if item in one.contents)
    yield from (f"texts.{one.name}" for one in chapter.zones.values() if item in one.contents)
