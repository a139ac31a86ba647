"""核对 one computation gives what refuses, what warns, and what a reviewer is shown."""

from datetime import date

from tenderhall_contracts.checks import Check, broken, unavailable, warnings
from tenderhall_contracts.common import CheckOut
from tenderhall_contracts.errors import Finding, Problem

FOUND = Finding("lots.0.deposit", "R13", "保证金不得超过2%", "At most 2 %", "条例第三十三条")
KEPT = Check(FOUND, ok=True, zh="保证金未超过2%", en="Within 2 %", required="≤ 2元", actual="1元")


def test_a_rule_that_holds_is_told_with_its_figures_and_refuses_nothing() -> None:
    told = KEPT.told()
    assert (told["text_zh"], told["text_en"], told["basis"]) == (
        "保证金未超过2%",
        "Within 2 %",
        "条例第三十三条",
    )
    assert (told["required"], told["actual"], told["ok"]) == ("≤ 2元", "1元", True)
    assert broken([KEPT]) == []
    assert warnings([KEPT]) == []


def test_a_broken_rule_is_told_by_its_finding() -> None:
    failed = Check(FOUND, ok=False, zh="保证金未超过2%", earliest_ok=date(2026, 1, 1))
    assert failed.told()["text_zh"] == FOUND.message_zh
    assert broken([KEPT, failed]) == [FOUND]
    assert warnings([failed]) == []


def test_what_has_no_margin_warns_and_does_not_refuse() -> None:
    tight = Check(FOUND, ok=True, amber=True, zh="保证金未超过2%")
    assert tight.told()["text_zh"] == FOUND.message_zh
    assert (broken([tight]), warnings([tight])) == ([], [FOUND])


def test_what_cannot_be_computed_does_not_count_as_kept() -> None:
    lost = unavailable(FOUND, Problem("CALENDAR_UNAVAILABLE", year=2027))
    assert (lost.ok, lost.amber) == (False, False)
    assert lost.told()["text_zh"] == "该年度工作日安排尚未确认，无法计算法定期限"
    assert lost.finding.basis == FOUND.basis


def test_a_check_tells_exactly_what_its_contract_names() -> None:
    assert set(KEPT.told()) == set(CheckOut().fields)
