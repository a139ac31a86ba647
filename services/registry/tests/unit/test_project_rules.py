"""项目注册 every rule of domain §5.2, broken one at a time."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry import catalogue
from registry.rules import project as rules
from registry.rules import required
from registry.rules.policies import KNOWN
from registry.rules.project import Terms
from registry.seed.legal_rules import rows
from tenderhall_kit.law import Calculator

FIELDS = [one for one, wanted in required.DEFAULTS.items() if wanted and "." not in one]
OF_PURCHASER, OF_LOT, FILES = (
    [one.removeprefix(group) for one, wanted in required.DEFAULTS.items()
     if wanted and one.startswith(group)]
    for group in ("purchaser.", "lots.", "attachments.")
)  # fmt: skip
LAW = Calculator(list(rows()), {}, set())
TODAY = date(2026, 3, 2)
TERMS = Terms(LAW, TODAY, catalogue.levels(), agency_uscc="91430400MA4L12345R")

LOT = {
    "name": "一包",
    "catalogue_code": "A02010104",
    "budget": Decimal("600000.00"),
    "ceiling": None,
    "deposit": Decimal("12000.00"),
    "qualification": "post",
    "evaluation": "comprehensive",
    "requirement": "服务器二十台",
}
PROJECT = {
    "name": "服务器采购项目",
    "plan_no": "湘财采计[2026]001910号",
    "method": "open_tender",
    "organisation": "dispersed",
    "purchaser": {
        "name": "衡阳市第一中学",
        "uscc": "12430400MB0000001W",
        "address": "演示路1号",
        "contact": "刘老师",
        "phone": "0734-8000001",
    },
    "agency_leader": "李采购",
    "agency_phone": "0734-8000002",
    "agreement_no": "CX-1",
    "agreement_date": TODAY,
    "budget": Decimal("1000000.00"),
    "ceiling": None,
    "region": "430400",
    "consortium": False,
    "sme_only": False,
    "summary": "服务器",
    "performance_period": "30日",
    "electronic": True,
    "lots": [LOT, {**LOT, "name": "二包", "budget": Decimal("400000.00"), "deposit": Decimal(0)}],
    "attachments": list(FILES),
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(PROJECT), **changes}


def with_lot(**changes: Any) -> dict[str, Any]:
    return changed(lots=[{**LOT, **changes}, PROJECT["lots"][1]])


def told(project: dict[str, Any], terms: Terms = TERMS) -> list[tuple[str, str]]:
    return [(one.field, one.rule) for one in rules.refusals(project, terms)]


def test_a_complete_and_lawful_project_is_not_refused() -> None:
    assert told(PROJECT) == []
    assert rules.warnings(PROJECT, TERMS) == []


@pytest.mark.parametrize("name", FIELDS)
def test_a_required_field_is_named_where_it_is_missing(name: str) -> None:
    assert (name, "REQUIRED") in told(changed(**{name: None}))


def test_blanks_are_no_answer() -> None:
    assert told(changed(name="  ")) == [("name", "REQUIRED")]


@pytest.mark.parametrize("name", OF_PURCHASER)
def test_the_purchaser_is_told_completely(name: str) -> None:
    purchaser = {**PROJECT["purchaser"], name: ""}
    assert (f"purchaser.{name}", "REQUIRED") in told(changed(purchaser=purchaser))


def test_a_project_without_purchaser_misses_all_of_him() -> None:
    assert len(told(changed(purchaser=None))) == len(OF_PURCHASER)


@pytest.mark.parametrize("name", OF_LOT)
def test_a_lot_is_told_completely(name: str) -> None:
    assert ("lots.0." + name, "REQUIRED") in told(with_lot(**{name: None}))


def test_false_and_zero_are_answers() -> None:
    assert told(changed(consortium=False, sme_only=False, electronic=False)) == []
    assert told(with_lot(deposit=Decimal(0))) == []


@pytest.mark.parametrize("kind", FILES)
def test_each_required_attachment_is_asked_for_by_its_name(kind: str) -> None:
    kept = [one for one in FILES if one != kind]
    (found,) = rules.refusals(changed(attachments=kept), TERMS)
    assert (found.field, found.rule) == ("attachments", "ATTACHMENT")


@pytest.mark.parametrize(
    ("project", "field", "rule"),
    [
        (changed(method="inquiry"), "method", "METHOD_DISABLED"),
        (changed(method="framework_agreement"), "method", "METHOD_DISABLED"),
        (changed(region="110000"), "region", "REGION"),
        (changed(lots=[]), "lots", "REQUIRED"),
        (changed(budget=Decimal(0)), "budget", "R15"),
        (changed(ceiling=Decimal("1000000.01")), "ceiling", "R15"),
        (changed(ceiling=Decimal(0)), "ceiling", "R15"),
        (with_lot(ceiling=Decimal("600000.01")), "lots.0.ceiling", "R15"),
        (with_lot(budget=Decimal(0), deposit=Decimal(0)), "lots.0.budget", "R15"),
        (with_lot(deposit=Decimal("12000.01")), "lots.0.deposit", "R13"),
        (with_lot(catalogue_code="A99999999"), "lots.0.catalogue_code", "CATALOGUE"),
        (with_lot(catalogue_code="A02000000"), "lots.0.catalogue_code", "CATALOGUE"),
        (with_lot(qualification="pre"), "lots.0.qualification", "PREQUAL_NOT_ELECTRONIC"),
        (with_lot(qualification="pre"), "lots.0.qualification", "PREQUAL_OFF"),
        (with_lot(name="二包"), "lots.1.name", "LOT_NAME"),
        (with_lot(budget=Decimal("600000.01")), "budget", "BUDGET_SUM"),
        (changed(agreement_date=date(2026, 3, 3)), "agreement_date", "R37"),
    ],
)
def test_a_broken_rule_is_told_with_field_and_rule(
    project: dict[str, Any], field: str, rule: str
) -> None:
    assert (field, rule) in told(project)


@pytest.mark.parametrize(
    ("uscc", "rule"), [("12430400MB0000001X", "USCC"), ("91430400MA4L12345R", "R37")]
)
def test_the_purchaser_is_a_real_unit_and_not_the_agency(uscc: str, rule: str) -> None:
    purchaser = {**PROJECT["purchaser"], "uscc": uscc}
    assert told(changed(purchaser=purchaser)) == [("purchaser.uscc", rule)]


def test_the_greatest_deposit_and_its_article_are_told() -> None:
    (found,) = rules.refusals(with_lot(deposit=Decimal(20000)), TERMS)
    assert "最高12000.00元" in found.message_zh
    assert found.basis == "政府采购法实施条例第三十三条"


def test_c11_prequalification_stays_in_the_list_and_is_refused_in_the_manuals_words() -> None:
    """domain §6 C11: 3.2 无此方式 against 3.1.3, which offers it."""
    found = rules.refusals(with_lot(qualification="pre"), TERMS)
    assert [(one.message_zh, one.basis) for one in found] == [
        ("全流程电子化只有资格后审方式", "操作手册3.1.3"),
        ("资格预审：无此方式", "操作手册3.2"),
    ]


def test_c27_a_centre_drops_and_adds_required_fields_by_policy() -> None:
    """domain §6 C27: the fields with a * are data."""
    switches = {
        "required.project.plan_no": "false",
        "required.project.fund_source": "true",
        "required.project.lots.requirement": "false",
        "required.project.lots.unit": "true",
        "required.project.attachments.plan_filing": "false",
        "required.project.attachments.other": "true",
    }
    ours = Terms(LAW, TODAY, catalogue.levels(), "", policies=switches)
    empty = {**with_lot(requirement=None), "plan_no": None, "attachments": FILES[:1] + FILES[2:]}
    found = set(told(empty, ours))
    assert found == {
        ("fund_source", "REQUIRED"),
        ("lots.0.unit", "REQUIRED"),
        ("lots.1.unit", "REQUIRED"),
        ("attachments", "ATTACHMENT"),
    }


def test_what_the_law_is_computed_from_cannot_be_dropped() -> None:
    off = {f"{required.POLICY}{path}": "false" for path in required.FIXED}
    assert required.of(off) >= required.FIXED
    assert not set(required.policies()) & set(off)


def test_the_switches_of_the_seed_say_what_the_form_asks_by_itself() -> None:
    assert required.of(required.policies()) == required.of({})
    known = {name: one.default for name, one in KNOWN.items() if name.startswith(required.POLICY)}
    assert known == required.policies()


def test_prequalification_without_electronic_procedure_is_refused_while_it_is_off() -> None:
    on_paper = changed(electronic=False, lots=with_lot(qualification="pre")["lots"])
    assert told(on_paper) == [("lots.0.qualification", "PREQUAL_OFF")]
    allowed = Terms(LAW, TODAY, catalogue.levels(), "", policies={"project.prequalification": "on"})
    assert told(on_paper, allowed) == []


def test_lots_may_stay_below_the_budget_where_the_policy_says_so() -> None:
    less = with_lot(budget=Decimal(500000), deposit=Decimal(0))
    assert told(less) == [("budget", "BUDGET_SUM")]
    loose = Terms(LAW, TODAY, catalogue.levels(), "", policies={"project.lot_budgets": "at_most"})
    assert told(less, loose) == []
    assert told(with_lot(budget=Decimal(700000)), loose) == [("budget", "BUDGET_SUM")]


def test_nothing_is_added_up_while_a_budget_is_missing() -> None:
    assert ("budget", "BUDGET_SUM") not in told(with_lot(budget=None))
    assert ("budget", "BUDGET_SUM") not in told(changed(budget=None))


def test_an_unusual_plan_number_is_a_warning_only() -> None:
    strange = changed(plan_no="297520181030209")
    assert told(strange) == []
    assert [one.rule for one in rules.warnings(strange, TERMS)] == ["PLAN_NO"]


def test_works_by_open_tender_bring_the_warning_of_r41() -> None:
    works = with_lot(catalogue_code="B01010000")
    assert [(one.field, one.rule) for one in rules.warnings(works, TERMS)] == [
        ("lots.0.catalogue_code", "R41")
    ]
    assert rules.warnings({**works, "method": "inquiry"}, TERMS) == []


def test_the_category_is_the_letter_with_the_greatest_budget() -> None:
    goods, services = dict(LOT), {**LOT, "catalogue_code": "C16010000", "budget": Decimal(1)}
    assert rules.category([goods, services]) == "A"
    assert rules.category([{**goods, "budget": None}, services]) == "C"
    assert rules.category([{}]) is None


@given(st.decimals("0.01", "9999999999", places=2), st.integers(1, 10))
def test_the_greatest_deposit_never_passes_its_share(budget: Decimal, percent: int) -> None:
    most = rules.greatest_deposit(budget, percent)
    assert most * 100 <= budget * percent < (most + Decimal("0.01")) * 100


def test_the_catalogue_has_letters_and_four_levels() -> None:
    assert set(catalogue.levels().values()) == {0, 1, 2, 3, 4}
    assert catalogue.levels()["A02010104"] == 4


def test_every_rule_of_the_master_table_is_there_with_a_basis() -> None:
    shipped = {row["rule_id"].partition(".")[0] for row in rows()}
    assert shipped == {f"R{number:02d}" for number in range(1, 43)}
    assert all(row["basis"] and row["text_zh"] for row in rows())


# ── 核对 what a reviewer is shown ────────────────────────────────────────────────────────────────
def figures(project: dict[str, Any], rule: str, terms: Terms = TERMS) -> list[tuple[Any, ...]]:
    found = [one.told() for one in rules.checks(project, terms)]
    return [
        (one["field"], one["required"], one["actual"], one["ok"], one["amber"])
        for one in found
        if one["rule"] == rule
    ]


def test_rules_that_hold_are_shown_with_their_figures() -> None:
    assert all(one.ok and one.zh and one.en for one in rules.checks(PROJECT, TERMS))
    assert figures(PROJECT, "R13") == [
        ("lots.0.deposit", "≤ 12000.00元", "12000.00元", True, False),
        ("lots.1.deposit", "≤ 8000.00元", "0元", True, False),
    ]
    assert figures(PROJECT, "BUDGET_SUM") == [
        ("budget", "= 1000000.00元", "1000000.00元", True, False)
    ]
    assert len(figures(PROJECT, "ATTACHMENT")) == len(FILES)
    assert figures(PROJECT, "PREQUAL_NOT_ELECTRONIC")[0][1:] == (
        "资格后审",
        "资格后审",
        True,
        False,
    )
    assert figures(PROJECT, "PREQUAL_OFF") == []


def test_a_ceiling_is_shown_where_there_is_one() -> None:
    assert ("ceiling", "≤ 1000000.00元", "990000元", True, False) in figures(
        changed(ceiling=Decimal(990000)), "R15"
    )


def test_a_broken_rule_is_shown_with_the_words_that_refuse() -> None:
    project = with_lot(deposit=Decimal(20000))
    (refused,) = rules.refusals(project, TERMS)
    shown = [one.told() for one in rules.checks(project, TERMS) if not one.ok]
    assert [(one["text_zh"], one["basis"]) for one in shown] == [
        (refused.message_zh, "政府采购法实施条例第三十三条")
    ]
    assert figures(project, "R13")[0] == (
        "lots.0.deposit",
        "≤ 12000.00元",
        "20000元",
        False,
        False,
    )


def test_lots_may_stay_below_the_budget_where_the_centre_says_so() -> None:
    below = changed(budget=Decimal(1000001))
    at_most = Terms(
        LAW, TODAY, TERMS.catalogue, TERMS.agency_uscc, {"project.lot_budgets": "at_most"}
    )
    assert figures(below, "BUDGET_SUM", at_most)[0][1:4] == ("≤ 1000001元", "1000000.00元", True)
    assert figures(below, "BUDGET_SUM")[0][1:4] == ("= 1000001元", "1000000.00元", False)


def test_what_only_asks_for_a_second_look_is_amber() -> None:
    assert figures(changed(plan_no="X"), "PLAN_NO") == [("plan_no", None, "X", False, True)]
    assert figures(with_lot(catalogue_code="B01010000"), "R41") == [
        ("lots.0.catalogue_code", None, "工程", False, True)
    ]


def test_an_unfinished_draft_is_shown_what_is_missing_and_nothing_is_invented() -> None:
    shown = [one.told() for one in rules.checks({"lots": [{}]}, TERMS)]
    assert not any(one["ok"] for one in shown if one["rule"] != "LOT_NAME")
    assert {one["rule"] for one in shown} == {"REQUIRED", "ATTACHMENT", "LOT_NAME"}


def test_paper_procedures_are_shown_that_prequalification_is_off() -> None:
    assert figures(changed(electronic=False), "PREQUAL_OFF")[0][1:] == (
        "资格后审",
        "资格后审",
        True,
        False,
    )
