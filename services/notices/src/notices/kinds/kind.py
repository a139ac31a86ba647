"""公告种类 what makes one kind of notice different from another, as data and pure functions.

Every use case works on a ``Kind`` and knows none by name. Whatever asks other services is in
``usecases.facts`` (before) and ``usecases.effects`` (at publication), by the kind's name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenderhall_contracts.checks import Check
from tenderhall_contracts.vocab import Activity, PublishState
from tenderhall_kit.law import Calculator

from notices.rules.periods import Periods

Values = Mapping[str, Any]

MANUAL = "manual"
"""Always reviewed by the centre; anything else names the policy that may approve at once."""


@dataclass(frozen=True, slots=True)
class Kind:
    """公告种类.

    ``entered`` are the fields of the form, ``facts`` what the other services said of its lots, both
    as JSON values; the view is what the template reads.
    """

    name: str
    word: str
    """Of the number (domain §3)."""
    label: str
    activity: Activity
    """What registry opens the lots for."""
    seal_policy: str
    """The word for it in the policy ``seal.required``."""
    period_in: str | None
    """Where the view keeps the 公告期限 in working days; None where the law sets none."""
    followed: tuple[str, ...]
    """Parts of the view that come from others: a sealed notice must still agree with them."""

    title: Callable[[Values, Values], str]
    opening: Callable[[Values, Values], str | None]
    """The 开标时间 it tells (entered, facts)."""
    place: Callable[[Values, Values], str | None]
    effective: Callable[[Values, Values], dict[str, Any]]
    """What was entered, and where it is silent what others said before."""
    told: Callable[[Values, Values], dict[str, Any]]
    """The form under the names of ``NoticeOut`` (entered, facts)."""
    view: Callable[[Values, Values, Calculator, datetime], dict[str, Any]]
    content_checks: Callable[[Values, Values, datetime], Iterable[Check]]
    """Of the effective form, facts, now."""
    preconditions: Callable[[Values], Iterable[Check]]
    judge: Callable[[Calculator, Values, Values, datetime], Periods]
    period_checks: Callable[[Calculator, Values, Values, datetime], Iterable[Check]]
    done: Callable[[Values, Values], bool]
    """已生效 whether its effect stands already (sealed view, facts): then there is no way back."""

    period_rule: str = ""
    """The rule that sets the 公告期限, where one does."""
    review_policy: str = MANUAL
    of_form: bool = False
    """Whether it is the text of a form that another service keeps: reviewed there, not here."""
    tells_opening: bool = True
    """Whether the public looks for a 开标时间 in it."""
    leaves_about: PublishState | None = None
    """What becomes of the published notice that it is about."""
    lawful_checks: Callable[[Calculator, Values, Values, datetime], Iterable[Check]] = lambda *_: ()
    """Content checks whose numbers are the dated law's own (law, effective form, facts, now)."""

    def period_days(self, view: Values) -> int:
        """公告期限 in working days; 0 where the law sets none."""
        return int(view[self.period_in]) if self.period_in else 0

    def changed_since(self, frozen: Values, current: Values) -> list[str]:
        """签章后变化 the parts that other services have changed since the notice was sealed."""
        return [name for name in self.followed if frozen[name] != current[name]]
