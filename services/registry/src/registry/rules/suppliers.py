"""供应商 pure: the status on a day, and whether a row of an import can be taken."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, NamedTuple

from tenderhall_contracts.errors import Finding
from tenderhall_contracts.fields import uscc_ok
from tenderhall_contracts.vocab import LABELS, SupplierSize, SupplierStatus

LONGEST: Mapping[str, int] = {
    "name": 200,
    "address": 300,
    "legal_representative": 100,
    "contact": 100,
    "contact_phone": 50,
}

_SIZES = {LABELS[one]: one for one in SupplierSize} | {
    LABELS[one].removesuffix("企业"): one for one in SupplierSize
}


class Period(NamedTuple):
    """禁止参加期间 both days count; no end: until it is told otherwise."""

    begun: date
    until: date | None


def status_on(periods: Iterable[Period], day: date) -> SupplierStatus:
    """某日的状态 (政府采购法第77条: 一至三年内禁止参加政府采购活动)."""
    held = any(one.begun <= day and (one.until is None or day <= one.until) for one in periods)
    return SupplierStatus.DEBARRED if held else SupplierStatus.NORMAL


def debarment_findings(begun: date, until: date | None) -> list[Finding]:
    """期间检查 an end before its beginning is no period."""
    if until is None or begun <= until:
        return []
    zh, en = "截止日不得早于起始日", "The end is before the beginning"
    return [Finding("debarred_until", "PERIOD", zh, en)]


def row_findings(cells: Mapping[str, str], seen: AbstractSet[str]) -> list[Finding]:
    """导入行检查 every fault of the row; ``seen`` are the codes of the rows above."""
    code = cells["uscc"].upper()
    told = []
    if not uscc_ok(code):
        zh = "统一社会信用代码校验不通过（GB 32100-2015）"
        told.append(Finding("uscc", "USCC", zh, "Not a valid USCC", "GB 32100-2015"))
    elif code in seen:
        told.append(Finding("uscc", "REPEATED", "本文件中已出现过", "It stands above already"))
    if not cells["name"]:
        told.append(Finding("name", "REQUIRED", "名称必填", "A name is needed"))
    told += [
        Finding(name, "LENGTH", f"超过{most}字", f"Longer than {most}")
        for name, most in LONGEST.items()
        if len(cells[name]) > most
    ]
    if cells["size"] and cells["size"] not in _SIZES:
        zh = "规模应为大型、中型、小型或微型"
        told.append(Finding("size", "SIZE", zh, "Large, medium, small or micro, in Chinese"))
    return told


def row_values(cells: Mapping[str, str]) -> dict[str, Any]:
    """导入行内容 of a row without faults."""
    size = _SIZES.get(cells["size"])
    return {
        **{name: cells[name] or None for name in LONGEST},
        "uscc": cells["uscc"].upper(),
        "size": size.value if size else None,
    }
