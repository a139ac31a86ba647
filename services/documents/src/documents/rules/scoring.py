"""评分标准 points add up, the price weighs enough (R17), factors are quantified (87号令 §55)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding
from tenderhall_kit import severity
from tenderhall_kit.law import Calculator

from documents.patterns import Pattern
from documents.rules.tender import weight_rule
from documents.rules.written import Placed

WHOLE = Decimal(100)
TABLE = "scoring"
_BASIS = "87号令 §55"
_QUALIFYING = (
    *("营业执照", "资格条件", "法人资格", "注册资本", "资产总额", "营业收入", "从业人员"),
    *("纳税额", "依法缴纳税收", "社会保障资金", "重大违法记录", "失信被执行人"),
)
"""Conditions of qualification (法22), and sizes that may be neither that nor factors (87-17)."""

Row = Mapping[str, str]


def checks(
    pattern: Pattern, content: Mapping[str, Any], category: str | None, law: Calculator, on: date
) -> Iterator[Placed]:
    """核对评分标准 where the model text has one."""
    chapter = next((one for one in pattern.chapters if TABLE in one.tables), None)
    if chapter is None:
        return
    rows: Sequence[Row] = content["tables"].get(TABLE, [])
    weight = _points(content["values"].get("price_weight", ""))
    found = [*_total(rows), *_price(rows, weight), *_enough(weight, category, law, on)]
    found += [one for place, row in enumerate(rows) for one in _factor(place, row)]
    for one in severity.weighed(found, law, on):
        yield Placed(one, chapter.id, "评分标准")


def total(rows: Sequence[Row]) -> Decimal:
    """合计 of the points of these rows."""
    return sum((_points(one.get("points", "")) or Decimal(0) for one in rows), Decimal(0))


def _points(written: str) -> Decimal | None:
    return Decimal(written) if written else None


def _total(rows: Sequence[Row]) -> Iterator[Check]:
    if not rows:
        return
    summed = total(rows)
    zh, en = "各评审因素分值合计应为100", "The points must add up to 100"
    yield Check(
        Finding(f"tables.{TABLE}", "SCORING_TOTAL", zh, en, _BASIS),
        ok=summed == WHOLE,
        zh="各评审因素分值合计为100",
        en="The points add up to 100",
        required="100",
        actual=f"{summed:f}",
    )


def _price(rows: Sequence[Row], weight: Decimal | None) -> Iterator[Check]:
    if not rows or weight is None:
        return
    summed = total([one for one in rows if one.get("part") == "price"])
    zh, en = "价格类评审因素的分值应等于价格分值", "The rows of the price must have its points"
    yield Check(
        Finding(f"tables.{TABLE}", "SCORING_PRICE", zh, en, _BASIS),
        ok=summed == weight,
        zh="价格类评审因素的分值等于价格分值",
        en="The rows of the price have its points",
        required=f"{weight:f}",
        actual=f"{summed:f}",
    )


def _enough(
    weight: Decimal | None, category: str | None, law: Calculator, on: date
) -> Iterator[Check]:
    """R17, by category; its severity decides whether it refuses."""
    rule = weight_rule(category, law, on)
    if weight is None or rule is None:
        return
    least = rule.number
    zh, en = f"价格分值不得低于{least}", f"The price has at least {least} points"
    yield Check(
        rule.finding("values.price_weight", zh, en),
        ok=weight >= least,
        zh=f"价格分值不低于{least}",
        en=en,
        required=f"≥ {least}",
        actual=f"{weight:f}",
    )


def _factor(place: int, row: Row) -> Iterator[Check]:
    said = row.get("factor", "") + row.get("standard", "")
    words = [one for one in _QUALIFYING if one in said]
    if words:
        zh = f"资格条件不得作为评审因素：{'、'.join(words)}"
        en = "A condition of qualification may not be scored"
        field = f"tables.{TABLE}.{place}.factor"
        yield Check(Finding(field, "SCORING_QUALIFICATION", zh, en, _BASIS), ok=False)
    standard = row.get("standard", "")
    if standard and row.get("part") != "price" and not any(one.isdigit() for one in standard):
        zh, en = "评分标准应当细化和量化，写明分值", "A standard is to be quantified"
        field = f"tables.{TABLE}.{place}.standard"
        found = Finding(field, "SCORING_QUANTIFIED", zh, en, _BASIS)
        yield Check(found, ok=True, amber=True)
