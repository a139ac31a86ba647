"""期限判断 the statutory periods of a notice as judged for one day of publication, of any kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tenderhall_contracts.checks import Check, unavailable
from tenderhall_contracts.errors import Finding, Problem
from tenderhall_kit.law import Calculator, Judgement


@dataclass(frozen=True)
class Periods:
    """期限判断 of one notice, handed to the media on one day."""

    published_on: date
    judged: Mapping[str, Judgement]

    @property
    def broken(self) -> dict[str, Judgement]:
        """不符合的 by the field that must change."""
        return {field: one for field, one in self.judged.items() if not one.ok}

    @property
    def warnings(self) -> list[Finding]:
        """提示 kept exactly, with no day to spare: amber."""
        return [one.finding(field) for field, one in self.judged.items() if one.ok and one.amber]

    @property
    def doubts(self) -> list[Finding]:
        """须说明理由的 not kept, where the rule only warns."""
        broken = ((field, one) for field, one in self.judged.items() if not one.kept)
        return [one.finding(field) for field, one in broken if one.rule.severity == "warn"]

    def ensure(self) -> None:
        """要求 every period to be kept.

        Raises:
            Problem: LEGAL_PERIOD with a finding for each broken rule; ``rule_id``, ``actual``,
                ``required`` and ``earliest_ok`` tell the first.
        """
        if not self.broken:
            return
        first = next(iter(self.broken.values()))
        raise Problem(
            "LEGAL_PERIOD",
            [one.finding(field) for field, one in self.broken.items()],
            rule_id=first.rule.rule_id,
            actual=first.actual,
            required=first.required,
            earliest_ok=first.earliest_ok.isoformat(),
            published_on=self.published_on.isoformat(),
        )


def strictest(judged: Iterable[tuple[str, Judgement]]) -> dict[str, Judgement]:
    """最严的判断 of each field: what refuses, then what is broken, then what asks for more."""
    found: dict[str, Judgement] = {}
    for field, one in judged:
        known = found.get(field, one)
        found[field] = max(known, one, key=_severity)
    return found


def _severity(one: Judgement) -> tuple[bool, bool, date]:
    return not one.ok, not one.kept, one.earliest_ok


def check(law: Calculator, issued: date, about: Finding, ask: Callable[[date], Judgement]) -> Check:
    """期限核对 one period with its figures; one that touches a year not confirmed is told so."""
    try:
        published_on = law.planned_publication(issued)
        judged = ask(published_on)
    except Problem as problem:
        return unavailable(law.rule(about.rule, issued).finding(about.field, ""), problem)
    zh, en = f"按{published_on}发布计算，", f"If published on {published_on}: "
    return judged.check(about.field, basis_zh=zh, basis_en=en)
