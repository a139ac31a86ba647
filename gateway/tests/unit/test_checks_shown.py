"""核对 how a rule's result stands on a page: kept, broken, or to be looked at again."""

import re
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.errors import Finding

from gateway import render


def shown(*checks: Check) -> list[tuple[str, str]]:
    """Class and words of each row, as they stand below each other."""
    module: Any = render._pages.get_template("kit/review.html").module
    page = str(module.checks([one.told() for one in checks]))
    rows = re.findall(r'<li class="([\w-]+)">(.*?)</li>', page, re.DOTALL)
    return [(kind, " ".join(re.sub(r"<[^>]+>", "", text).split())) for kind, text in rows]


def about(field: str) -> Finding:
    return Finding(field, "R13", "保证金过高", "Too much", "条例第三十三条")


def test_broken_rules_stand_first_then_warnings_then_what_holds() -> None:
    kept = Check(about("budget"), ok=True, zh="预算相符")
    warned = Check(about("budget"), ok=False, amber=True)
    broken = Check(about("budget"), ok=False)
    found = shown(kept, warned, broken)
    assert [kind for kind, _ in found] == ["check-bad", "check-amber", "check-ok"]
    assert "不符合" in found[0][1]
    assert "不符合" not in found[1][1]
    assert "预算相符" in found[2][1]


def test_what_holds_without_margin_is_amber_and_still_kept() -> None:
    ((kind, words),) = shown(Check(about("opening_at"), ok=True, amber=True, actual="20日"))
    assert kind == "check-amber"
    assert words.startswith("✔ 符合")


def test_a_rule_of_one_lot_says_of_which() -> None:
    ((_, words),) = shown(Check(about("lots.1.deposit"), ok=True, zh="保证金未超过2%"))
    assert "分包 2 保证金未超过2%" in words
