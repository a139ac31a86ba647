"""公开条目 what the public's catalogue keeps of a notice or announcement, whatever its kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tenderhall_contracts.notices.portal import FILED_AS_CHANGE

_DIGEST = re.compile(r"[0-9a-f]{64}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+-]+)?")
_PARTY = ("name", "uscc", "address", "contact", "phone")
_PROJECT = ("no", "name", "plan_no", "region", "method", "category", "summary", "consortium")
_TERMS = ("performance_period", "sme_only", "organisation")
_LOT = ("no", "name", "catalogue_code", "catalogue_name", "budget", "ceiling", "requirement")
_MEASURE = ("quantity", "unit", "evaluation")

Values = Mapping[str, Any]


def about(project: Values, lot_nos: Sequence[str]) -> dict[str, Any]:
    """公开的项目信息 what a notice of these lots makes known of the project."""
    lots = [one for one in project["lots"] if one["no"] in set(lot_nos)]
    return {
        **{key: project.get(key) for key in (*_PROJECT, *_TERMS)},
        "purchaser": _party(project.get("purchaser")),
        "agency": _party(project.get("agency")),
        "lots": [{key: one.get(key) for key in (*_LOT, *_MEASURE)} for one in lots],
    }


def said(row: Values, known: Values) -> Iterator[str]:
    """公告所说的话 every text of the notice, without the template's words, digests and times."""
    yield from (row["title"], row["no"], row["project_no"], *row["lot_nos"])
    yield from (known["name"], known["plan_no"] or "")
    yield from (known["purchaser"]["name"], known["agency"]["name"])
    for lot in known["lots"]:
        yield from (lot["name"] or "", lot["catalogue_code"] or "", lot["catalogue_name"] or "")
    yield from _texts((row.get("content") or {}).get("notice"))
    yield from row.get("paragraphs") or ()


def catalogue(known: Values) -> list[str]:
    """采购品目 each code with all it stands under, without the zeros that fill it up."""
    codes = {one["catalogue_code"] for one in known["lots"] if one["catalogue_code"]}
    return sorted({up for code in codes for up in _upwards(code)})


def shortened(code: str) -> str:
    """品目代码 without the pairs of zeros at its end: of A02010000 is A0201."""
    while len(code) > 1 and code.endswith("00") and len(code) % 2:
        code = code[:-2]
    return code


def amount(row: Values, known: Values) -> Decimal | None:
    """金额 what was awarded where the notice says it, else the budget of its lots."""
    told = (row.get("content") or {}).get("notice") or {}
    won = [one for lot in told.get("lots") or () for one in lot.get("winners") or ()]
    awarded = [Decimal(one["amount"]) for one in won if _whole(one)]
    budgets = [Decimal(one["budget"]) for one in known["lots"] if one["budget"]]
    given = awarded or budgets
    return sum(given, Decimal(0)) if given else None


def filed_under(kind: str) -> list[str]:
    """公告类别 each kind that a notice is found as."""
    return [kind, "change"] if kind in FILED_AS_CHANGE else [kind]


def filed_as(kind: str) -> list[str]:
    """归入此类的公告 the kinds of notices that are found as this one."""
    return [kind, *(FILED_AS_CHANGE if kind == "change" else ())]


def region_prefix(code: str) -> str:
    """行政区划前缀 a province's or a city's code stands for all that lies in it."""
    return re.sub(r"(00)+$", "", code)


def _whole(winner: Values) -> bool:
    """Whether its amount is the price of the whole, not a rate or of one unit."""
    return bool(winner.get("amount")) and winner.get("price_form", "amount") == "amount"


def _upwards(code: str) -> list[str]:
    short = shortened(code)
    return [short[:end] for end in range(1, len(short) + 1, 2)]


def _party(party: Values | None) -> dict[str, Any]:
    return {key: (party or {}).get(key) or "" for key in _PARTY}


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str() if not (_DIGEST.fullmatch(value) or _STAMP.fullmatch(value)):
            yield value
        case Mapping():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
