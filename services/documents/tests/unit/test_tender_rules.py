"""A tender document says what project and lots say."""

from datetime import date
from typing import Any

import pytest
from documents.rules import tender
from tenderhall_contracts.errors import Finding
from tenderhall_kit import severity
from tenderhall_kit.law import Calculator

PROJECT = {"category": "A", "state": "approved"}
LOT = {"id": "1", "no": "HYZC-2026-G-0001-01", "evaluation": "comprehensive", "state": "preparing"}
FORM = {
    "template": "goods-comprehensive",
    "bid_validity_days": 90,
    "evaluation": "comprehensive",
    "price_weight": "30",
    "obtaining": "网上获取",
    "price": "0.00",
    "file": {"kind": "tender_document"},
}
TODAY = date(2026, 11, 23)


def law(of_weight: str = "block") -> Calculator:
    weights = {"R17": 30, "R17.services": 10}
    row = {"text_zh": "价格分值", "basis": "87号令第55条", "unit": "percent"}
    since = {"severity": of_weight, "effective_from": "2017-10-01", "effective_to": None}
    rules = [{"rule_id": one, "value": least, **row, **since} for one, least in weights.items()]
    return Calculator(rules, {}, set())


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.field, one.rule) for one in findings]


def agrees(form: dict[str, Any] | None = None, **project: Any) -> list[tuple[str, str]]:
    return refused(FORM | (form or {}), PROJECT | project, [LOT])


def refused(
    form: dict[str, Any], project: dict[str, Any], lots: list[dict[str, Any]]
) -> list[tuple[str, str]]:
    found = severity.refusals(tender.checks(form, project, lots, law(), TODAY))
    return [one for one in told(found) if one[1] != "REQUIRED"]


def test_a_complete_form_misses_nothing() -> None:
    assert tender.missing(FORM) == []


@pytest.mark.parametrize("field", ["bid_validity_days", "obtaining", "price", "file"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_required_field_is_named(field: str, nothing: str | None) -> None:
    assert told(tender.missing(FORM | {field: nothing})) == [(field, "REQUIRED")]


def test_the_price_weight_is_required_only_where_points_are_given() -> None:
    without = FORM | {"price_weight": None}
    assert told(tender.missing(without)) == [("price_weight", "REQUIRED")]
    assert tender.missing(without | {"evaluation": "lowest_price"}) == []


@pytest.mark.parametrize(("count", "rules"), [(0, []), (200, []), (201, ["TOO_MANY"])])
def test_attachments_are_not_too_many(count: int, rules: list[str]) -> None:
    assert [one.rule for one in tender.few_attachments(count)] == rules


@pytest.mark.parametrize("opinion", [None, "", "  \n"])
def test_an_empty_opinion_is_refused(opinion: str | None) -> None:
    assert told(tender.opinion_given(opinion)) == [("opinion", "REQUIRED")]


def test_a_given_opinion_passes() -> None:
    assert tender.opinion_given("同意发出") == []


def test_equal_metadata_pass() -> None:
    assert agrees() == []


def test_a_template_of_another_category_is_refused() -> None:
    assert agrees(category="C") == [("template", "DOCUMENT_CATEGORY")]


def test_a_project_without_category_is_not_compared() -> None:
    assert agrees(category=None) == []


def test_a_method_other_than_the_lots_is_refused_and_names_the_lot() -> None:
    form = {"evaluation": "lowest_price", "template": "goods-lowest_price", "price_weight": None}
    findings = severity.refusals(tender.checks(FORM | form, PROJECT, [LOT], law(), TODAY))
    assert told(findings) == [("evaluation", "DOCUMENT_EVALUATION")]
    assert "HYZC-2026-G-0001-01" in findings[0].message_zh


def test_a_template_for_another_method_is_refused() -> None:
    assert agrees({"template": "goods-lowest_price"}) == [("template", "DOCUMENT_TEMPLATE_METHOD")]


def test_a_draft_without_method_is_not_compared() -> None:
    assert agrees({"evaluation": None}) == []


@pytest.mark.parametrize(
    ("category", "weight", "refused"),
    [
        ("A", "30", False),
        ("A", "29.99", True),
        ("C", "10", False),
        ("C", "9.99", True),
        ("B", "1", False),
        (None, "1", False),
        ("A", None, False),
    ],
)
def test_the_price_weighs_what_the_law_wants(
    category: str | None, weight: str | None, *, refused: bool
) -> None:
    template = {"A": "goods", "B": "works", "C": "services", None: "goods"}[category]
    form = {"price_weight": weight, "template": f"{template}-comprehensive"}
    rule_id = "R17.services" if category == "C" else "R17"
    assert agrees(form, category=category) == ([("price_weight", rule_id)] if refused else [])


def test_the_lowest_price_method_has_no_price_weight() -> None:
    form = {"evaluation": "lowest_price", "template": "goods-lowest_price"}
    lot = LOT | {"evaluation": "lowest_price"}
    assert refused(FORM | form, PROJECT, [lot]) == [("price_weight", "LOWEST_PRICE_WEIGHT")]


def test_a_preparing_lot_of_an_approved_project_is_open() -> None:
    assert tender.blockers(PROJECT, [LOT], ["1"]) == []


@pytest.mark.parametrize(
    ("project", "lot", "chosen", "rule"),
    [
        ({"state": "pending"}, {}, ["1"], "PROJECT_NOT_APPROVED"),
        ({}, {}, ["2"], "LOT_OF_OTHER_PROJECT"),
        ({}, {"state": "tendering"}, ["1"], "LOT_NOT_PREPARING"),
    ],
)
def test_a_lot_that_is_not_open_is_a_blocker(
    project: dict[str, str], lot: dict[str, str], chosen: list[str], rule: str
) -> None:
    (finding,) = tender.blockers(PROJECT | project, [LOT | lot], chosen)
    assert finding.rule == rule


@pytest.mark.parametrize(
    ("policies", "auto"),
    [({}, True), ({"review.tender_doc": "auto"}, True), ({"review.tender_doc": "manual"}, False)],
)
def test_the_recorded_policy_decides_whether_it_is_reviewed(
    policies: dict[str, str], *, auto: bool
) -> None:
    assert tender.auto_approved(policies) is auto


# ── 核对 what is shown beside the form ──────────────────────────────────────────────────────────
def figures(form: dict[str, Any], rule: str, **project: Any) -> list[tuple[Any, ...]]:
    shown = [
        one.told() for one in tender.checks(FORM | form, PROJECT | project, [LOT], law(), TODAY)
    ]
    return [
        (one["field"], one["required"], one["actual"], one["ok"])
        for one in shown
        if one["rule"] == rule
    ]


def test_rules_that_hold_are_shown_with_their_figures() -> None:
    found = tender.checks(FORM, PROJECT, [LOT], law(), TODAY)
    assert all(one.ok and one.zh and one.en for one in found)
    assert figures({}, "R17") == [("price_weight", "≥ 30%", "30%", True)]
    assert figures({}, "R17.services", category="C") == [("price_weight", "≥ 10%", "30%", True)]
    assert figures({}, "DOCUMENT_CATEGORY") == [("template", "货物", "货物", True)]
    assert figures({}, "DOCUMENT_EVALUATION") == [("evaluation", "综合评分法", "综合评分法", True)]
    assert figures({}, "DOCUMENT_TEMPLATE_METHOD")[0][3] is True


def test_a_rule_without_a_figure_to_compare_is_not_shown() -> None:
    assert figures({}, "R17", category="B") == []
    assert figures({}, "R17", category=None) == []
    assert figures({"price_weight": None}, "R17") == []
    assert figures({}, "DOCUMENT_CATEGORY", category=None) == []
    assert figures({"evaluation": None}, "DOCUMENT_TEMPLATE_METHOD") == []


def test_a_broken_rule_is_shown_with_the_words_that_refuse() -> None:
    assert figures({"price_weight": "29.99"}, "R17") == [("price_weight", "≥ 30%", "29.99%", False)]
    assert figures({"evaluation": "lowest_price"}, "LOWEST_PRICE_WEIGHT") == [
        ("price_weight", "不设", "30%", False)
    ]


@pytest.mark.parametrize(
    ("told_by_law", "refuses", "doubted"),
    [("block", True, False), ("warn", False, True), ("info", False, False)],
)
def test_a_weight_that_is_too_low_is_what_the_severity_makes_of_it(
    told_by_law: str, *, refuses: bool, doubted: bool
) -> None:
    given = law(told_by_law)
    found = tender.checks(FORM | {"price_weight": "5"}, PROJECT, [LOT], given, TODAY)
    assert bool(severity.refusals(found)) is refuses
    assert bool(severity.doubts(found, given, TODAY)) is doubted
