"""核对 a rule as computed, whether it holds or not: what findings and warnings are derived from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenderhall_contracts.errors import Finding, Problem


@dataclass(frozen=True, slots=True)
class Check:
    """核对 one rule with its figures; ``zh`` and ``en`` are told where it holds.

    ``finding`` is told where it does not, and where it is ``amber``: lawful without any margin, or
    broken and worth a second look only.
    """

    finding: Finding
    ok: bool
    zh: str = ""
    en: str = ""
    required: str | None = None
    actual: str | None = None
    earliest_ok: date | None = None
    amber: bool = False

    def told(self) -> dict[str, Any]:
        """核对结果 as ``common.CheckOut``."""
        found, plain = self.finding, self.ok and not self.amber
        return {
            "field": found.field,
            "rule": found.rule,
            "text_zh": self.zh if plain else found.message_zh,
            "text_en": self.en if plain else found.message_en,
            "basis": found.basis,
            "required": self.required,
            "actual": self.actual,
            "earliest_ok": self.earliest_ok,
            "ok": self.ok,
            "amber": self.amber,
        }


def broken(checks: Iterable[Check]) -> list[Finding]:
    """不符合的 the findings of the checks that refuse."""
    return [one.finding for one in checks if not one.ok]


def warnings(checks: Iterable[Check]) -> list[Finding]:
    """提示 the findings of the checks that only ask for a second look."""
    return [one.finding for one in checks if one.amber]


def unavailable(finding: Finding, problem: Problem) -> Check:
    """无法核对 what could not be computed, with the text of why; it does not count as kept."""
    why = problem.findings[0] if problem.findings else None
    zh, en = (why.message_zh, why.message_en) if why else (problem.text.zh, problem.text.en)
    return Check(Finding(finding.field, finding.rule, zh, en, finding.basis), ok=False)
