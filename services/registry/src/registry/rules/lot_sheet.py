"""分包表 the columns of a spreadsheet of lots, and what their cells say (manual 3.1.3).

The manual's own words are understood too: 标段, 标段（包） and 包 are 分包 (domain §6 C20).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError
from tenderhall_contracts import labels
from tenderhall_contracts.errors import Finding
from tenderhall_contracts.registry import LotIn
from tenderhall_contracts.vocab import LABELS, EvaluationMethod, Qualification

EXAMPLE: Mapping[str, str] = {
    "name": "教学交互平板",
    "catalogue_code": "A02020800",
    "budget": "700000.00",
    "ceiling": "690000.00",
    "deposit": "14000.00",
    "qualification": "资格后审",
    "evaluation": "综合评分法",
    "quantity": "100",
    "unit": "台",
    "requirement": "86英寸交互平板，含安装调试",
}
"""The columns of the template, with a lot as it would be written."""

_SAME = {"标段（包）": "分包", "标段": "分包", "包": "分包", "品目": "采购目录"}
_ALSO = {
    "分包": "name",
    "采购目录代码": "catalogue_code",
    "保证金": "deposit",
    "预算金额": "budget",
    "预算": "budget",
    "最高限价": "ceiling",
    "技术需求": "requirement",
}
_MONEY = ("budget", "ceiling", "deposit", "quantity")
_SPARE = re.compile(r"[\s,，元￥¥*]|（元）|\(元\)")
_CODE = re.compile(r"[ABC]\d{8}")
_WORDS = {
    LABELS[one].lower(): one.value for kind in (Qualification, EvaluationMethod) for one in kind
}


def label(name: str) -> str:
    """列名 as in the form."""
    return labels.label(LotIn, name).zh


def columns(head: Sequence[str]) -> tuple[dict[int, str], list[str]]:
    """列对应 place → field; and the columns that nobody understands."""
    known = {label(name): name for name in EXAMPLE} | _ALSO | {name: name for name in EXAMPLE}
    found: dict[int, str] = {}
    unknown = []
    for place, told in enumerate(head):
        name = known.get(_plain(told))
        if name and name not in found.values():
            found[place] = name
        elif told.strip():
            unknown.append(told.strip())
    return found, unknown


def values(cells: Sequence[str], known: Mapping[int, str]) -> dict[str, str]:
    """单元格 → 表单值; what cannot be read stays as it is, for the person to mend."""
    told = {name: cells[place].strip() for place, name in known.items() if place < len(cells)}
    return {name: _value(name, text) for name, text in told.items() if text}


def loaded(typed: Mapping[str, str], at: str) -> tuple[dict[str, Any], list[Finding]]:
    """读入 what the contract makes of the values, and what it refuses."""
    try:
        return dict(LotIn().load(dict(typed))), []
    except ValidationError as wrong:
        told = wrong.messages_dict
        kept = LotIn().load({name: text for name, text in typed.items() if name not in told})
        return dict(kept), list(_refused(told, at))


def _refused(told: Mapping[str, Any], at: str) -> Iterator[Finding]:
    for name, words in told.items():
        zh = f"{label(name)}填写有误：{'；'.join(map(str, words))}"
        yield Finding(f"{at}{name}", "schema", zh, f"{name} cannot be read")


def _plain(told: str) -> str:
    """A heading without *, units and spaces, in our own words."""
    text = _SPARE.sub("", told.strip())
    for theirs, ours in _SAME.items():
        if text.startswith(theirs):
            return ours + text.removeprefix(theirs)
    return text


def _value(name: str, text: str) -> str:
    if name in _MONEY:
        return _SPARE.sub("", text)
    if name == "catalogue_code":
        code = _CODE.match(text.upper())
        return code[0] if code else text
    return _WORDS.get(text.lower(), text)
